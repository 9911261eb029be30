package dev.selvedge.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything that exists, as it was after one commit. Immutable; reading it never locks and never waits. */
public interface CatalogView {
    /** Number of the last commit in it; 0 = nothing yet. */
    long sequence();

    Optional<Account> defaultAccount();

    Optional<Account> account(String id);

    Optional<Account> accountOfSubdomain(String subdomain);

    Collection<Account> accounts();

    Optional<Script> script(String accountId, String name);

    /** By name. */
    List<Script> scripts(String accountId);

    /** Every script of every account, in no order. */
    Collection<Script> scripts();

    Optional<ApiToken> token(String id);

    /**
     * The token whose secret has this hash.
     *
     * @param sha256 lower-case hexadecimal
     */
    Optional<ApiToken> tokenOfSecret(String sha256);

    Collection<ApiToken> tokens();

    Optional<Zone> zone(String id);

    Optional<Zone> zoneNamed(String name);

    Collection<Zone> zones();

    Optional<Route> route(String id);

    Collection<Route> routes();

    Optional<CustomDomain> domain(String id);

    Collection<CustomDomain> domains();

    /** A namespace of Durable Objects in use. */
    Optional<ObjectNamespace> namespace(String id);

    /** The namespace of the class of that name that a Worker exports. */
    Optional<ObjectNamespace> namespaceOf(String accountId, String script, String className);

    /** Those of an account that are in use, by Worker and class. */
    List<ObjectNamespace> namespaces(String accountId);

    /** Those whose data is still to be erased, of every account. Whoever erased it says {@link Change.ForgetNamespace}. */
    Collection<ObjectNamespace> deletedNamespaces();

    /**
     * The Worker that a request belongs to. Hot: called once per request on an event loop.
     *
     * @param secure it came over TLS
     * @param host lower case, without port
     * @param path starts with a slash, without query
     * @return null if no Worker serves it
     */
    @Nullable
    Target lookup(boolean secure, String host, String path);
}
