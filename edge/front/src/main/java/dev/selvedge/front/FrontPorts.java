package dev.selvedge.front;

import dev.selvedge.base.Clock;
import dev.selvedge.catalog.Target;
import dev.selvedge.net.Exchange;
import dev.selvedge.observe.RayIds;
import dev.selvedge.observe.RequestEvent;
import dev.selvedge.workers.RequestFacts;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the front is given.
 *
 * @param routes the local copy of what is deployed where
 * @param events hears of each request when it and its Worker are done
 */
public record FrontPorts(
        Clock clock, Routes routes, RayIds rays, Destination destination, RequestEvent.Sink events, CfObjects cf) {

    /** Finds the Worker that a scheme, host and path belong to; asked once per request, so it only reads memory. */
    @FunctionalInterface
    public interface Routes {
        /** Null if nothing is deployed there. The host is in lower case and without a port, the path without a query. */
        @Nullable
        Target lookup(boolean secure, String host, String path);
    }

    /** Where requests for a Worker go; {@code Workers::dispatch} of the node. */
    @FunctionalInterface
    public interface Destination {
        /** Takes the exchange over, on its loop. */
        void dispatch(Exchange exchange, Target target, RequestFacts facts);
    }
}
