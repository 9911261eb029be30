package dev.selvedge.durable;

import dev.selvedge.commitlog.CommitLog;
import dev.selvedge.commitlog.CommitLogException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An actor whose file somebody has open: appends its commits, each on the one before. Belongs to its owner's thread. */
final class OpenActor {
    private final ActorKey key;
    private final CommitLog.Chain chain;
    private final ActorIndex index;
    private long sequence;
    private long position;
    private int pageSize;

    OpenActor(ActorKey key, @Nullable ActorState state, CommitLog.Chain chain, ActorIndex index) {
        this.key = key;
        this.chain = chain;
        this.index = index;
        this.sequence = state == null ? 0 : state.head().sequence();
        this.position = state == null ? CommitLog.NOWHERE : state.head().position();
        this.pageSize = state == null ? 0 : state.shape().pageSize();
    }

    /** Of the newest commit, durable or not. */
    long sequence() {
        return sequence;
    }

    void append(CommitImage image, Consumer<@Nullable Throwable> answer) {
        if (image.sequence() != sequence + 1) {
            answer.accept(new ActorException("commit " + image.sequence() + " came after commit " + sequence));
            return;
        }
        if (pageSize != 0 && image.pageSize() != pageSize) {
            answer.accept(new ActorException("the pages of the database changed their size"));
            return;
        }
        LogRecord.Commit record = new LogRecord.Commit(key, position, image);
        try {
            position = chain.append(record.head(), record.body(), new Waiting(record, answer));
        } catch (CommitLogException e) {
            answer.accept(e);
            return;
        }
        sequence = image.sequence();
        pageSize = image.pageSize();
    }

    private final class Waiting implements CommitLog.Receipt {
        private final LogRecord.Commit record;
        private final Consumer<@Nullable Throwable> answer;

        Waiting(LogRecord.Commit record, Consumer<@Nullable Throwable> answer) {
            this.record = record;
            this.answer = answer;
        }

        @Override
        public void durable(long position, long wallMillis) {
            index.apply(record, position, wallMillis);
            answer.accept(null);
        }

        @Override
        public void failed(long position, CommitLogException reason) {
            answer.accept(reason);
        }
    }
}
