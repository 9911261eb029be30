package dev.selvedge.base;

/**
 * What kind of operating error happened, in the numbers that clients of Cloudflare already understand. Each floor lists
 * its own codes in an enum that implements this, so that failures can be counted by kind.
 */
public interface ErrorCode {

    /** Cloudflare's number where it has one (10007, 1101, …). */
    int number();

    /** The HTTP status that carries it. */
    int httpStatus();

    /** Whether the same request may succeed later without being changed. */
    default boolean retryable() {
        return false;
    }
}
