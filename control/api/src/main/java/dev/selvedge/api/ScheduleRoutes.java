package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.Cron;
import dev.selvedge.catalog.Script;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.Router;
import dev.selvedge.workers.CronSchedule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Cron triggers of a Worker. */
final class ScheduleRoutes {

    private static final String SCHEDULES = ControlApi.SCRIPT + "/schedules";

    private final ApiPorts ports;

    ScheduleRoutes(ApiPorts ports) {
        this.ports = ports;
    }

    void addTo(Router router) {
        router.add("GET", SCHEDULES, ScriptRoutes.READ, request -> Reply.of(json(Look.script(ports, request))))
                .add("PUT", SCHEDULES, ScriptRoutes.WRITE, this::replace);
    }

    private static ObjectNode json(Script script) {
        ObjectNode json = Json.object();
        ArrayNode schedules = json.putArray("schedules");
        for (Cron cron : script.crons()) {
            schedules
                    .addObject()
                    .put("cron", cron.expression())
                    .put("created_on", Ids.time(cron.createdMillis()))
                    .put("modified_on", Ids.time(cron.modifiedMillis()));
        }
        return json;
    }

    private Reply replace(Request request) throws IOException {
        JsonNode body = request.json();
        if (!body.isArray()) {
            throw ApiError.INVALID_REQUEST.because("The body must be an array of {\"cron\": …}.");
        }
        ports.catalog().commit(view -> {
            Script script = Look.script(view, request.path("account"), request.path("script"));
            List<Cron> crons = crons(body, script);
            int others = view.scripts(script.accountId()).stream()
                    .filter(other -> !other.name().equals(script.name()))
                    .mapToInt(other -> other.crons().size())
                    .sum();
            if (others + crons.size() > ports.limits().crons()) {
                throw ApiError.TOO_MANY.because(
                        "An account has at most " + ports.limits().crons() + " cron triggers.");
            }
            return List.of(new Change.PutScript(script.head().withCrons(crons)));
        });
        return Reply.of(json(Look.script(ports, request)));
    }

    private List<Cron> crons(JsonNode body, Script script) {
        long now = ports.clock().wallMillis();
        List<Cron> crons = new ArrayList<>();
        for (JsonNode item : body) {
            String expression = item.path("cron").asText().strip();
            if (expression.length() > 200 || CronSchedule.parse(expression).isEmpty()) {
                throw ApiError.INVALID_CRON.because("invalid cron string: '" + Zones.shown(expression) + "'");
            }
            Cron known = script.crons().stream()
                    .filter(cron -> cron.expression().equals(expression))
                    .findFirst()
                    .orElse(new Cron(expression, now, now));
            if (!crons.contains(known)) {
                crons.add(known);
            }
        }
        return crons;
    }
}
