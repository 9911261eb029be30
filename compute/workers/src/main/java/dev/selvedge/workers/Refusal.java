package dev.selvedge.workers;

/** Somebody who can be told that there will be nothing. */
interface Refusal {
    /** There will be no answer, or no whole one. */
    void fail(WorkerError error, String detail, int retryAfterSeconds);
}
