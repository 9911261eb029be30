package dev.selvedge.net;

/** A peer's message that must not be understood. Carries the status of a short answer; has no stack, it costs nothing. */
final class BadMessage extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    BadMessage(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** For {@link RuntimeException#getMessage}, which may be null. */
    String text() {
        return String.valueOf(getMessage());
    }
}
