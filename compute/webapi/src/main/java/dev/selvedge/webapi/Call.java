package dev.selvedge.webapi;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One question of WebCrypto's.
 *
 * @param name what is to be done, see {@link HostCrypto}
 * @param algorithm by WebCrypto's name, such as RSA-PSS
 * @param detail a hash or a curve, by WebCrypto's name
 * @param number what the operation needs: a salt's length, a number of iterations, a number of bits
 * @param key the isolate's number for the key, 0 for none; the same number always means the same key
 * @param data memory of the isolate's: good until the call returns
 */
record Call(String name, String algorithm, String detail, int number, int key, List<ByteBuffer> data) {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** A view of its own of one of the buffers; empty if there is none. */
    ByteBuffer buffer(int index) {
        return index < data.size() ? data.get(index).duplicate() : NOTHING.duplicate();
    }

    /** A view of the last buffer, into which results are written. */
    ByteBuffer last() {
        return data.getLast().duplicate();
    }

    byte[] bytes(int index) {
        ByteBuffer buffer = buffer(index);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
