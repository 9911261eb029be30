package dev.selvedge.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.rest.Json;
import java.util.List;

/** What became of the {@code exports} of a deployment, in the form that wrangler prints. */
final class ReconciliationReport {

    private final ObjectNode json = Json.object();

    ReconciliationReport() {
        for (String list : List.of(
                "created",
                "updated",
                "deleted",
                "renamed",
                "transferred",
                "transfer_pending",
                "warnings",
                "info",
                "removable_entries")) {
            json.putArray(list);
        }
    }

    ObjectNode json() {
        return json;
    }

    void created(String name) {
        list("created").add(name);
    }

    void deleted(String name) {
        list("deleted").add(name);
    }

    void renamed(String from, String to) {
        list("renamed").addObject().put("from", from).put("to", to);
    }

    void transferred(String name, String to) {
        list("transferred").addObject().put("class", name).put("to", to).put("phase", "committed");
    }

    void pending(String name, String from) {
        list("transfer_pending").addObject().put("class", name).put("from", from);
    }

    void removable(String name) {
        list("removable_entries").add(name);
    }

    void info(String name, String scenario, String message, List<String> users) {
        ObjectNode info = list("info")
                .addObject()
                .put("class", name)
                .put("scenario", scenario)
                .put("message", message);
        if (!users.isEmpty()) {
            info.set("referencing_scripts", Json.texts(users));
        }
    }

    private ArrayNode list(String name) {
        return (ArrayNode) json.path(name);
    }
}
