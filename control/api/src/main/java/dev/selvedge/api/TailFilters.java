package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.selvedge.observe.TailFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the filters of a tail: an array in which each item sets one condition. */
final class TailFilters {

    private static final int MAX = 20;

    private TailFilters() {}

    /**
     * The filter that the body of a call describes.
     *
     * @param self address of the caller, which {@code "self"} stands for
     */
    static TailFilter read(JsonNode body, String self) {
        double rate = 1;
        List<String> outcomes = new ArrayList<>();
        List<String> methods = new ArrayList<>();
        List<String> ips = new ArrayList<>();
        String headerKey = "";
        String headerQuery = "";
        String query = "";
        String version = "";
        JsonNode filters = body.path("filters");
        if (filters.size() > MAX) {
            throw ApiError.INVALID_REQUEST.because("A tail has at most " + MAX + " filters.");
        }
        for (JsonNode filter : filters) {
            rate = filter.path("sampling_rate").asDouble(rate);
            filter.path("outcome").forEach(outcome -> outcomes.add(outcome.asText()));
            filter.path("method").forEach(method -> methods.add(method.asText().toUpperCase(Locale.ROOT)));
            filter.path("client_ip").forEach(ip -> ips.add(ip.asText().equals("self") ? self : ip.asText()));
            headerKey = filter.path("header").path("key").asText(headerKey).toLowerCase(Locale.ROOT);
            headerQuery = filter.path("header").path("query").asText(headerQuery);
            query = filter.path("query").asText(query);
            version = filter.path("scriptVersion").asText(version);
        }
        if (!(rate > 0 && rate <= 1)) {
            throw ApiError.INVALID_REQUEST.because("\"sampling_rate\" must be above 0 and at most 1.");
        }
        return new TailFilter(rate, outcomes, methods, headerKey, headerQuery, ips, query, version);
    }
}
