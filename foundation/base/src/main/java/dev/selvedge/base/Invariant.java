package dev.selvedge.base;

/**
 * Assertions that are always on. A violation is a programmer's error: it kills the smallest enclosing thing (request,
 * isolate, actor) and is never part of normal control flow; expected failures are {@link PlatformException}s.
 */
public final class Invariant {

    private Invariant() {}

    public static void check(boolean condition, String message) {
        if (!condition) {
            throw new InvariantViolation(message);
        }
    }

    /** With a detail that is only turned into text when the check fails. */
    public static void check(boolean condition, String message, Object detail) {
        if (!condition) {
            throw new InvariantViolation(message + ": " + detail);
        }
    }

    public static void check(boolean condition, String message, long detail) {
        if (!condition) {
            throw new InvariantViolation(message + ": " + detail);
        }
    }

    /** For places that cannot be reached: {@code throw Invariant.violated("…")}. */
    public static InvariantViolation violated(String message) {
        return new InvariantViolation(message);
    }
}
