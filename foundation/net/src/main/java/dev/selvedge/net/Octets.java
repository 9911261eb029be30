package dev.selvedge.net;

import java.nio.charset.StandardCharsets;

/** What each octet may be in HTTP (RFC 9110 §5.6.2, §5.5), as tables: the parser asks for every byte. */
final class Octets {
    /** Lower-case form of an octet that may stand in a token (a header name, a method), 0 for every other octet. */
    private static final byte[] TOKEN = new byte[256];

    private static final byte[] HEX = new byte[256];

    static {
        for (int c = '0'; c <= '9'; c++) {
            TOKEN[c] = (byte) c;
            HEX[c] = (byte) (c - '0' + 1);
        }
        for (int c = 'a'; c <= 'z'; c++) {
            TOKEN[c] = (byte) c;
            TOKEN[c - 32] = (byte) c;
        }
        for (int c = 'a'; c <= 'f'; c++) {
            HEX[c] = (byte) (c - 'a' + 11);
            HEX[c - 32] = (byte) (c - 'a' + 11);
        }
        for (byte c : "!#$%&'*+-.^_`|~".getBytes(StandardCharsets.US_ASCII)) {
            TOKEN[c] = c;
        }
    }

    private Octets() {}

    /** The lower-case token octet, or 0 if the octet cannot be in a token. */
    static byte token(byte octet) {
        return TOKEN[octet & 0xff];
    }

    /** Visible ASCII, space, tab or 0x80 and above: all else (CR, LF, NUL, controls) splits or confuses some parser. */
    static boolean isFieldValue(byte octet) {
        return octet >= 0x20 ? octet != 0x7f : octet < 0 || octet == '\t';
    }

    /** Value of a hexadecimal digit, -1 if it is none. */
    static int hex(byte octet) {
        return HEX[octet & 0xff] - 1;
    }

    static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7e || token((byte) text.charAt(i)) == 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether the range is exactly these ASCII characters (case counts). */
    static boolean equal(byte[] bytes, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = from, c = 0; i < to; i++, c++) {
            if (bytes[i] != text.charAt(c)) {
                return false;
            }
        }
        return true;
    }

    /** As {@link #equal}, with ASCII letters of the range compared in lower case. */
    static boolean equalIgnoreCase(byte[] bytes, int from, int to, String lower) {
        if (to - from != lower.length()) {
            return false;
        }
        for (int i = from, c = 0; i < to; i++, c++) {
            byte octet = bytes[i];
            if ((octet >= 'A' && octet <= 'Z' ? octet + 32 : octet) != lower.charAt(c)) {
                return false;
            }
        }
        return true;
    }

    /** The number in this range: 1 to 18 digits and nothing else; -1 if it is anything else. */
    static long decimal(byte[] bytes, int from, int to) {
        if (to <= from || to - from > 18) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(bytes[i])) {
                return -1;
            }
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }

    static String latin1(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
