package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.selvedge.rest.Envelope;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import java.util.List;
import java.util.function.Function;

/** Lists by {@code page} and {@code per_page}. A page past the end is empty, or the SDK would ask for ever. */
final class Pages {

    private static final int PER_PAGE = 100;
    private static final int MOST = 1000;

    private Pages() {}

    static <T> Reply of(Request request, List<T> all, Function<T, ? extends JsonNode> each) {
        int page = request.query("page", 1, 1, Integer.MAX_VALUE);
        int perPage = request.query("per_page", PER_PAGE, 1, MOST);
        long from = Math.min((page - 1L) * perPage, all.size());
        List<T> shown = all.subList((int) from, (int) Math.min(from + perPage, all.size()));
        ArrayNode result = Json.array();
        shown.forEach(item -> result.add(each.apply(item)));
        return new Reply.Result(200, result, Envelope.page(page, perPage, shown.size(), all.size()));
    }
}
