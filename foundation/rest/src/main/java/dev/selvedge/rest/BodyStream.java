package dev.selvedge.rest;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.Exchange;
import dev.selvedge.net.NetFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request body as a blocking stream: the loop puts chunks in, a virtual thread takes them out and gives credit back. Holds
 * at most {@link #WINDOW} bytes.
 */
final class BodyStream extends InputStream implements BodyReader {

    static final int WINDOW = 256 << 10;

    private final Exchange exchange;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>();
    private boolean ended;
    private @Nullable String failure;

    private BodyStream(Exchange exchange) {
        this.exchange = exchange;
    }

    static BodyStream open(Exchange exchange) {
        BodyStream stream = new BodyStream(exchange);
        exchange.loop().execute(() -> {
            exchange.onClose(ending -> stream.broken(new NetFailure(NetFailure.Kind.PEER_GONE, "the client is gone")));
            exchange.readBody(stream);
            exchange.allow(WINDOW);
        });
        return stream;
    }

    @Override
    public void chunk(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        lock.lock();
        try {
            chunks.add(copy);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void broken(NetFailure reason) {
        lock.lock();
        try {
            if (!ended && failure == null) {
                failure = reason.kind() == NetFailure.Kind.TOO_LARGE ? "" : reason.message();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count;
        lock.lock();
        try {
            ByteBuffer chunk = await();
            if (chunk == null) {
                return -1;
            }
            count = Math.min(length, chunk.remaining());
            chunk.get(target, offset, count);
            if (!chunk.hasRemaining()) {
                chunks.remove();
            }
        } finally {
            lock.unlock();
        }
        exchange.loop().execute(() -> exchange.allow(count));
        return count;
    }

    private @Nullable ByteBuffer await() throws IOException {
        try {
            while (chunks.isEmpty() && !ended && failure == null) {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (!chunks.isEmpty()) {
            return chunks.peek();
        }
        if (failure != null && failure.isEmpty()) {
            throw new RestException(RestError.TOO_LARGE, "the request body is too large");
        }
        if (failure != null) {
            throw new IOException(failure);
        }
        return null;
    }
}
