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
    /** Where the first part lies of the commit that is being taken; nowhere if there is none. */
    private long begin = CommitLog.NOWHERE;
    /** Why something was not taken: nor is anything that comes after it. */
    private @Nullable RuntimeException refused;

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

    /** Takes pages of the next commit, which has more than fit into one record; {@link #append} takes the rest. */
    void part(CommitImage image, Runnable written) {
        if (isNext(image)) {
            // If it fails, so does what builds on it.
            add(new LogRecord.Part(key, position, image), _ -> written.run());
            begin = begin == CommitLog.NOWHERE ? position : begin;
        }
        if (refused != null) {
            written.run();
        }
    }

    void append(CommitImage image, Consumer<@Nullable Throwable> answer) {
        if (isNext(image)) {
            add(new LogRecord.Commit(key, position, begin, image), answer);
            begin = CommitLog.NOWHERE;
        }
        if (refused == null) {
            sequence = image.sequence();
            pageSize = image.pageSize();
        } else {
            answer.accept(refused);
        }
    }

    private boolean isNext(CommitImage image) {
        if (refused == null && image.sequence() != sequence + 1) {
            refused = new ActorException("commit " + image.sequence() + " came after commit " + sequence);
        } else if (refused == null && pageSize != 0 && image.pageSize() != pageSize) {
            refused = new ActorException("the pages of the database changed their size");
        }
        return refused == null;
    }

    private void add(LogRecord record, Consumer<@Nullable Throwable> answer) {
        try {
            position = chain.append(record.head(), record.body(), new Waiting(record, answer));
        } catch (CommitLogException e) {
            refused = e;
        }
    }

    private final class Waiting implements CommitLog.Receipt {
        private final LogRecord record;
        private final Consumer<@Nullable Throwable> answer;

        Waiting(LogRecord record, Consumer<@Nullable Throwable> answer) {
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
