package dev.selvedge.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Turns one {@link State} into the next, change by change, and refuses changes that contradict what is there. What it does
 * depends on nothing but its input: every replay of the log must end in the same state.
 */
final class StateEdit {

    /** As far back as a rollback reaches, as at Cloudflare. */
    static final int KEPT_VERSIONS = 100;

    static final int KEPT_DEPLOYMENTS = 100;

    private final State before;
    private @Nullable Account owner;
    private final Directory.Editor<String, Account> accounts;
    private final Directory.Editor<String, Account> subdomains;
    private final Directory.Editor<ScriptKey, Script> scripts;
    private final Directory.Editor<String, ApiToken> tokens;
    private final Directory.Editor<String, ApiToken> secrets;
    private final Directory.Editor<String, Zone> zones;
    private final Directory.Editor<String, Zone> zoneNames;
    private final Directory.Editor<String, Route> routes;
    private final Directory.Editor<String, CustomDomain> domains;
    private final Directory.Editor<String, CustomDomain> hosts;
    private final Namespaces.Edit objects;

    StateEdit(State before) {
        this.before = before;
        owner = before.owner();
        accounts = before.accountsById().edit();
        subdomains = before.accountsBySubdomain().edit();
        scripts = before.scriptsByKey().edit();
        tokens = before.tokensById().edit();
        secrets = before.tokensBySecret().edit();
        zones = before.zonesById().edit();
        zoneNames = before.zonesByName().edit();
        routes = before.routesById().edit();
        domains = before.domainsById().edit();
        hosts = before.domainsByHost().edit();
        objects = before.objects().edit();
    }

    State freeze(long sequence) {
        Directory<String, Route> frozen = routes.freeze();
        return new State(
                sequence,
                before.suffix(),
                accounts.freeze(),
                subdomains.freeze(),
                owner,
                scripts.freeze(),
                tokens.freeze(),
                secrets.freeze(),
                zones.freeze(),
                zoneNames.freeze(),
                frozen,
                routes.isChanged() ? new RouteTable(frozen.values()) : before.routeTable(),
                domains.freeze(),
                hosts.freeze(),
                objects.freeze());
    }

    void apply(Change change) {
        switch (change) {
            case Change.PutAccount put -> putAccount(put.account());
            case Change.PutToken put -> putToken(put.token());
            case Change.RemoveToken remove -> removeToken(remove.id());
            case Change.PutScript put -> putScript(put.head());
            case Change.RemoveScript remove -> removeScript(new ScriptKey(remove.accountId(), remove.name()));
            case Change.AddVersion add ->
                update(add.accountId(), add.script(), script -> withVersion(script, add.version()));
            case Change.DropVersion drop ->
                update(drop.accountId(), drop.script(), script -> withoutVersion(script, drop.version()));
            case Change.Deploy deploy ->
                update(deploy.accountId(), deploy.script(), script -> deployed(script, deploy.deployment()));
            case Change.PutZone put -> putZone(put.zone());
            case Change.RemoveZone remove -> removeZone(remove.id());
            case Change.PutRoute put -> putRoute(put.route());
            case Change.RemoveRoute remove -> routes.remove(remove.id());
            case Change.PutDomain put -> putDomain(put.domain());
            case Change.RemoveDomain remove -> removeDomain(remove.id());
            case Change.PutNamespace put -> putNamespace(put.namespace());
            case Change.RemoveNamespace remove -> objects.remove(remove.namespace());
            case Change.ForgetNamespace forget -> objects.forget(forget.id());
        }
    }

    private void putAccount(Account account) {
        Account namesake = subdomains.get(account.subdomain());
        require(namesake == null || namesake.id().equals(account.id()), "the subdomain is taken", account.subdomain());
        Account old = accounts.get(account.id());
        if (old != null) {
            subdomains.remove(old.subdomain());
        }
        accounts.put(account.id(), account);
        subdomains.put(account.subdomain(), account);
        if (account.isDefault()) {
            owner = account;
        }
    }

    private void putToken(ApiToken token) {
        removeToken(token.id());
        tokens.put(token.id(), token);
        secrets.put(token.sha256(), token);
    }

    private void removeToken(String id) {
        ApiToken old = tokens.get(id);
        if (old != null) {
            tokens.remove(id);
            secrets.remove(old.sha256());
        }
    }

    private void putScript(ScriptHead head) {
        String accountId = head.identity().accountId();
        require(accounts.get(accountId) != null, "no such account", accountId);
        ScriptKey key = new ScriptKey(accountId, head.identity().name());
        Script old = scripts.get(key);
        scripts.put(
                key,
                new Script(
                        head, old == null ? List.of() : old.versions(), old == null ? List.of() : old.deployments()));
    }

