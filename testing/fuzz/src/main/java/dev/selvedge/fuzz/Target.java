package dev.selvedge.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One reader under attack. It lives in the package of what it attacks, so that insides can be reached that nobody else should see.
 */
public interface Target {
    /**
     * Reads hostile bytes. Whatever the reader promises to throw for bad input is caught here; what comes out is a find.
     *
     * @throws Exception a find
     */
    void attack(byte[] input) throws Exception;

    /** Good inputs, from which the fuzzer starts. */
    List<byte[]> seeds();

    /** Seeds that are text; U+0000 to U+00FF stand for themselves. */
    static List<byte[]> texts(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** The bytes as text, one character for each. */
    static String text(byte[] input) {
        return new String(input, StandardCharsets.ISO_8859_1);
    }

    /** A promise that the reader makes; broken, it is a find. */
    static void check(boolean kept, String promise) {
        if (!kept) {
            throw new AssertionError(promise);
        }
    }
}
