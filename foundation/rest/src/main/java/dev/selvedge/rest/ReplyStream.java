package dev.selvedge.rest;

import dev.selvedge.net.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A response body as a blocking stream with a window of unsent bytes. */
final class ReplyStream extends OutputStream {

    private static final int WINDOW = 256 << 10;

    private final Exchange exchange;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int waiting;
    private boolean closed;

    ReplyStream(Exchange exchange) {
        this.exchange = exchange;
        exchange.loop().execute(() -> exchange.onClose(ending -> settle(0, true)));
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        lock.lock();
        try {
            while (waiting > WINDOW && !closed) {
                changed.await();
            }
            if (closed) {
                throw new IOException("the client is gone");
            }
            waiting += length;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            lock.unlock();
        }
        ByteBuffer copy = ByteBuffer.allocate(length).put(bytes, offset, length).flip();
        exchange.write(copy, () -> settle(length, false));
    }

    private void settle(int bytes, boolean over) {
        lock.lock();
        try {
            waiting -= bytes;
            closed |= over;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
