package dev.selvedge.workers;

import dev.selvedge.base.RandomSource;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.VersionId;
import dev.selvedge.net.Headers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One loop's view of a script's deployment: which version a request gets. Made anew when the script changed. */
final class ScriptSeat {
    private static final Pattern OVERRIDE = Pattern.compile("([A-Za-z0-9_-]{1,255})=\"([0-9a-fA-F-]{36})\"");
    private static final double WHOLE = 100;

    final Script script;
    private final VersionSeat[] seats;
    private final double[] upTo;

    ScriptSeat(Script script, VersionSeat[] seats, double[] upTo) {
        this.script = script;
        this.seats = seats;
        this.upTo = upTo;
    }

    /** The version for a request that nothing ties to another request; null if nothing is deployed. */
    @Nullable
    VersionSeat pick(RandomSource random) {
        if (seats.length <= 1) {
            return seats.length == 0 ? null : seats[0];
        }
        return at((random.nextLong() >>> 11) * 0x1p-53 * WHOLE);
    }

    /** The version that serves everything with this key. */
    @Nullable
    VersionSeat pick(String key) {
        return seats.length == 0 ? null : at(share(key));
    }

    /** As {@link #pick(RandomSource)}, with the headers by which a client asks for one version, or always for the same. */
    @Nullable
    VersionSeat pick(Headers headers, RandomSource random) {
        if (seats.length <= 1) {
            return seats.length == 0 ? null : seats[0];
        }
        String overrides = headers.get("cloudflare-workers-version-overrides");
        VersionSeat asked = overrides == null ? null : asked(overrides);
        if (asked != null) {
            return asked;
        }
        String key = headers.get("cloudflare-workers-version-key");
        return key == null || key.isEmpty() ? pick(random) : pick(key);
    }

    /** A version that the override names counts only while it is part of the deployment. */
    private @Nullable VersionSeat asked(String overrides) {
        Matcher matcher = OVERRIDE.matcher(overrides);
        while (matcher.find()) {
            if (matcher.group(1).equals(script.name())) {
                return of(VersionId.parse(matcher.group(2)));
            }
        }
        return null;
    }

    private @Nullable VersionSeat of(VersionId version) {
        for (VersionSeat seat : seats) {
            if (seat.version.id().equals(version)) {
                return seat;
            }
        }
        return null;
    }

    /** Where a key falls between 0 and 100; the same for every node. */
    private double share(String key) {
        long hash = 0xcbf29ce484222325L;
        String salted = script.tag() + key;
        for (int i = 0; i < salted.length(); i++) {
            hash = (hash ^ salted.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        return ((hash ^ (hash >>> 32)) >>> 11) * 0x1p-53 * WHOLE;
    }

    private VersionSeat at(double point) {
        for (int i = 0; i < seats.length - 1; i++) {
            if (point < upTo[i]) {
                return seats[i];
            }
        }
        return seats[seats.length - 1];
    }

    /** Whether an isolate of any of its versions is here. */
    boolean inUse() {
        for (VersionSeat seat : seats) {
            if (seat.resident != null) {
                return true;
            }
        }
        return false;
    }

    VersionSeat[] seats() {
        return seats;
    }
}
