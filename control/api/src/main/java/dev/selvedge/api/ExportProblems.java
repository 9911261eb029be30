package dev.selvedge.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.RestException;
import java.util.List;

/** Everything that keeps {@code exports} from being applied, told together, so that one more try is enough. */
final class ExportProblems {

    private final ArrayNode details = Json.array();

    void add(String className, String scenario, String message, String suggestion) {
        add(className, scenario, message, suggestion, List.of());
    }

    /**
     * Adds one.
     *
     * @param scenario the API's tag for this kind of problem
     * @param users Workers whose bindings are in the way
     */
    void add(String className, String scenario, String message, String suggestion, List<String> users) {
        ObjectNode detail = details.addObject();
        detail.put("class", className)
                .put("scenario", scenario)
                .put("message", message)
                .put("suggestion", suggestion);
        if (!users.isEmpty()) {
            detail.set("referencing_scripts", Json.texts(users));
        }
    }

    void throwIfAny() {
        if (!details.isEmpty()) {
            ObjectNode more = Json.object();
            more.putObject("meta").set("details", details);
            String first = details.get(0).path("message").asText();
            throw new RestException(ApiError.EXPORTS, "Durable Object exports cannot be reconciled: " + first, more);
        }
    }
}
