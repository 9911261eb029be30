package dev.selvedge.workers;

import dev.selvedge.net.Exchange;

/** Renders the page for a Worker that did not answer. The front fills this in; called on the exchange's loop. */
@FunctionalInterface
public interface ErrorPages {
    /**
     * Answers the exchange.
     *
     * @param detail      one sentence that may be shown to anybody, or ""
     * @param retryAfter  seconds for the {@code retry-after} header, 0 for none
     */
    void answer(Exchange exchange, long ray, WorkerError error, String detail, int retryAfter);
}
