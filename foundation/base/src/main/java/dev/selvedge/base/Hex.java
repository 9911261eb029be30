package dev.selvedge.base;

import java.util.HexFormat;

/** Lower-case hexadecimal, as in account ids, ray ids and content addresses. */
public final class Hex {

    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    public static String encode(byte[] bytes) {
        return FORMAT.formatHex(bytes);
    }

    /**
     * The bytes behind the digits.
     *
     * @throws IllegalArgumentException if the text is not an even number of hexadecimal digits
     */
    public static byte[] decode(String text) {
        return FORMAT.parseHex(text);
    }

    /** Whether the text is exactly {@code digits} lower-case hexadecimal digits, as ids must be. */
    public static boolean isHex(String text, int digits) {
        if (text.length() != digits) {
            return false;
        }
        for (int i = 0; i < digits; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
