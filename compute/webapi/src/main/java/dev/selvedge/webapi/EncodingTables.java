package dev.selvedge.webapi;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The indexes of the Encoding standard (https://encoding.spec.whatwg.org/#indexes) as strings, where the unit at a pointer is its
 * character and U+FFFD stands for none. They are made of the JDK's charsets, mended where the standard says something else, once
 * for a process and only when a Worker first asks.
 */
public final class EncodingTables {
    private static final char NONE = '\ufffd';
    private static final int UPPER_HALF = 128;

    private static final Map<String, String> TABLES = new ConcurrentHashMap<>();

    /** Encodings of one byte, and the charset that comes nearest. */
    private static final Map<String, String> SINGLE = Map.ofEntries(
            Map.entry("ibm866", "IBM866"),
            Map.entry("koi8-r", "KOI8-R"),
            Map.entry("koi8-u", "KOI8-U"),
            Map.entry("macintosh", "x-MacRoman"),
            Map.entry("x-mac-cyrillic", "x-MacUkraine"),
            Map.entry("windows-874", "x-windows-874"));

    /** What the standard changes in them: pairs of a byte and its character. */
    private static final Map<String, String> MENDED = Map.of(
            "koi8-u", "\u00ae\u045e\u00be\u040e", "x-mac-cyrillic", "\u00ff\u20ac", "windows-1255", "\u00ca\u05ba");

    /** The upper halves that the JDK does not have, from 0xa0. */
    private static final Map<String, String> OTHERS = Map.of(
            "iso-8859-10",
                    "\u00a0ĄĒĢĪĨĶ§ĻĐŠŦŽ\u00adŪŊ°ąēģīĩķ·ļđšŧž―ūŋĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞßāáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ",
            "iso-8859-14",
                    "\u00a0Ḃḃ£ĊċḊ§Ẁ©ẂḋỲ\u00ad®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏŴÑÒÓÔÕÖṪØÙÚÛÜÝŶßàáâãäåæçèéêëìíîïŵñòóôõöṫøùúûüýŷÿ");

    private EncodingTables() {}

    /**
     * Gives one index.
     *
     * @param name an encoding of one byte (then 128 units, from 0x80), or big5 (two units a pointer), gb18030 (then the four-byte
     *     pointers up to 39,419 follow), euc-kr, jis0208, jis0212
     */
    public static String table(String name) {
        return TABLES.computeIfAbsent(name, EncodingTables::make);
    }

    private static String make(String name) {
        return switch (name) {
            case "big5" -> Big5Index.table();
            case "gb18030" -> gb18030();
            case "euc-kr" -> eucKr();
            case "jis0208" -> jis0208();
            case "jis0212" -> jis0212();
            default -> single(name);
        };
    }

    /** What these bytes are, or U+FFFD if they are nothing. */
    static String decoded(Charset charset, int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return String.valueOf(NONE);
        }
    }

    private static String single(String name) {
        String other = OTHERS.get(name);
        boolean known = SINGLE.containsKey(name) || name.startsWith("windows-125") || name.startsWith("iso-8859-");
        if (other == null && !known) {
            throw new HostException("RangeError", "no encoding " + name);
        }
        char[] units = new char[UPPER_HALF];
        for (int i = 0; i < UPPER_HALF; i++) {
            String text = other != null
                    ? latin(other, i)
                    : decoded(Charset.forName(SINGLE.getOrDefault(name, name)), 128 + i);
            // Windows' encodings have the C1 controls where they have nothing else.
            boolean control = text.charAt(0) == NONE && i < 32 && name.startsWith("windows-");
            units[i] = control ? (char) (128 + i) : text.charAt(0);
        }
        String mended = MENDED.getOrDefault(name, "");
        for (int i = 0; i < mended.length(); i += 2) {
            units[mended.charAt(i) - 128] = mended.charAt(i + 1);
        }
        return new String(units);
    }

    private static String latin(String upper, int index) {
        return index < 32 ? String.valueOf((char) (128 + index)) : String.valueOf(upper.charAt(index - 32));
    }

    private static String gb18030() {
        Charset charset = Charset.forName("GB18030");
        StringBuilder units = new StringBuilder();
        for (int lead = 0x81; lead <= 0xfe; lead++) {
            for (int pointer = 0; pointer < 190; pointer++) {
                units.append(decoded(charset, lead, pointer < 0x3f ? 0x40 + pointer : 0x41 + pointer));
            }
        }
        units.setCharAt((0xa3 - 0x81) * 190 + 0xa0 - 0x41, '\u3000');
        int four = units.length();
        for (int i = 0; i < 39_420; i++) {
            units.append(decoded(charset, 0x81 + i / 12_600, 0x30 + i / 1260 % 10, 0x81 + i / 10 % 126, 0x30 + i % 10));
        }
        // The JDK follows the edition of 2022, in which these characters and those of the private use area changed
        // places.
        for (int i = 0; i < 8; i++) {
            units.setCharAt(four + 19_057 + i, (char) (0x9fb4 + i));
        }
        for (int i = 0; i < 10; i++) {
            units.setCharAt(four + 39_076 + i, (char) (0xfe10 + i));
        }
        return units.toString();
    }

    private static String eucKr() {
        Charset charset = Charset.forName("x-windows-949");
        StringBuilder units = new StringBuilder();
        for (int lead = 0x81; lead <= 0xfe; lead++) {
            for (int pointer = 0; pointer < 190; pointer++) {
                char unit = decoded(charset, lead, 0x41 + pointer).charAt(0);
                // Windows lets users define characters of their own; the standard does not.
                units.append(unit >= '\ue000' && unit < '\uf900' ? NONE : unit);
            }
        }
        return units.toString();
    }

    private static String jis0208() {
        Charset charset = Charset.forName("windows-31j");
        StringBuilder units = new StringBuilder();
        for (int pointer = 0; pointer < 60 * 188; pointer++) {
            int row = pointer / 188;
            int cell = pointer % 188;
            String text =
                    decoded(charset, row < 0x1f ? 0x81 + row : 0xc1 + row, cell < 0x3f ? 0x40 + cell : 0x41 + cell);
            units.append(text.charAt(0));
        }
        return units.toString();
    }

    private static String jis0212() {
        Charset charset = Charset.forName("EUC-JP");
        StringBuilder units = new StringBuilder();
        for (int row = 0; row < 94; row++) {
            for (int cell = 0; cell < 94; cell++) {
                units.append(decoded(charset, 0x8f, 0xa1 + row, 0xa1 + cell).charAt(0));
            }
        }
        return units.toString();
    }
}
