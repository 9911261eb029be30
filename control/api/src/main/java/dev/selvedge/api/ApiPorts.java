package dev.selvedge.api;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.catalog.Account;
import dev.selvedge.catalog.Catalog;
import dev.selvedge.catalog.ScriptPreparer;
import dev.selvedge.observe.TailHub;
import java.util.function.BiConsumer;

/**
 * Everything that the control API is given.
 *
 * @param objects lists what a namespace of Durable Objects holds
 * @param publicHost host and port under which Workers are reached, such as {@code workers.localhost:8787}
 * @param publicScheme {@code http} or {@code https}
 * @param failures hears of calls that failed through no fault of the client
 */
public record ApiPorts(
        Catalog catalog,
        ScriptPreparer preparer,
        TailHub tails,
        ObjectListing objects,
        Clock clock,
        RandomSource random,
        String publicScheme,
        String publicHost,
        ApiLimits limits,
        BiConsumer<String, Throwable> failures) {

    /** The host of a Worker, with its port. */
    String hostOf(Account account, String script) {
        return script + (account.isDefault() ? "." : "." + account.subdomain() + ".") + publicHost;
    }

    String urlOf(Account account, String script) {
        return publicScheme + "://" + hostOf(account, script);
    }

    /** The suffix without port: no zone may lie in it. */
    String suffix() {
        int colon = publicHost.indexOf(':');
        return colon < 0 ? publicHost : publicHost.substring(0, colon);
    }
}
