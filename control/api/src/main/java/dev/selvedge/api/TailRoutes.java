package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.TokenScope;
import dev.selvedge.net.Exchange;
import dev.selvedge.net.Headers;
import dev.selvedge.net.WebSocketOptions;
import dev.selvedge.rest.Access;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.Router;
import java.io.IOException;
import java.util.List;

/** {@code wrangler tail}: a session is made by a call, and followed over a WebSocket whose URL is the credential. */
final class TailRoutes {

    private static final Access TAIL = Access.signedIn();
    private static final String TAILS = ControlApi.SCRIPT + "/tails";
    private static final String SOCKET = ControlApi.BASE + "/tails/{secret}";
    private static final String PROTOCOL = "trace-v1";
    private static final int MAX_MESSAGE = 64 << 10;

    /** Wrangler sends its first frame unmasked, which RFC 6455 forbids; it closes by itself. */
    private static final WebSocketOptions OPTIONS = new WebSocketOptions(MAX_MESSAGE, MAX_MESSAGE, true, true, 5_000);

    private final ApiPorts ports;
    private final TailSessions sessions;

    TailRoutes(ApiPorts ports, TailSessions sessions) {
        this.ports = ports;
        this.sessions = sessions;
    }

    void addTo(Router router) {
        router.add("POST", TAILS, TAIL, this::create)
                .add("GET", TAILS, TAIL, this::list)
                .add("DELETE", TAILS + "/{tail}", TAIL, this::delete)
                .add("GET", SOCKET, Access.open(), this::follow);
    }

    private static void requirePermission(Request request) {
        Caller caller = Caller.of(request);
        if (!caller.may(TokenScope.TAIL_READ.label()) && !caller.may(TokenScope.WORKERS_WRITE.label())) {
            throw new dev.selvedge.rest.RestException(dev.selvedge.rest.RestError.NOT_ALLOWED, "Authentication error");
        }
    }

    private Reply create(Request request) throws IOException {
        requirePermission(request);
        Look.script(ports, request);
        byte[] body = request.bytes(MAX_MESSAGE);
        JsonNode filters = body.length == 0 ? Json.object() : Json.parse(body, "the request body");
        TailSession session = sessions.create(
                request.path("account"), request.path("script"), TailFilters.read(filters, request.peerAddress()));
        Exchange exchange = request.exchange();
        String url = (exchange.secure() ? "wss://" : "ws://") + exchange.authority() + ControlApi.BASE + "/tails/"
                + session.secret();
        return Reply.of(json(session).put("url", url));
    }

    private static ObjectNode json(TailSession session) {
        return Json.object().put("id", session.id()).put("expires_at", Ids.time(session.expiresMillis()));
    }

    private Reply list(Request request) {
        requirePermission(request);
        Look.script(ports, request);
        ArrayNode array = Json.array();
        sessions.of(request.path("account"), request.path("script")).forEach(session -> array.add(json(session)));
        return Reply.of(array);
    }

    private Reply delete(Request request) {
        requirePermission(request);
        List<TailSession> found = sessions.of(request.path("account"), request.path("script")).stream()
                .filter(session -> session.id().equals(request.path("tail")))
                .toList();
        if (found.isEmpty()) {
            throw ApiError.NOT_FOUND.because("The Worker has no such tail.");
        }
        found.forEach(sessions::end);
        return Reply.nothing();
    }

    private Reply follow(Request request) {
        TailSession session = sessions.bySecret(request.path("secret"))
                .orElseThrow(() -> ApiError.NOT_FOUND.because("This tail does not exist or has ended."));
        Exchange exchange = request.exchange();
        boolean spoken = request.headers().get("sec-websocket-protocol", "").contains(PROTOCOL);
        if (!exchange.webSocketRequested()) {
            throw ApiError.INVALID_REQUEST.because("This address is for WebSockets.");
        }
        Headers headers = spoken ? Headers.of("sec-websocket-protocol", PROTOCOL) : Headers.EMPTY;
        exchange.loop().execute(() -> session.connected(exchange.acceptWebSocket(headers.block(), OPTIONS, session)));
        return new Reply.Taken();
    }
}
