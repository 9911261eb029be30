package dev.selvedge.webapi;

/** An operation of the host failed in a way that the web platform has a name for. */
public final class HostException extends RuntimeException {
    private final String name;

    public HostException(String name, String message) {
        super(message);
        this.name = name;
    }

    /** The name of the DOMException, such as OperationError. */
    public String name() {
        return name;
    }
}
