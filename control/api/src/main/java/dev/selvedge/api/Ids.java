package dev.selvedge.api;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.Hex;
import dev.selvedge.base.RandomSource;
import dev.selvedge.catalog.VersionId;
import java.time.Instant;

/** Identities and times in the API's forms. */
final class Ids {

    private static final int ID_BYTES = 16;

    private Ids() {}

    /** 32 hexadecimal digits. */
    static String random(RandomSource random) {
        return random.hex(ID_BYTES);
    }

    /** A random (version 4) UUID. */
    static VersionId version(RandomSource random) {
        long high = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new VersionId(high, low);
    }

    /** An id that follows from a name, so that a zone has it before it exists. */
    static String ofName(String kind, String name) {
        return Hex.encode(Bytes.sha256(Bytes.utf8(kind + ":" + name))).substring(0, 2 * ID_BYTES);
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
