package dev.selvedge.rest;

import dev.selvedge.base.ErrorCode;

/** Failures that any call can meet, in the numbers that Cloudflare's clients know. */
public enum RestError implements ErrorCode {
    /** No credentials, or wrong ones. */
    NOT_AUTHENTICATED(10000, 401, false),
    /** Good credentials that do not allow this. The number is the same: wrangler falls back to other calls on it. */
    NOT_ALLOWED(10000, 403, false),
    NO_ROUTE(7003, 404, false),
    WRONG_METHOD(7001, 405, false),
    MALFORMED_BODY(6007, 400, false),
    TOO_LARGE(7413, 413, false),
    BUSY(7010, 503, true),
    INTERNAL(10013, 500, true);

    private final int number;
    private final int httpStatus;
    private final boolean retryable;

    RestError(int number, int httpStatus, boolean retryable) {
        this.number = number;
        this.httpStatus = httpStatus;
        this.retryable = retryable;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public int httpStatus() {
        return httpStatus;
    }

    @Override
    public boolean retryable() {
        return retryable;
    }
}
