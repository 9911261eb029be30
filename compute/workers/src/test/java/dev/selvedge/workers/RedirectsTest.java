package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.net.Headers;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RedirectsTest {
    private static final Headers HEADERS = Headers.of(
            "authorization", "Bearer x", "cookie", "a=b", "content-type", "text/plain", "accept", "text/html");

    @Test
    void relativeLocationsResolveAgainstTheRequest() {
        OutgoingFetch next = next(get("http://a.example/b/c?d"), 302, "../e");
        assertThat(next.url()).isEqualTo("http://a.example/e");
        assertThat(next.method()).isEqualTo("GET");
    }

    @Test
    void aPostBecomesAGetWithoutItsBody() {
        OutgoingFetch next = next(post("http://a.example/", new byte[] {1}), 301, "/x");
        assertThat(next.method()).isEqualTo("GET");
        assertThat(next.body()).isEmpty();
        assertThat(next.headers().contains("content-type")).isFalse();
        assertThat(next.headers().contains("accept")).isTrue();
    }

    @Test
    void a307KeepsMethodAndBody() {
        OutgoingFetch next = next(post("http://a.example/", new byte[] {1, 2}), 307, "/x");
        assertThat(next.method()).isEqualTo("POST");
        assertThat(next.body()).containsExactly(1, 2);
    }

    @Test
    void aStreamedBodyCannotBeSentTwice() {
        assertThat(Redirects.next(post("http://a.example/", null), 307, "/x")).isNull();
        assertThat(Redirects.next(post("http://a.example/", null), 303, "/x")).isNotNull();
    }

    @Test
    void secretsStayWithTheirOrigin() {
        assertThat(next(get("http://a.example/"), 302, "/x").headers().contains("authorization"))
                .isTrue();
        for (String other : new String[] {"http://b.example/", "https://a.example/", "http://a.example:81/"}) {
            Headers headers = next(get("http://a.example/"), 302, other).headers();
            assertThat(headers.contains("authorization")).as(other).isFalse();
            assertThat(headers.contains("cookie")).as(other).isFalse();
        }
    }

    @Test
    void otherSchemesAndNonsenseAreNotFollowed() {
        for (String location :
                new String[] {"ftp://a.example/", "file:///etc/passwd", "data:text/plain,x", "http:///", "%%"}) {
            assertThat(Redirects.next(get("http://a.example/"), 302, location))
                    .as(location)
                    .isNull();
        }
    }

    private static OutgoingFetch next(OutgoingFetch before, int status, String location) {
        return Objects.requireNonNull(Redirects.next(before, status, location));
    }

    private static OutgoingFetch get(String url) {
        return new OutgoingFetch("GET", url, HEADERS, new byte[0], -1, 0);
    }

    private static OutgoingFetch post(String url, byte @Nullable [] body) {
        return new OutgoingFetch("POST", url, HEADERS, body, -1, 0);
    }
}
