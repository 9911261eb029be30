package dev.selvedge.webapi;

import java.nio.charset.Charset;

/**
 * The index of Big5 in the Encoding standard: the JDK's Big5-HKSCS, except where the standard follows browsers instead of Hong
 * Kong's own table. A pointer stands for up to two UTF-16 units.
 */
final class Big5Index {
    private static final int TRAILS = 157;

    /** Where the standard differs: lead, trail and code point, in hexadecimal digits. */
    private static final String DIFFERENCES = """
            8e697bb88e6f7c068e7e7cce8eab7dd28eb47e1d8ecd80058ed080288f5783c18f6984a88f6e840f8fcb89a68fcc89a98ffe8d77
            906d90fd907a92b990dc975c90f197ff91bf9f169244850392af515992b0515b92b1515d92b2515e92c8936e92d1747994476d67
            94ca799b95d990979644975d96ed701e96fc5b289b7672019b7877d79b7b7e879bc699d69bde91d49bec60de9bf66fb69c428f36
            9c534fbb9c6271df9c6891049c6b9df09c7783cf9cbc5c109cbd79e39cd05a679d578f0b9d5a7b519dc462d09ea960629eef75f9
            9efd6c4a9f609b2e9f669f179fcb50ed9fd85f0ca063880fa07762cea0d57468a0df7162a0e47250a1452027a14efe51a15a2574
            a1c200afa1c3ffe3a1c502cda1e3ff5ea1f22295a1f32299a1feff0fa240ff3ca2412215a242fe68a244ffe5a246ffe0a247ffe1
            a3e02421a3e120acc6cf5ef4c6d365e0c6d57676c6d796b6c6de3003c6df4eddfa5f5029fa66507dfabd5305fac55344fad5537f
            fb485605fbb85a77fbf35e75fbf95ed0fc4f5f58fc6c60a4fcb96490fce26674fcf1675efdb76c9cfdb86e1dfdbb6e2ffdf1716e
            fe52732afe6f745cfeaa74e9fedd7809
            """.replaceAll("\\s", "");

    /** Two letters with two marks each, which have no code point of their own. */
    private static final String[] MARKED = {
        "8862", "\u00ca\u0304", "8864", "\u00ca\u030c", "88a3", "\u00ea\u0304", "88a5", "\u00ea\u030c"
    };

    private static final int FIRST_CONTROL_PICTURE = 0x2400;

    private Big5Index() {}

    /** Two units for each pointer; the second is NUL if there is only one. */
    static String table() {
        Charset charset = Charset.forName("Big5-HKSCS");
        char[] units = new char[(0xff - 0x81) * TRAILS * 2];
        for (int lead = 0x81; lead <= 0xfe; lead++) {
            for (int pointer = 0; pointer < TRAILS; pointer++) {
                int trail = pointer < 0x3f ? 0x40 + pointer : 0x62 + pointer;
                put(units, lead, trail, EncodingTables.decoded(charset, lead, trail));
            }
        }
        for (int i = 0; i < 32; i++) {
            put(units, 0xa3, 0xc0 + i, String.valueOf((char) (FIRST_CONTROL_PICTURE + i)));
        }
        for (int at = 0; at < DIFFERENCES.length(); at += 8) {
            put(units, hex(DIFFERENCES, at, 2), hex(DIFFERENCES, at + 2, 2), String.valueOf((char)
                    hex(DIFFERENCES, at + 4, 4)));
        }
        for (int i = 0; i < MARKED.length; i += 2) {
            put(units, hex(MARKED[i], 0, 2), hex(MARKED[i], 2, 2), MARKED[i + 1]);
        }
        return new String(units);
    }

    private static void put(char[] units, int lead, int trail, String text) {
        int at = ((lead - 0x81) * TRAILS + trail - (trail < 0x7f ? 0x40 : 0x62)) * 2;
        units[at] = text.charAt(0);
        units[at + 1] = text.length() > 1 ? text.charAt(1) : 0;
    }

    private static int hex(String digits, int from, int length) {
        return Integer.parseInt(digits, from, from + length, 16);
    }
}
