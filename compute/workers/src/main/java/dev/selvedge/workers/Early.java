package dev.selvedge.workers;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.NetFailure;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What of a body came before anybody read it: bounded by the credit that its owner gave. On one loop. */
final class Early implements BodyReader {
    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>(1);
    private int length;
    private boolean ended;
    private @Nullable NetFailure failure;

    @Override
    public void chunk(ByteBuffer bytes) {
        length += bytes.remaining();
        chunks.add(Text.copy(bytes));
    }

    @Override
    public void end() {
        ended = true;
    }

    @Override
    public void broken(NetFailure why) {
        failure = why;
    }

    boolean ended() {
        return ended;
    }

    @Nullable
    NetFailure failure() {
        return failure;
    }

    /** All of it as one buffer. */
    ByteBuffer body() {
        if (chunks.size() == 1) {
            return chunks.element();
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        chunks.forEach(chunk -> all.put(chunk.duplicate()));
        return all.flip();
    }

    /** Tells it all to somebody who reads on; gives the number of bytes. */
    int replay(BodyReader reader) {
        for (ByteBuffer chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
            reader.chunk(chunk);
        }
        if (failure != null) {
            reader.broken(failure);
        } else if (ended) {
            reader.end();
        }
        return length;
    }
}
