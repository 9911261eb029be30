package dev.selvedge.turn;

/** The other side broke the turn protocol. There is no way back into step: the connection, and so the engine, must go. */
public final class WireException extends RuntimeException {
    public WireException(String message) {
        super(message);
    }
}
