package dev.selvedge.commitlog;

/** The log cannot do what was asked; the message says what happened and what to do. */
public final class CommitLogException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What kind of failure it is. */
    public enum Kind {
        /** The disk refused. It may succeed later. */
        DISK,
        /** More is queued than the log takes. It will succeed later. */
        FULL,
        /** An earlier entry of the same chain failed. */
        BROKEN,
        /** What is on disk is not what was written. Only a person can help. */
        DAMAGED,
        /** The log is closed, or somebody else has it. */
        CLOSED
    }

    private final Kind kind;

    public CommitLogException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public CommitLogException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
