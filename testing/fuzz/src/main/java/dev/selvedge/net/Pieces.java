package dev.selvedge.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.Consumer;

/** Hands bytes to a reader as a connection does: in one buffer that grows, of which the reader takes what it can. */
final class Pieces {
    private Pieces() {}

    static void feed(List<byte[]> pieces, Consumer<ByteBuf> reader) {
        ByteBuf buffer = Unpooled.buffer(256);
        try {
            for (byte[] piece : pieces) {
                buffer.writeBytes(piece);
                reader.accept(buffer);
            }
        } finally {
            buffer.release();
        }
    }
}
