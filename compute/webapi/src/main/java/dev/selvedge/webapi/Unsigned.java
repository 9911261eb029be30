package dev.selvedge.webapi;

import java.math.BigInteger;

/** Numbers as bytes, the highest first and without a sign. */
final class Unsigned {
    private Unsigned() {}

    /** At least so many bytes. */
    static byte[] bytes(BigInteger number, int size) {
        byte[] bytes = number.toByteArray();
        int skip = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        byte[] out = new byte[Math.max(size, bytes.length - skip)];
        System.arraycopy(bytes, skip, out, out.length - (bytes.length - skip), bytes.length - skip);
        return out;
    }
}
