package dev.selvedge.commitlog;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Entries in one order, durable before they are acknowledged. A position is a number that tells where an entry lies: later
 * entries have higher ones, and nothing else may be read out of them.
 *
 * <p>Whether an entry whose receipt says {@code failed} is found after a restart is not known; one that was acknowledged is
 * always found, and one that is found stays. Everything but {@link #replay}, {@link #read}, {@link #trim} and {@link #close}
 * returns at once; all of it is safe for use from several threads.
 */
public interface CommitLog extends AutoCloseable {

    /** The largest entry. */
    int MAX_ENTRY_BYTES = (64 << 20) + 4096;

    /** No entry has this position. */
    long NOWHERE = -1;

    /**
     * Entries of which each builds on the one before. When one of them fails, so do all that were appended after it, and the
     * chain takes no more: its owner has to go back to what is durable and begin another.
     */
    Chain chain();

    /** See {@link #chain}. Belongs to one thread at a time. */
    interface Chain {

        /**
         * Queues an entry, whose bytes are {@code head} and then what remains of {@code body}; neither may be changed before the
         * receipt.
         *
         * @return where it will be
         * @throws CommitLogException if it was not queued: the receipt stays silent
         */
        long append(byte[] head, ByteBuffer body, Receipt receipt);

        default long append(byte[] head, byte[] body, Receipt receipt) {
            return append(head, ByteBuffer.wrap(body), receipt);
        }
    }

    /** Told once, on the log's own thread and in the order of positions, so it must not take long and must not throw. */
    interface Receipt {

        /** The entry will be found after whatever happens, and all before it. */
        void durable(long position, long wallMillis);

        /** The entry may or may not be found later. */
        void failed(long position, CommitLogException reason);

        /** For entries that nobody waits for. */
        static Receipt none() {
            return Silence.INSTANCE;
        }
    }

    /**
     * Called on the log's own thread after each round of receipts: once for all entries that shared a flush. Only one hook; it
     * is set before the first append.
     */
    void afterReceipts(Runnable hook);

    /**
     * Whether much waits for the disk, so that who can should bring no more for now. A good deal more is taken before entries are
     * refused: what is under way already finds room.
     */
    boolean isCrowded();

    /** Runs the task once the log is not crowded: at once, or later on the log's own thread, so it must not take long. */
    void whenRoom(Runnable task);

    /** The place behind the newest durable entry. */
    long durable();

    /** The place of the oldest entry that is kept. */
    long start();

    /** The entry at a position that is durable, its checksum verified. */
    Entry read(long position);

    /**
     * Hands over every durable entry at or behind {@code from}, oldest first. The payload of an entry is only valid during the
     * call.
     *
     * @param from a position, or any place before {@link #start}
     */
    void replay(long from, Consumer<Entry> reader);

    /** Gives up entries before a place and a time, as far as that is easily done. */
    void trim(long below, long olderThanMillis);

    /** Writes what is queued, then refuses everything. */
    @Override
    void close();
}
