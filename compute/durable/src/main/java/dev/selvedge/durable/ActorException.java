package dev.selvedge.durable;

/** An actor's storage cannot do what was asked; the message says why. */
public final class ActorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ActorException(String message) {
        super(message);
    }

    public ActorException(String message, Throwable cause) {
        super(message, cause);
    }
}
