package dev.selvedge.durable;

import dev.selvedge.commitlog.CommitLog;

/**
 * A place in an actor's history.
 *
 * @param sequence of the commit
 * @param position of its entry in the log
 * @param wallMillis when it was written
 */
record Mark(long sequence, long position, long wallMillis) {

    /** Before the first commit. */
    static final Mark NONE = new Mark(0, CommitLog.NOWHERE, 0);

    boolean isNone() {
        return sequence == 0;
    }

    /** The same commit, but in no place: that of a file that may have become something else since. */
    Mark doubtful() {
        return new Mark(sequence, CommitLog.NOWHERE, wallMillis);
    }
}
