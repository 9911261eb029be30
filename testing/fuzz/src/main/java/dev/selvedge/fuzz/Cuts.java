package dev.selvedge.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Inputs as a connection brings them: in pieces. The first byte says how long they are, so that the fuzzer finds bad cuts too. */
public final class Cuts {
    private Cuts() {}

    /** All but the first byte, in pieces. */
    public static List<byte[]> of(byte[] input) {
        int step = input.length == 0 ? 1 : (input[0] & 0xff) + 1;
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 1; at < input.length; at += step) {
            pieces.add(Arrays.copyOfRange(input, at, Math.min(input.length, at + step)));
        }
        return pieces;
    }

    /** All but the first byte in one piece, which must not make a difference. */
    public static List<byte[]> none(byte[] input) {
        return input.length < 2 ? List.of() : List.of(Arrays.copyOfRange(input, 1, input.length));
    }
}
