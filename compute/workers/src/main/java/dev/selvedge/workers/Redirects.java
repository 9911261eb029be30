package dev.selvedge.workers;

import dev.selvedge.net.HeaderNames;
import dev.selvedge.net.Headers;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a redirect makes of a request: the rules of the Fetch standard, section "HTTP-redirect fetch". */
final class Redirects {
    private static final HeaderNames OF_THE_BODY = HeaderNames.of(
            "content-encoding", "content-language", "content-location", "content-type", "content-length");
    private static final HeaderNames SECRETS = HeaderNames.of("authorization", "cookie", "proxy-authorization");

    private Redirects() {}

    static boolean applies(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /** The next hop, or null if it cannot be made: no such address, or a streamed body that would be needed again. */
    static @Nullable OutgoingFetch next(OutgoingFetch before, int status, String location) {
        URI target = resolve(before.url(), location);
        if (target == null) {
            return null;
        }
        boolean post = before.method().equals("POST");
        boolean get = before.method().equals("GET") || before.method().equals("HEAD");
        boolean dropsBody = (status == 303 && !get) || ((status == 301 || status == 302) && post);
        if (before.streams() && !dropsBody) {
            return null;
        }
        Headers headers = before.headers();
        if (dropsBody) {
            headers = without(headers, OF_THE_BODY);
        }
        if (!sameOrigin(before.url(), target)) {
            headers = without(headers, SECRETS);
        }
        String method = dropsBody ? "GET" : before.method();
        byte[] body = dropsBody ? new byte[0] : before.body();
        return new OutgoingFetch(method, target.toASCIIString(), headers, body, -1, before.mode());
    }

    private static @Nullable URI resolve(String base, String location) {
        try {
            URI target = new URI(base).resolve(new URI(location));
            String scheme = Objects.requireNonNullElse(target.getScheme(), "").toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            return web && target.getHost() != null ? target : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static boolean sameOrigin(String before, URI target) {
        URI origin = URI.create(before);
        return Objects.equals(origin.getScheme(), target.getScheme())
                && Objects.equals(origin.getHost(), target.getHost())
                && origin.getPort() == target.getPort();
    }

    private static Headers without(Headers headers, HeaderNames names) {
        ByteBuffer kept = ByteBuffer.allocate(headers.byteLength());
        headers.copyTo(kept, names);
        return Headers.parse(kept.flip());
    }
}
