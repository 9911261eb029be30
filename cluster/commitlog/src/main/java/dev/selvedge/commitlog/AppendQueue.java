package dev.selvedge.commitlog;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written, in order. Gives out positions, and keeps chains whole: whatever is queued when a flush fails fails
 * with it, under the same lock that guards appending, so that nothing can slip in behind a hole.
 */
final class AppendQueue {

    /** Bytes of one flush, so that it stays short while more is coming. */
    private static final long FLUSH_BYTES = 8 << 20;

    /** The part of the capacity that is a crowd: what one flush takes keeps the disk busy, and more only fills memory. */
    private static final int CROWD = 8;

    private final long capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private long queuedBytes;
    private long next;
    private boolean closed;

    /** A chain; {@code broken} is guarded by the queue's lock. */
    final class Link implements CommitLog.Chain {
        private boolean broken;

        @Override
        public long append(byte[] head, ByteBuffer body, CommitLog.Receipt receipt) {
            return AppendQueue.this.append(this, head, body.slice(), receipt);
        }
    }

    /** An entry on its way. */
    @SuppressWarnings("ArrayRecordComponent")
    record Item(Link chain, long position, byte[] head, ByteBuffer body, CommitLog.Receipt receipt) {
        int length() {
            return head.length + body.capacity();
        }
    }

    /**
     * An empty one.
     *
     * @param capacity bytes that may wait
     * @param next position of the first entry
     */
    AppendQueue(long capacity, long next) {
        this.capacity = capacity;
        this.next = next;
    }

    private long append(Link chain, byte[] head, ByteBuffer body, CommitLog.Receipt receipt) {
        long length = (long) head.length + body.capacity();
        if (length > CommitLog.MAX_ENTRY_BYTES) {
            throw new CommitLogException(
                    CommitLogException.Kind.FULL, "an entry of " + length + " bytes is too large for the commit log");
        }
        lock.lock();
        try {
            requireOpen(chain);
            long position = next;
            Item item = new Item(chain, position, head, body, receipt);
            next = position + EntryHeader.size(length);
            queuedBytes += length;
            items.add(item);
            arrival.signal();
            return position;
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen(Link chain) {
        if (closed) {
            throw new CommitLogException(CommitLogException.Kind.CLOSED, "the commit log is closed");
        }
        if (chain.broken) {
            throw new CommitLogException(
                    CommitLogException.Kind.BROKEN, "not written, because what it builds on could not be written");
        }
        // One entry may go over, so that a large one is not refused for ever.
        if (queuedBytes >= capacity) {
            throw new CommitLogException(
                    CommitLogException.Kind.FULL, "the disk does not keep up: " + queuedBytes + " bytes wait for it");
        }
    }

    /** Waits for entries and takes those of one flush; null once the queue is closed and empty. */
    @Nullable
    List<Item> take() throws InterruptedException {
        lock.lock();
        try {
            while (items.isEmpty()) {
                if (closed) {
                    return null;
                }
                arrival.await();
            }
            List<Item> batch = new ArrayList<>();
            for (long bytes = 0;
                    bytes < FLUSH_BYTES && !items.isEmpty();
                    bytes += batch.getLast().length()) {
                batch.add(items.remove());
            }
            for (Item item : batch) {
                queuedBytes -= item.length();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Adds all that waits to a batch that failed, and breaks the chains of both. */
    void fail(List<Item> batch) {
        lock.lock();
        try {
            batch.addAll(items);
            items.clear();
            queuedBytes = 0;
            for (Item item : batch) {
                item.chain.broken = true;
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isCrowded() {
        lock.lock();
        try {
            return queuedBytes >= capacity / CROWD && !closed;
        } finally {
            lock.unlock();
        }
    }

    void whenRoom(Runnable task) {
        lock.lock();
        try {
            if (isCrowded()) {
                waiting.add(task);
                return;
            }
        } finally {
            lock.unlock();
        }
        task.run();
    }

    /** Those who waited for room, if there is some. */
    List<Runnable> relieved() {
        lock.lock();
        try {
            List<Runnable> relieved = isCrowded() ? List.of() : List.copyOf(waiting);
            waiting.removeAll(relieved);
            return relieved;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            arrival.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
