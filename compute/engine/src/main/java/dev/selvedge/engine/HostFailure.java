package dev.selvedge.engine;

/** A host operation failed. The first line of the message names the error that JavaScript shall throw. */
final class HostFailure extends RuntimeException {
    HostFailure(String name, String message) {
        super(name + "\n" + message);
    }
}
