package dev.selvedge.observe;

import java.util.List;
import java.util.Map;

/**
 * One invocation of a Worker as a tail sees it: the fields that filters look at, and the whole event as JSON.
 *
 * @param headers  of the request, lower-case names, secrets already taken out
 * @param logTexts the logged messages as text
 * @param json     the event in the platform's form, one object
 */
public record TailEvent(
        String outcome,
        String method,
        String clientIp,
        String version,
        Map<String, String> headers,
        List<String> logTexts,
        String json) {}
