package dev.selvedge.workers;

import dev.selvedge.base.ErrorCode;

/** Why a Worker did not answer, in the numbers that the platform shows on its error pages. */
public enum WorkerError implements ErrorCode {
    /** The Worker threw, answered with something that is no Response, or never answered. */
    EXCEPTION(1101, 500, false, "Worker threw exception"),
    /** CPU or memory limit. */
    EXCEEDED_RESOURCES(1102, 503, true, "Worker exceeded resource limits"),
    /** The process that ran the Worker ended while the request was in flight. */
    ENGINE_LOST(1101, 500, true, "Worker was stopped while it handled this request"),
    /** The Worker ended its process again and again; it is refused for a while. */
    REFUSED(1102, 503, true, "Worker is suspended after it exhausted its engine"),
    /** Too many requests in flight or waiting. */
    OVERLOADED(1105, 503, true, "Worker is overloaded"),
    /** The version cannot be loaded (it failed at start-up). */
    NOT_LOADABLE(1101, 500, false, "Worker could not be started"),
    /** No deployment of that name. */
    NO_SUCH_WORKER(1104, 404, false, "Worker not found"),
    /** The Worker accepted a WebSocket, but the client's handshake lacks its key or version. */
    BAD_HANDSHAKE(1101, 400, false, "The WebSocket handshake of this request is not one"),
    /** Workers called one another too deeply. */
    TOO_DEEP(1019, 500, false, "Too many Workers called one another in one request");

    private final int number;
    private final int httpStatus;
    private final boolean retryable;
    private final String title;

    WorkerError(int number, int httpStatus, boolean retryable, String title) {
        this.number = number;
        this.httpStatus = httpStatus;
        this.retryable = retryable;
        this.title = title;
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

    /** One line for the page. */
    public String title() {
        return title;
    }
}
