package dev.selvedge.base;

/** Something that the code holds to be impossible has happened. */
public final class InvariantViolation extends IllegalStateException {

    InvariantViolation(String message) {
        super(message);
    }
}