    private void removeScript(ScriptKey key) {
        scripts.remove(key);
        objects.removeAllOf(key);
        routes.values()
                .filter(route ->
                        route.accountId().equals(key.accountId()) && key.name().equals(route.script()))
                .toList()
                .forEach(route -> routes.remove(route.id()));
        domains.values()
                .filter(domain -> domain.accountId().equals(key.accountId())
                        && domain.script().equals(key.name()))
                .toList()
                .forEach(domain -> removeDomain(domain.id()));
    }

    private void update(String accountId, String name, UnaryOperator<Script> step) {
        ScriptKey key = new ScriptKey(accountId, name);
        Script script = scripts.get(key);
        if (script == null) {
            throw new CatalogException("no such Worker: " + name);
        }
        scripts.put(key, step.apply(script));
    }

    private static Script withVersion(Script script, Version version) {
        require(script.version(version.id()).isEmpty(), "the version exists already", version.id());
        List<Version> versions = new ArrayList<>(script.versions());
        versions.add(version);
        for (int i = 0; versions.size() > KEPT_VERSIONS && i < versions.size() - 1; ) {
            if (isServing(script, versions.get(i).id())) {
                i++;
            } else {
                versions.remove(i);
            }
        }
        return with(script, versions, reachable(script.deployments(), versions));
    }

    private static Script withoutVersion(Script script, VersionId id) {
        require(!isServing(script, id), "the version is deployed", id);
        List<Version> versions = new ArrayList<>(script.versions());
        versions.removeIf(version -> version.id().equals(id));
        return with(script, versions, reachable(script.deployments(), versions));
    }

    /** A deployment goes with the last of its versions: a snapshot could not be replayed otherwise. */
    private static List<Deployment> reachable(List<Deployment> deployments, List<Version> versions) {
        Set<VersionId> ids = new HashSet<>();
        versions.forEach(version -> ids.add(version.id()));
        return deployments.stream()
                .filter(deployment -> deployment.shares().stream().allMatch(share -> ids.contains(share.version())))
                .toList();
    }

    private static Script deployed(Script script, Deployment deployment) {
        for (Deployment.Share share : deployment.shares()) {
            require(script.version(share.version()).isPresent(), "no such version", share.version());
        }
        List<Deployment> deployments = new ArrayList<>(script.deployments());
        deployments.addFirst(deployment);
        if (deployments.size() > KEPT_DEPLOYMENTS) {
            deployments.removeLast();
        }
        return with(script, script.versions(), deployments);
    }

    private static boolean isServing(Script script, VersionId id) {
        return script.deployment().map(deployment -> deployment.includes(id)).orElse(false);
    }

    private static Script with(Script script, List<Version> versions, List<Deployment> deployments) {
        return new Script(script.head(), versions, deployments);
    }

    private void putZone(Zone zone) {
        Zone namesake = zoneNames.get(zone.name());
        require(namesake == null || namesake.id().equals(zone.id()), "the zone exists already", zone.name());
        zones.put(zone.id(), zone);
        zoneNames.put(zone.name(), zone);
    }

    private void removeZone(String id) {
        Zone zone = zones.get(id);
        if (zone != null) {
            zones.remove(id);
            zoneNames.remove(zone.name());
        }
    }

    private void putRoute(Route route) {
        require(zones.get(route.zoneId()) != null, "no such zone", route.zoneId());
        routes.put(route.id(), route);
    }

    private void putDomain(CustomDomain domain) {
        CustomDomain namesake = hosts.get(domain.hostname());
        require(namesake == null || namesake.id().equals(domain.id()), "the host is taken", domain.hostname());
        removeDomain(domain.id());
        domains.put(domain.id(), domain);
        hosts.put(domain.hostname(), domain);
    }

    private void removeDomain(String id) {
        CustomDomain old = domains.get(id);
        if (old != null) {
            domains.remove(id);
            hosts.remove(old.hostname());
        }
    }

    private void putNamespace(ObjectNamespace namespace) {
        ScriptKey script = new ScriptKey(namespace.accountId(), namespace.script());
        require(scripts.get(script) != null, "no such Worker", namespace.script());
        objects.put(namespace);
    }

    private static void require(boolean condition, String otherwise, Object detail) {
        if (!condition) {
            throw new CatalogException(otherwise + ": " + detail);
        }
    }
}
