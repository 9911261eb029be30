package dev.selvedge.net;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** A fixed set of header names, asked with raw bytes: which headers to leave out of a copied block. */
public final class HeaderNames {
    /** The empty set. */
    public static final HeaderNames NONE = HeaderNames.of();

    private final byte[][][] byLength;

    private HeaderNames(byte[][][] byLength) {
        this.byLength = byLength;
    }

    /** Names in any case. */
    public static HeaderNames of(String... names) {
        int longest = 0;
        for (String name : names) {
            longest = Math.max(longest, name.length());
        }
        byte[][][] byLength = new byte[longest + 1][0][];
        for (String name : names) {
            byte[][] same = byLength[name.length()];
            same = Arrays.copyOf(same, same.length + 1);
            same[same.length - 1] = name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
            byLength[name.length()] = same;
        }
        return new HeaderNames(byLength);
    }

    /** Whether the lower-case name in this range is in the set. */
    boolean contains(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length >= byLength.length) {
            return false;
        }
        for (byte[] name : byLength[length]) {
            if (Arrays.equals(name, 0, length, bytes, from, to)) {
                return true;
            }
        }
        return false;
    }
}
