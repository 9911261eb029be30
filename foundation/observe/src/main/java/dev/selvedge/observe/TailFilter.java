package dev.selvedge.observe;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which events a tail wants. An empty list or null lets everything through; several conditions must all hold.
 *
 * @param samplingRate share of the events between 0 and 1
 * @param outcomes     {@code ok}, {@code exception}, {@code exceededCpu} …
 * @param headerKey    lower-case name of a header that must be there; {@code headerQuery} must occur in its value
 * @param query        text that must occur in a log message
 * @param version      id of a version
 */
public record TailFilter(
        double samplingRate,
        List<String> outcomes,
        List<String> methods,
        String headerKey,
        String headerQuery,
        List<String> clientIps,
        String query,
        String version) {

    public static final TailFilter EVERYTHING = new TailFilter(1, List.of(), List.of(), "", "", List.of(), "", "");

    /** Whether {@code event} passes; {@code draw} is a random figure from 0 (inclusive) to 1 for the sampling. */
    public boolean accepts(TailEvent event, double draw) {
        return draw < samplingRate
                && (outcomes.isEmpty() || outcomes.contains(event.outcome()))
                && (methods.isEmpty() || methods.contains(event.method()))
                && (clientIps.isEmpty() || clientIps.contains(event.clientIp()))
                && (version.isEmpty() || version.equals(event.version()))
                && acceptsHeader(event.headers())
                && acceptsText(event.logTexts());
    }

    private boolean acceptsHeader(Map<String, String> headers) {
        if (headerKey.isEmpty()) {
            return true;
        }
        String value = headers.get(headerKey.toLowerCase(Locale.ROOT));
        return value != null && value.contains(headerQuery);
    }

    private boolean acceptsText(List<String> texts) {
        return query.isEmpty() || texts.stream().anyMatch(text -> text.contains(query));
    }
}
