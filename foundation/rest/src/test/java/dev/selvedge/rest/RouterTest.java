package dev.selvedge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RouterTest {

    private final Router router = new Router()
            .add("GET", "/accounts/{account}/scripts", Access.open(), request -> Reply.nothing())
            .add("GET", "/accounts/{account}/scripts/{script}", Access.open(), request -> Reply.nothing())
            .add("PUT", "/accounts/{account}/scripts/{script}", Access.open(), request -> Reply.nothing())
            .add("GET", "/accounts/{account}/scripts/latest", Access.open(), request -> Reply.nothing())
            .add("DELETE", "/accounts/{account}/objects/{key...}", Access.open(), request -> Reply.nothing());

    private Object find(String method, String path) {
        List<String> segments = Paths.segments(path);
        return segments == null
                ? "malformed"
                : switch (router.find(method, segments)) {
                    case Router.Match.Found found -> found.parameters();
                    case Router.Match.WrongMethod wrong -> wrong.allowed();
                    case Router.Match.None none -> "none";
                };
    }

    @Test
    void parametersAreTakenFromTheirSegments() {
        assertThat(find("GET", "/accounts/a/scripts/s")).isEqualTo(Map.of("account", "a", "script", "s"));
        assertThat(find("HEAD", "/accounts/a/scripts")).isEqualTo(Map.of("account", "a"));
        assertThat(find("GET", "/accounts/a/scripts/latest")).isEqualTo(Map.of("account", "a"));
    }

    @Test
    void emptySegmentsVanish() {
        assertThat(find("GET", "//accounts//a/scripts/")).isEqualTo(Map.of("account", "a"));
    }

    @Test
    void anEscapedSlashStaysInsideItsSegment() {
        assertThat(find("GET", "/accounts/a/scripts/x%2Fy%20%C3%A4"))
                .isEqualTo(Map.of("account", "a", "script", "x/y ä"));
        assertThat(find("DELETE", "/accounts/a/objects/x%2Fy/z")).isEqualTo(Map.of("account", "a", "key", "x/y/z"));
    }

    @Test
    void aKnownPathWithAnotherMethodTellsWhichAreAllowed() {
        assertThat(find("DELETE", "/accounts/a/scripts/latest")).isEqualTo(Set.of("GET", "PUT"));
        assertThat(find("GET", "/accounts/a")).isEqualTo("none");
        assertThat(find("GET", "/accounts/a/scripts/s/more")).isEqualTo("none");
    }

    @Test
    void brokenEscapesAreMalformed() {
        for (String path : List.of("/%", "/%2", "/%zz", "/%00", "/%0d", "/%ff", "/a\u0001", "/ä")) {
            assertThat(find("GET", path)).as(path).isEqualTo("malformed");
        }
    }

    @Test
    void queriesKeepEveryValue() {
        assertThat(Paths.query("name=a&name=b+c&flag&x=%26"))
                .isEqualTo(Map.of("name", List.of("a", "b c"), "flag", List.of(""), "x", List.of("&")));
        assertThat(Paths.query("a=%")).isNull();
        assertThat(Paths.query("a&".repeat(201))).isNull();
    }
}
