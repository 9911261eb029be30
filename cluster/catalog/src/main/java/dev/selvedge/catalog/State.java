package dev.selvedge.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one {@link CatalogView}: a bundle of immutable directories. A commit makes the next one through {@link StateEdit}. */
record State(
        long sequence,
        String suffix,
        Directory<String, Account> accountsById,
        Directory<String, Account> accountsBySubdomain,
        @Nullable Account owner,
        Directory<ScriptKey, Script> scriptsByKey,
        Directory<String, ApiToken> tokensById,
        Directory<String, ApiToken> tokensBySecret,
        Directory<String, Zone> zonesById,
        Directory<String, Zone> zonesByName,
        Directory<String, Route> routesById,
        RouteTable routeTable,
        Directory<String, CustomDomain> domainsById,
        Directory<String, CustomDomain> domainsByHost,
        Namespaces objects)
        implements CatalogView {

    /** Nothing yet. */
    static State empty(String suffix) {
        return new State(
                0,
                "." + suffix,
                Directory.empty(),
                Directory.empty(),
                null,
                Directory.empty(),
                Directory.empty(),
                Directory.empty(),
                Directory.empty(),
                Directory.empty(),
                Directory.empty(),
                RouteTable.EMPTY,
                Directory.empty(),
                Directory.empty(),
                Namespaces.NONE);
    }

    State with(long nextSequence, List<Change> changes) {
        StateEdit edit = new StateEdit(this);
        changes.forEach(edit::apply);
        return edit.freeze(nextSequence);
    }

    @Override
    public @Nullable Target lookup(boolean secure, String host, String path) {
        if (routesById.size() != 0) {
            Route route = routeTable.find(secure, host, path);
            if (route != null && route.script() != null) {
                return deployed(route.accountId(), route.script());
            }
        }
        if (domainsById.size() != 0) {
            CustomDomain domain = domainsByHost.get(host);
            if (domain != null) {
                return domain.enabled() ? deployed(domain.accountId(), domain.script()) : null;
            }
        }
        return host.endsWith(suffix) ? named(host.substring(0, host.length() - suffix.length())) : null;
    }

    private @Nullable Target deployed(String accountId, String name) {
        Account account = accountsById.get(accountId);
        Script script = scriptsByKey.get(new ScriptKey(accountId, name));
        return account == null || script == null || script.deployments().isEmpty()
                ? null
                : new Target(account, script, null);
    }

    /** The Worker of {@code <worker>} (default account) or {@code <worker>.<account subdomain>}. */
    private @Nullable Target named(String name) {
        int dot = name.indexOf('.');
        Account account = dot < 0 ? owner : accountsBySubdomain.get(name.substring(dot + 1));
        if (account == null) {
            return null;
        }
        String label = dot < 0 ? name : name.substring(0, dot);
        Script script = scriptsByKey.get(new ScriptKey(account.id(), label));
        if (script != null && script.subdomainEnabled() && !script.deployments().isEmpty()) {
            return new Target(account, script, null);
        }
        return Previews.find(this, account, label);
    }

    @Override
    public Optional<Account> defaultAccount() {
        return Optional.ofNullable(owner);
    }

    @Override
    public Optional<Account> account(String id) {
        return Optional.ofNullable(accountsById.get(id));
    }

    @Override
    public Optional<Account> accountOfSubdomain(String subdomain) {
        return Optional.ofNullable(accountsBySubdomain.get(subdomain));
    }

    @Override
    public Collection<Account> accounts() {
        return accountsById
                .values()
                .sorted(Comparator.comparingLong(Account::createdMillis).thenComparing(Account::id))
                .toList();
    }

    @Override
    public Optional<Script> script(String accountId, String name) {
        return Optional.ofNullable(scriptsByKey.get(new ScriptKey(accountId, name)));
    }

    @Override
    public List<Script> scripts(String accountId) {
        return scriptsByKey
                .values()
                .filter(script -> script.accountId().equals(accountId))
                .sorted(Comparator.comparing(Script::name))
                .toList();
    }

    @Override
    public Collection<Script> scripts() {
        return scriptsByKey.values().toList();
    }

    @Override
    public Optional<ApiToken> token(String id) {
        return Optional.ofNullable(tokensById.get(id));
    }

    @Override
    public Optional<ApiToken> tokenOfSecret(String sha256) {
        return Optional.ofNullable(tokensBySecret.get(sha256));
    }

    @Override
    public Collection<ApiToken> tokens() {
        return tokensById.values().toList();
    }

    @Override
    public Optional<Zone> zone(String id) {
        return Optional.ofNullable(zonesById.get(id));
    }

    @Override
    public Optional<Zone> zoneNamed(String name) {
        return Optional.ofNullable(zonesByName.get(name));
    }

    @Override
    public Collection<Zone> zones() {
        return zonesById.values().sorted(Comparator.comparing(Zone::name)).toList();
    }

    @Override
    public Optional<Route> route(String id) {
        return Optional.ofNullable(routesById.get(id));
    }

    @Override
    public Collection<Route> routes() {
        return routesById.values().sorted(Comparator.comparing(Route::pattern)).toList();
    }

    @Override
    public Optional<CustomDomain> domain(String id) {
        return Optional.ofNullable(domainsById.get(id));
    }

    @Override
    public Collection<CustomDomain> domains() {
        return domainsById
                .values()
                .sorted(Comparator.comparing(CustomDomain::hostname))
                .toList();
    }

    @Override
    public Optional<ObjectNamespace> namespace(String id) {
        return Optional.ofNullable(objects.byId().get(id));
    }

    @Override
    public Optional<ObjectNamespace> namespaceOf(String accountId, String script, String className) {
        return Optional.ofNullable(objects.byClass().get(new Namespaces.ClassKey(accountId, script, className)));
    }

    @Override
    public List<ObjectNamespace> namespaces(String accountId) {
        return objects.of(accountId);
    }

    @Override
    public Collection<ObjectNamespace> deletedNamespaces() {
        return objects.deleted().values().toList();
    }
}
