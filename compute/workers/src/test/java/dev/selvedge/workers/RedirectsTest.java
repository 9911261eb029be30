package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.net.Headers;
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
    void queriesAndCharactersThatUrlsMustEncodeResolveAsBrowsersDo() {
        assertThat(next(get("http://a.example/b/c?d"), 302, "?e").url()).isEqualTo("http://a.example/b/c?e");
        assertThat(next(get("http://a.example/b"), 302, "/x y/\u00c3\u00a9|#there")
                        .url())
                .isEqualTo("http://a.example/x%20y/%C3%A9%7C");
    }

    @Test
    void aPostBecomesAGetWithoutItsBody() {
        OutgoingFetch next = next(post("http://a.example/", new byte[] {1}), 301, "/x");
        assertThat(next.method()).isEqualTo("GET");
        assertThat(next.body()).isEmpty();
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
        for (int status : new int[] {302, 303, 307}) {
            assertThat(refusal(post("http://a.example/", null), status, "/x")).contains("one-time-use body");
        }
    }

    @Test
    void theAuthorizationStaysWithItsOrigin() {
        assertThat(next(get("http://a.example/"), 302, "/x").headers().contains("authorization"))
                .isTrue();
        for (String other : new String[] {"http://b.example/", "https://a.example/", "http://a.example:81/"}) {
            Headers headers = next(get("http://a.example/"), 302, other).headers();
            assertThat(headers.contains("authorization")).as(other).isFalse();
            assertThat(headers.contains("cookie")).as(other).isTrue();
        }
    }

    @Test
    void otherSchemesAndNonsenseAreNotFollowed() {
        for (String location :
                new String[] {"ftp://a.example/", "file:///etc/passwd", "data:text/plain,x", "http:///", "%%"}) {
            assertThat(refusal(get("http://a.example/"), 302, location))
                    .as(location)
                    .contains("Invalid Location");
        }
    }

    private static OutgoingFetch next(OutgoingFetch before, int status, String location) {
        return ((Redirects.Step.Follow) Redirects.next(before, status, location)).next();
    }

    private static String refusal(OutgoingFetch before, int status, String location) {
        return ((Redirects.Step.Refuse) Redirects.next(before, status, location)).message();
    }

    private static OutgoingFetch get(String url) {
        return new OutgoingFetch("GET", url, HEADERS, new byte[0], -1, 0);
    }

    private static OutgoingFetch post(String url, byte @Nullable [] body) {
        return new OutgoingFetch("POST", url, HEADERS, body, -1, 0);
    }
}
