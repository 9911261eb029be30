package dev.selvedge.commitlog;

import dev.selvedge.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What a test appended and was told, and what it finds. */
final class Journal implements CommitLog.Receipt {

    private final ConcurrentLinkedQueue<Long> durable = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> failed = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<CommitLogException> reasons = new ConcurrentLinkedQueue<>();
    private final AtomicInteger told = new AtomicInteger();

    @Override
    public void durable(long position, long wallMillis) {
        durable.add(position);
        tell();
    }

    @Override
    public void failed(long position, CommitLogException reason) {
        failed.add(position);
        reasons.add(reason);
        tell();
    }

    private void tell() {
        synchronized (told) {
            told.incrementAndGet();
            told.notifyAll();
        }
    }

    /** Waits until so many receipts have come in all. */
    Journal await(int count) {
        synchronized (told) {
            try {
                while (told.get() < count) {
                    told.wait(10_000);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return this;
    }

    List<Long> durable() {
        return List.copyOf(durable);
    }

    List<Long> failed() {
        return List.copyOf(failed);
    }

    CommitLogException reason() {
        return reasons.element();
    }

    static long append(CommitLog.Chain chain, String text, CommitLog.Receipt receipt) {
        int middle = text.length() / 2;
        return chain.append(Bytes.utf8(text.substring(0, middle)), Bytes.utf8(text.substring(middle)), receipt);
    }

    static long appendDurably(CommitLog log, String text) {
        Journal journal = new Journal();
        long position = append(log.chain(), text, journal);
        journal.await(1);
        if (!journal.failed().isEmpty()) {
            throw journal.reason();
        }
        return position;
    }

    static List<String> contents(CommitLog log) {
        return contents(log, 0);
    }

    static List<String> contents(CommitLog log, long from) {
        List<String> found = new ArrayList<>();
        log.replay(from, entry -> found.add(text(entry)));
        return found;
    }

    static String text(Entry entry) {
        byte[] bytes = new byte[entry.payload().remaining()];
        entry.payload().duplicate().get(bytes);
        return Bytes.utf8(bytes);
    }
}
