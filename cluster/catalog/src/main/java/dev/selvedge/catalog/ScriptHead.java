package dev.selvedge.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a Worker but its versions and deployments.
 *
 * @param migrationTag of the last Durable Object migration
 * @param settings JSON object of the settings that are not versioned (logpush, observability, tail_consumers, tags), or ""
 */
public record ScriptHead(
        Identity identity,
        Progress progress,
        List<Cron> crons,
        Subdomain subdomain,
        @Nullable String migrationTag,
        String settings) {

    /**
     * What never changes.
     *
     * @param tag 32 hexadecimal digits, the script's identity across uploads
     */
    public record Identity(String accountId, String name, String tag, long createdMillis) {}

    /**
     * How far it has come.
     *
     * @param nextNumber number of the next version
     */
    public record Progress(long modifiedMillis, String lastDeployedFrom, int nextNumber) {}

    /** Whether it answers at its address under the node's suffix, and its versions at theirs. */
    public record Subdomain(boolean enabled, boolean previews) {}

    public ScriptHead {
        crons = List.copyOf(crons);
    }

    /** A script that was just made: nothing is known of it but who it is and where it came from. */
    public static ScriptHead first(Identity identity, String source, Subdomain subdomain) {
        Progress progress = new Progress(identity.createdMillis(), source, 1);
        return new ScriptHead(identity, progress, List.of(), subdomain, null, "");
    }

    public int nextNumber() {
        return progress.nextNumber();
    }

    public ScriptHead withCrons(List<Cron> newCrons) {
        return new ScriptHead(identity, progress, newCrons, subdomain, migrationTag, settings);
    }

    public ScriptHead withSubdomain(boolean enabled, boolean previews) {
        return new ScriptHead(identity, progress, crons, new Subdomain(enabled, previews), migrationTag, settings);
    }

    public ScriptHead withSettings(String newSettings) {
        return new ScriptHead(identity, progress, crons, subdomain, migrationTag, newSettings);
    }

    public ScriptHead migratedTo(String newTag) {
        return new ScriptHead(identity, progress, crons, subdomain, newTag, settings);
    }

    public ScriptHead deployedFrom(String source, long nowMillis) {
        return with(new Progress(nowMillis, source, progress.nextNumber()));
    }

    /** With one more version: its number is {@link #nextNumber} as it was before. */
    public ScriptHead numberTaken(long nowMillis) {
        return with(new Progress(nowMillis, progress.lastDeployedFrom(), progress.nextNumber() + 1));
    }

    private ScriptHead with(Progress next) {
        return new ScriptHead(identity, next, crons, subdomain, migrationTag, settings);
    }
}
