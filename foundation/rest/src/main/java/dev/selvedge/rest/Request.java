package dev.selvedge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.selvedge.base.Bytes;
import dev.selvedge.base.Invariant;
import dev.selvedge.net.Exchange;
import dev.selvedge.net.Headers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call, on the virtual thread that answers it. */
public final class Request {

    private static final String SDK_TYPE = "application/javascript";
    private static final int MAX_BOUNDARY = 76;

    private final Exchange exchange;
    private final byte @Nullable [] inline;
    private final Map<String, String> parameters;
    private final Map<String, List<String>> query;
    private final @Nullable Principal principal;
    private final RestLimits limits;
    private @Nullable InputStream body;

    Request(
            Exchange exchange,
            byte @Nullable [] inline,
            Map<String, String> parameters,
            Map<String, List<String>> query,
            @Nullable Principal principal,
            RestLimits limits) {
        this.exchange = exchange;
        this.inline = inline;
        this.parameters = parameters;
        this.query = query;
        this.principal = principal;
        this.limits = limits;
    }

    public Exchange exchange() {
        return exchange;
    }

    public String method() {
        return exchange.method();
    }

    public Headers headers() {
        return exchange.headers();
    }

    /** A parameter of the route's template, decoded. */
    public String path(String name) {
        String value = parameters.get(name);
        Invariant.check(value != null, "the template has no such parameter", name);
        return java.util.Objects.requireNonNull(value);
    }

    /** The first value of a query parameter. */
    public Optional<String> query(String name) {
        return queries(name).stream().findFirst();
    }

    public List<String> queries(String name) {
        return query.getOrDefault(name, List.of());
    }

    /** A whole number from the query, within bounds; the fallback where it is absent or no number. */
    public int query(String name, int fallback, int least, int most) {
        try {
            return Math.clamp(query(name).map(Integer::parseInt).orElse(fallback), least, most);
        } catch (NumberFormatException e) {
            return fallback;
        }
    }

    public boolean flag(String name) {
        return query(name)
                .map(value -> value.equals("true") || value.equals("1"))
                .orElse(false);
    }

    /** Who calls. Only in routes that need somebody. */
    public Principal principal() {
        Invariant.check(principal != null, "an open route has no principal");
        return java.util.Objects.requireNonNull(principal);
    }

    /** Address of the client, as text. */
    public String peerAddress() {
        return exchange.peer().getAddress().getHostAddress();
    }

    /** The body as a stream, once. */
    public InputStream body() {
        InputStream open = body;
        if (open == null) {
            open = inline != null ? new ByteArrayInputStream(inline) : BodyStream.open(exchange);
            body = open;
        }
        return open;
    }

    /** The whole body; more than the bound is refused. */
    public byte[] bytes(int most) throws IOException {
        requireAnnouncedAtMost(most);
        byte[] bytes = body().readNBytes(most + 1);
        if (bytes.length > most) {
            throw tooLarge(most);
        }
        return bytes;
    }

    /** The body as JSON, whatever its content type says: clients send JSON as text/plain. */
    public JsonNode json() throws IOException {
        return Json.parse(bytes(limits.jsonBytes()), "the request body");
    }

    /** As {@link #json}, and refuses anything but an object. */
    public JsonNode jsonObject() throws IOException {
        JsonNode node = json();
        if (!node.isObject()) {
            throw new RestException(RestError.MALFORMED_BODY, "the request body must be a JSON object");
        }
        return node;
    }

    /**
     * Whether the body is a form. Cloudflare's SDK announces {@code application/javascript} and sends a form all the same, so
     * a body that begins like one counts.
     */
    public boolean isMultipart() throws IOException {
        String type = headers().get("content-type", "").toLowerCase(Locale.ROOT);
        return type.startsWith("multipart/form-data")
                || (type.equals(SDK_TYPE) && !firstLine().isEmpty());
    }

    /** The boundary line that the body begins with, without its dashes; "" if it begins otherwise. Consumes nothing. */
    private String firstLine() throws IOException {
        PushbackInputStream in = new PushbackInputStream(body(), MAX_BOUNDARY);
        byte[] start = in.readNBytes(MAX_BOUNDARY);
        in.unread(start);
        body = in;
        String text = Bytes.latin1(start);
        int end = text.indexOf("\r\n");
        return text.startsWith("--") && end > 2 ? text.substring(2, end) : "";
    }

    /** The parts of a multipart body, read one after another. */
    public MultipartReader multipart(MultipartLimits bounds) throws IOException {
        requireAnnouncedAtMost(limits.uploadBytes());
        String type = headers().get("content-type", "");
        String boundary = type.equalsIgnoreCase(SDK_TYPE) ? firstLine() : MultipartReader.boundaryOf(type);
        return new MultipartReader(body(), boundary, bounds);
    }

    private void requireAnnouncedAtMost(int most) {
        if (exchange.contentLength() > most) {
            throw tooLarge(most);
        }
    }

    private static RestException tooLarge(int most) {
        return new RestException(RestError.TOO_LARGE, "the request body is larger than " + most + " bytes");
    }
}
