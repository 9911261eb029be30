package dev.selvedge.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LookupTest {

    private static State catalog(Change... more) {
        List<Change> changes =
                new ArrayList<>(List.of(new Change.PutAccount(Samples.OWNER), new Change.PutAccount(Samples.TENANT)));
        for (String name : List.of("hello", "api", "deep", "apex")) {
            changes.addAll(List.of(Samples.deployed(Samples.OWNER, name)));
        }
        changes.addAll(List.of(Samples.deployed(Samples.TENANT, "hello")));
        changes.add(new Change.PutZone(new Zone("z", Samples.OWNER.id(), "example.org", 1)));
        changes.addAll(List.of(more));
        return State.empty(Samples.SUFFIX).with(1, changes);
    }

    private static Change route(String id, String pattern, String script) {
        return new Change.PutRoute(new Route(id, Samples.OWNER.id(), "z", pattern, script));
    }

    private static String find(State state, String host, String path) {
        return find(state, false, host, path);
    }

    private static String find(State state, boolean secure, String host, String path) {
        Target target = state.lookup(secure, host, path);
        return target == null
                ? "none"
                : target.account().subdomain() + "/" + target.script().name() + (target.pinned() == null ? "" : "!");
    }

    @Test
    void workersHaveTheirHostsUnderTheSuffix() {
        State state = catalog();
        assertThat(find(state, "hello.workers.localhost", "/")).isEqualTo("owner/hello");
        assertThat(find(state, "hello.tenant.workers.localhost", "/")).isEqualTo("tenant/hello");
        assertThat(find(state, "hello.nobody.workers.localhost", "/")).isEqualTo("none");
        assertThat(find(state, "absent.workers.localhost", "/")).isEqualTo("none");
        assertThat(find(state, "workers.localhost", "/")).isEqualTo("none");
        assertThat(find(state, ".workers.localhost", "/")).isEqualTo("none");
        assertThat(find(state, "a.b.c.workers.localhost", "/")).isEqualTo("none");
    }

    @Test
    void previewHostsNameOneVersion() {
        State state = catalog();
        assertThat(find(state, "01234567-hello.workers.localhost", "/")).isEqualTo("owner/hello!");
        assertThat(find(state, "blue-hello.workers.localhost", "/")).isEqualTo("owner/hello!");
        assertThat(find(state, "green-hello.workers.localhost", "/")).isEqualTo("none");
        assertThat(find(state, "0123456-hello.workers.localhost", "/")).isEqualTo("none");
    }

    @Test
    void theMostSpecificRouteWins() {
        State state = catalog(
                route("1", "*example.org/*", "apex"),
                route("2", "example.org/api/*", "api"),
                route("3", "example.org/api/v2/*", "deep"),
                route("4", "*.example.org/*", "hello"));
        assertThat(find(state, "example.org", "/")).isEqualTo("owner/apex");
        assertThat(find(state, "example.org", "/api/v1")).isEqualTo("owner/api");
        assertThat(find(state, "example.org", "/api/v2/x")).isEqualTo("owner/deep");
        assertThat(find(state, "www.example.org", "/api/v2/x")).isEqualTo("owner/hello");
        assertThat(find(state, "myexample.org", "/")).isEqualTo("none");
    }

    @Test
    void anExactPathAndAMissingPathMatchOnlyThemselves() {
        State state = catalog(route("1", "example.org/only", "api"), route("2", "example.org", "apex"));
        assertThat(find(state, "example.org", "/only")).isEqualTo("owner/api");
        assertThat(find(state, "example.org", "/only/more")).isEqualTo("none");
        assertThat(find(state, "example.org", "/")).isEqualTo("owner/apex");
    }

    @Test
    void aRouteWithASchemeMatchesNoOther() {
        State state = catalog(
                route("1", "https://example.org/*", "apex"),
                route("2", "http://example.org/api/*", "api"),
                route("3", "example.org/both/*", "deep"),
                route("4", "https://example.org/both/*", "hello"));
        assertThat(find(state, false, "example.org", "/")).isEqualTo("none");
        assertThat(find(state, true, "example.org", "/")).isEqualTo("owner/apex");
        assertThat(find(state, false, "example.org", "/api/x")).isEqualTo("owner/api");
        assertThat(find(state, true, "example.org", "/api/x")).isEqualTo("owner/apex");
        assertThat(find(state, false, "example.org", "/both/x")).isEqualTo("owner/deep");
        assertThat(find(state, true, "example.org", "/both/x")).isEqualTo("owner/hello");
    }

    @Test
    void aRouteWithoutWorkerShieldsItsPathFromWiderRoutes() {
        Change off = new Change.PutRoute(new Route("2", Samples.OWNER.id(), "z", "example.org/static/*", null));
        State state = catalog(route("1", "example.org/*", "apex"), off);
        assertThat(find(state, "example.org", "/static/a")).isEqualTo("none");
    }

    @Test
    void domainsServeTheirWorkerUntilItIsRemoved() {
        Change domain = new Change.PutDomain(new CustomDomain(
                "d", Samples.OWNER.id(), "shop.example.org", "z", "example.org", "hello", true, false));
        State state = catalog(domain, route("1", "shop.example.org/api/*", "api"));
        assertThat(find(state, "shop.example.org", "/x")).isEqualTo("owner/hello");
        assertThat(find(state, "shop.example.org", "/api/x")).isEqualTo("owner/api");
        State removed = state.with(2, List.of(new Change.RemoveScript(Samples.OWNER.id(), "hello")));
        assertThat(find(removed, "shop.example.org", "/x")).isEqualTo("none");
        assertThat(removed.domains()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "*", "/path", "exa mple.org/*", "example.org/*/x", "a*b.org/*", "example.org/?q", "..org/*"})
    void malformedPatternsAreNoPatterns(String pattern) {
        assertThat(RoutePattern.parse(pattern)).isEmpty();
    }
}
