package dev.selvedge.workers;

import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.Version;
import org.jspecify.annotations.Nullable;

/** One loop's place for one version: its isolate, if it has one here. Belongs to that loop. */
final class VersionSeat {
    private static final long WINDOW_NANOS = 1_000_000_000L;

    final String account;
    final String key;
    final Script script;
    final Version version;
    final String versionText;
    final Placement placement;
    private final int loop;

    @Nullable
    Resident resident;
    /** While set, requests are refused: the version failed to load a moment ago. */
    @Nullable
    String failure;

    long failureUntilNanos;
    private long windowNanos;
    private int hops;

    VersionSeat(String account, String key, Script script, Version version, Placement placement, int loop) {
        this.account = account;
        this.key = key;
        this.script = script;
        this.version = version;
        this.versionText = version.id().toString();
        this.placement = placement;
        this.loop = loop;
    }

    /** Whether the deployment in force sends traffic to this version; a preview's version never is. */
    boolean current(Shared shared) {
        Script now = shared.script(account, script.name());
        return now != null
                && now.deployment()
                        .map(deployment -> deployment.includes(version.id()))
                        .orElse(false);
    }

    void settle(Resident settled) {
        resident = settled;
        placement.settle(loop);
    }

    void left(Resident leaving) {
        if (resident == leaving) {
            resident = null;
            placement.leave(loop);
        }
    }

    /** Counts one request that went to another loop's isolate; true once they are so many that one here pays. */
    boolean hot(long now, int threshold) {
        if (now - windowNanos > WINDOW_NANOS) {
            windowNanos = now;
            hops = 0;
        }
        return ++hops > threshold;
    }
}
