package dev.selvedge.workers;

import dev.selvedge.net.HeaderNames;
import dev.selvedge.net.Headers;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/**
 * What a redirect makes of a request: the rules of the Fetch standard, section "HTTP-redirect fetch", as far as the
 * platform keeps to them. It keeps the headers of a body that it drops, and all headers but one on the way to another
 * origin; and a body that streams is never sent again, nor given up silently.
 */
final class Redirects {
    private static final HeaderNames SECRET = HeaderNames.of("authorization");
    private static final String NO_LOCATION = "Invalid Location header; unable to follow redirect.";
    private static final String ONE_TIME_BODY =
            "A request with a one-time-use body (it was initialized from a stream, not a buffer) encountered a redirect"
                    + " requiring the body to be retransmitted. To avoid this error in the future, construct this"
                    + " request from a buffer-like body initializer.";
    private static final String MUST_BE_ENCODED = "\"<>\\^`{|} ";

    private Redirects() {}

    /** What comes after an answer that redirects. */
    sealed interface Step {
        record Follow(OutgoingFetch next) implements Step {}

        /** It cannot be followed; the message is for a TypeError. */
        record Refuse(String message) implements Step {}
    }

    static boolean applies(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    static Step next(OutgoingFetch before, int status, String location) {
        if (before.streams()) {
            return new Step.Refuse(ONE_TIME_BODY);
        }
        URI base = URI.create(before.url());
        URI target;
        try {
            target = resolve(base, encoded(location));
        } catch (URISyntaxException e) {
            return new Step.Refuse(NO_LOCATION);
        }
        String scheme = Objects.requireNonNullElse(target.getScheme(), "").toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || target.getHost() == null) {
            return new Step.Refuse(NO_LOCATION);
        }
        boolean post = before.method().equals("POST");
        boolean get = before.method().equals("GET") || before.method().equals("HEAD");
        boolean dropsBody = (status == 303 && !get) || ((status == 301 || status == 302) && post);
        Headers headers = sameOrigin(base, target) ? before.headers() : without(before.headers(), SECRET);
        String method = dropsBody ? "GET" : before.method();
        byte[] body = dropsBody ? new byte[0] : before.body();
        return new Step.Follow(
                new OutgoingFetch(method, withoutFragment(target.toASCIIString()), headers, body, -1, before.mode()));
    }

    /** Characters that URLs in headers have and {@link URI} does not take; the header's bytes are chars of Latin-1. */
    private static String encoded(String location) {
        StringBuilder url = new StringBuilder(location.length());
        for (byte octet : location.getBytes(StandardCharsets.ISO_8859_1)) {
            char c = (char) (octet & 0xFF);
            if (c <= ' ' || c >= 0x7f || MUST_BE_ENCODED.indexOf(c) >= 0) {
                url.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            } else {
                url.append(c);
            }
        }
        return url.toString();
    }

    /** {@link URI#resolve} takes away the last segment of the path even where only the query changes. */
    private static URI resolve(URI base, String location) throws URISyntaxException {
        if (location.startsWith("?") || location.startsWith("#")) {
            String start = withoutFragment(base.toString());
            int query = start.indexOf('?');
            boolean replaces = location.startsWith("?") && query >= 0;
            return new URI((replaces ? start.substring(0, query) : start) + location);
        }
        return base.resolve(new URI(location));
    }

    private static String withoutFragment(String url) {
        int hash = url.indexOf('#');
        return hash < 0 ? url : url.substring(0, hash);
    }

    private static boolean sameOrigin(URI before, URI target) {
        return Objects.equals(before.getScheme(), target.getScheme())
                && Objects.equals(before.getHost(), target.getHost())
                && before.getPort() == target.getPort();
    }

    private static Headers without(Headers headers, HeaderNames names) {
        ByteBuffer kept = ByteBuffer.allocate(headers.byteLength());
        headers.copyTo(kept, names);
        return Headers.parse(kept.flip());
    }
}
