package dev.selvedge.rest;

import dev.selvedge.base.PlatformException;
import dev.selvedge.base.Tasks;
import dev.selvedge.net.Exchange;
import dev.selvedge.net.Headers;
import dev.selvedge.net.HttpHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes calls from the loops to virtual threads: finds the route, finds out who calls, runs the handler, answers. A call
 * that fails in an unexpected way says so to the client without telling anything about the inside, and to the log with all.
 */
public final class RestServer implements HttpHandler {

    private static final Headers JSON =
            Headers.of("content-type", "application/json; charset=utf-8", "cache-control", "no-store");

    private final Router router;
    private final Authenticator authenticator;
    private final RestLimits limits;
    private final BiConsumer<String, Throwable> failures;
    private final Semaphore calls;

    /**
     * Serves a router.
     *
     * @param failures hears of failures that are not the client's, with the call that met them
     */
    public RestServer(
            Router router, Authenticator authenticator, RestLimits limits, BiConsumer<String, Throwable> failures) {
        this.router = router;
        this.authenticator = authenticator;
        this.limits = limits;
        this.failures = failures;
        this.calls = new Semaphore(limits.concurrentCalls());
    }

    @Override
    public void handle(Exchange exchange) {
        ByteBuffer whole = exchange.wholeBody();
        byte[] inline = whole == null ? null : copy(whole);
        if (!calls.tryAcquire()) {
            fail(exchange, new RestException(RestError.BUSY, "too many calls at once; try again"));
            return;
        }
        Tasks.start("api", () -> {
            try {
                answer(exchange, inline);
            } finally {
                calls.release();
            }
        });
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private void answer(Exchange exchange, byte @Nullable [] inline) {
        try {
            send(exchange, call(exchange, inline));
        } catch (PlatformException e) {
            fail(exchange, e);
        } catch (IOException e) {
            fail(exchange, new RestException(RestError.MALFORMED_BODY, "the request body ended too early"));
        } catch (RuntimeException | Error e) {
            failures.accept(exchange.method() + " " + pathOf(exchange.target()), e);
            fail(exchange, new RestException(RestError.INTERNAL, "An unknown error has occurred on this node."));
        }
    }

    private Reply call(Exchange exchange, byte @Nullable [] inline) throws IOException {
        String target = exchange.target();
        int mark = target.indexOf('?');
        List<String> segments = Paths.segments(pathOf(target));
        Map<String, List<String>> query = Paths.query(mark < 0 ? "" : target.substring(mark + 1));
        if (segments == null || query == null) {
            throw noRoute(target);
        }
        return switch (router.find(exchange.method(), segments)) {
            case Router.Match.None none -> throw noRoute(target);
            case Router.Match.WrongMethod wrong ->
                throw new RestException(
                        RestError.WRONG_METHOD,
                        "Method " + exchange.method() + " not available for that URI. Allowed: "
                                + String.join(", ", wrong.allowed()));
            case Router.Match.Found found -> {
                Principal principal = admit(exchange, found);
                yield found.route()
                        .handler()
                        .handle(new Request(exchange, inline, found.parameters(), query, principal, limits));
            }
        };
    }

    private @Nullable Principal admit(Exchange exchange, Router.Match.Found found) {
        if (!(found.route().access() instanceof Access.SignedIn needed)) {
            return null;
        }
        Principal principal = authenticator
                .authenticate(secretOf(exchange.headers()))
                .orElseThrow(() -> new RestException(RestError.NOT_AUTHENTICATED, "Authentication error"));
        String account = found.parameters().get("account");
        boolean allowed = (account == null || principal.opens(account))
                && (needed.permission().isEmpty() || principal.may(needed.permission()));
        if (!allowed) {
            throw new RestException(RestError.NOT_ALLOWED, "Authentication error");
        }
        return principal;
    }

    private static String secretOf(Headers headers) {
        String bearer = headers.get("authorization", "");
        return bearer.regionMatches(true, 0, "bearer ", 0, 7)
                ? bearer.substring(7).trim()
                : headers.get("x-auth-key", "");
    }

    private static void send(Exchange exchange, Reply reply) throws IOException {
        switch (reply) {
            case Reply.Result result ->
                exchange.respond(
                        result.status(),
                        null,
                        JSON.block(),
                        ByteBuffer.wrap(Envelope.success(result.result(), result.info())));
            case Reply.Content content ->
                exchange.respond(content.status(), null, content.headers().block(), ByteBuffer.wrap(content.body()));
            case Reply.Stream stream -> stream(exchange, stream);
            case Reply.Taken taken -> {}
        }
    }

    private static void stream(Exchange exchange, Reply.Stream stream) {
        exchange.respondStreaming(stream.status(), null, stream.headers().block());
        try (ReplyStream out = new ReplyStream(exchange)) {
            stream.body().writeTo(out);
            exchange.finish();
        } catch (IOException | RuntimeException e) {
            exchange.breakOff();
        }
    }

    private static void fail(Exchange exchange, PlatformException failure) {
        exchange.respond(failure.code().httpStatus(), null, JSON.block(), ByteBuffer.wrap(Envelope.failure(failure)));
    }

    private static RestException noRoute(String target) {
        return new RestException(
                RestError.NO_ROUTE,
                "Could not route to " + shown(pathOf(target)) + ", perhaps your object identifier is invalid?");
    }

    private static String pathOf(String target) {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    private static String shown(String path) {
        return path.length() <= 200 ? path : path.substring(0, 200) + "…";
    }
}
