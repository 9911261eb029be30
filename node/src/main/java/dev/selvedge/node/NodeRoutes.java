package dev.selvedge.node;

import dev.selvedge.base.Bytes;
import dev.selvedge.observe.Counters;
import dev.selvedge.rest.Access;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.RestError;
import dev.selvedge.rest.RestException;
import dev.selvedge.rest.Router;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the node itself answers on its API port: to monitors ({@code /ready}, {@code /metrics}), and to the command line of
 * whoever owns the data directory ({@code /selvedge/…}).
 */
record NodeRoutes(
        Readiness readiness, Counters counters, Tokens tokens, LogStream logs, Supplier<Map<String, Object>> status) {

    static final String STATUS = "/selvedge/status";
    static final String LOGS = "/selvedge/logs";
    static final String TOKENS = "/selvedge/tokens";

    private static final String JSON = "application/json";
    private static final Access OWNER = Access.needs("admin");

    void addTo(Router router) {
        router.add("GET", "/ready", Access.open(), _ -> ready())
                .add("GET", "/metrics", Access.open(), _ -> metrics())
                .add("GET", STATUS, OWNER, request -> object(request, status.get()))
                .add("GET", LOGS, OWNER, request -> logs.answer(owners(request)));
        for (String method : new String[] {"GET", "POST", "DELETE"}) {
            router.add(method, TOKENS, OWNER, this::tokens);
        }
    }

    private Reply ready() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("ready", readiness.ready());
        body.put("waiting", readiness.waiting());
        return Reply.text(readiness.ready() ? 200 : 503, JSON, Bytes.utf8(Json.write(body) + "\n"));
    }

    private Reply metrics() {
        return Reply.text(200, "text/plain; version=0.0.4; charset=utf-8", Bytes.utf8(counters.prometheus()));
    }

    private Reply tokens(Request request) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String name : new String[] {"name", "account", "scope", "id"}) {
            request.query(name).ifPresent(value -> query.put(name, value));
        }
        return object(request, tokens.perform(owners(request).method(), query));
    }

    private static Reply object(Request request, Map<String, Object> body) {
        owners(request);
        return Reply.text(200, JSON, Bytes.utf8(Json.write(body) + "\n"));
    }

    /** A token that rules one account alone does not rule the node. */
    private static Request owners(Request request) {
        if (!request.principal().opens("every account")) {
            throw new RestException(RestError.NOT_ALLOWED, "This needs a token of the node's owner.");
        }
        return request;
    }
}
