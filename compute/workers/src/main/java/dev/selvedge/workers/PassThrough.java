package dev.selvedge.workers;

import dev.selvedge.net.Exchange;

/**
 * What happens to a request whose Worker failed after {@code ctx.passThroughOnException()}: the front sends it to the
 * origin behind the Worker, if there is one.
 */
@FunctionalInterface
public interface PassThrough {
    /** Takes the exchange over and answers true, or does nothing and answers false: then the error page is shown. */
    boolean take(Exchange exchange, RequestFacts facts);
}
