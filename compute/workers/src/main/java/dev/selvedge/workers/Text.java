package dev.selvedge.workers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes of frames as text. */
final class Text {
    private Text() {}

    static String utf8(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    static String latin1(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return new String(copy, StandardCharsets.ISO_8859_1);
    }

    /** A decimal number with or without a sign; 0 for anything else. */
    static int number(ByteBuffer bytes) {
        try {
            return bytes.remaining() > 11 ? 0 : Integer.parseInt(latin1(bytes));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    static boolean ascii(ByteBuffer bytes) {
        for (int at = bytes.position(); at < bytes.limit(); at++) {
            if (bytes.get(at) < 0) {
                return false;
            }
        }
        return true;
    }
}
