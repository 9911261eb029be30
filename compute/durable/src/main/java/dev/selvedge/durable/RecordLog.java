package dev.selvedge.durable;

import dev.selvedge.commitlog.CommitLog;
import dev.selvedge.commitlog.CommitLogException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Writes records other than commits, and takes them up in the index when they are durable. */
final class RecordLog {
    private final CommitLog log;
    private final ActorIndex index;

    RecordLog(CommitLog log, ActorIndex index) {
        this.log = log;
        this.index = index;
    }

    /** Returns when the record is durable and in the index. */
    void write(LogRecord record) {
        Optional<CommitLogException> failure = append(record).join();
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** Writes what costs only time if it is lost. */
    void note(LogRecord record) {
        CompletableFuture<Optional<CommitLogException>> _ = append(record);
    }

    private CompletableFuture<Optional<CommitLogException>> append(LogRecord record) {
        CompletableFuture<Optional<CommitLogException>> written = new CompletableFuture<>();
        CommitLog.Receipt receipt = new CommitLog.Receipt() {
            @Override
            public void durable(long position, long wallMillis) {
                index.apply(record, position, wallMillis);
                written.complete(Optional.empty());
            }

            @Override
            public void failed(long position, CommitLogException reason) {
                written.complete(Optional.of(reason));
            }
        };
        try {
            long _ = log.chain().append(record.head(), record.body(), receipt);
        } catch (CommitLogException e) {
            written.complete(Optional.of(e));
        }
        return written;
    }
}
