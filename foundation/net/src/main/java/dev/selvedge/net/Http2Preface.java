package dev.selvedge.net;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The bytes that open an HTTP/2 connection of a client that knows already (RFC 9113 §3.4). */
final class Http2Preface {
    private static final byte[] BYTES = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Http2Preface() {}

    /** Whether what is there could become the preface: at least {@code PRI }, all of it equal. */
    static boolean begins(ByteBuf in) {
        int count = Math.min(in.readableBytes(), BYTES.length);
        if (count < 4) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (in.getByte(in.readerIndex() + i) != BYTES[i]) {
                return false;
            }
        }
        return true;
    }

    static boolean isWhole(ByteBuf in) {
        return in.readableBytes() >= BYTES.length;
    }
}
