package dev.selvedge.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.observe.TailEvent;
import dev.selvedge.turn.ControlMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One finished invocation on its way to the log ring and the tails.
 *
 * @param details JSON of its logs and exceptions as the isolate sent it, or null
 * @param subject what started it; null if no tail wants to know
 */
@SuppressWarnings("ArrayRecordComponent")
record Invocation(
        String key,
        String script,
        String version,
        String ray,
        Outcome outcome,
        int status,
        long startMillis,
        @Nullable TailSubject subject,
        byte @Nullable [] details) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String REDACTED = "REDACTED";
    private static final Pattern SENSITIVE = Pattern.compile("cookie|auth|key|secret|token|jwt");
    private static final Pattern LONG_HEX = Pattern.compile("[0-9a-fA-F]{32,}");

    void report(WorkersPorts ports) {
        JsonNode parsed = parse();
        JsonNode logs = parsed.path("logs");
        JsonNode exceptions = parsed.path("exceptions");
        List<String> texts = new ArrayList<>();
        for (JsonNode log : logs) {
            String text = text(log.path("message"));
            texts.add(text);
            ports.logs().append(log.path("level").asText("log"), "worker", key, ray, text);
        }
        for (JsonNode exception : exceptions) {
            ports.logs().append("error", "worker", key, ray, exceptionText(exception));
        }
        if (subject != null) {
            ports.tails().publish(key, () -> event(subject, logs, exceptions, texts));
        }
    }

    private JsonNode parse() {
        if (details == null) {
            return ControlMessage.object();
        }
        try {
            return JSON.readTree(details);
        } catch (IOException e) {
            return ControlMessage.object();
        }
    }

    private static String exceptionText(JsonNode exception) {
        String stack = exception.path("stack").asText("");
        return stack.isEmpty()
                ? exception.path("name").asText("Error") + ": "
                        + exception.path("message").asText("")
                : stack;
    }

    /** The arguments of one console call in one line, as a terminal would show them. */
    private static String text(JsonNode message) {
        StringBuilder line = new StringBuilder();
        for (JsonNode part : message) {
            line.append(line.isEmpty() ? "" : " ").append(part.isTextual() ? part.asText() : part.toString());
        }
        return line.toString();
    }

    private TailEvent event(TailSubject what, JsonNode logs, JsonNode exceptions, List<String> texts) {
        ObjectNode json = ControlMessage.object();
        json.put("outcome", outcome.word()).put("scriptName", script);
        json.putObject("scriptVersion").put("id", version);
        json.putArray("diagnosticsChannelEvents");
        json.set("exceptions", exceptions.isArray() ? exceptions : JSON.createArrayNode());
        json.set("logs", logs.isArray() ? logs : JSON.createArrayNode());
        json.put("eventTimestamp", startMillis);
        return switch (what) {
            case TailSubject.Fetch fetch -> fetch(json, fetch, texts);
            case TailSubject.Alarm(long scheduledMillis) -> {
                String time = Instant.ofEpochMilli(scheduledMillis).toString();
                json.putObject("event").put("scheduledTime", time);
                yield new TailEvent(outcome.word(), "", "", version, Map.of(), texts, json.toString());
            }
            case TailSubject.Socket(String type) -> {
                json.putObject("event").putObject("getWebSocketEvent").put("webSocketEventType", type);
                yield new TailEvent(outcome.word(), "", "", version, Map.of(), texts, json.toString());
            }
            case TailSubject.Call(String method, String entrypoint) -> {
                json.put("entrypoint", entrypoint);
                json.putObject("event").put("rpcMethod", method);
                yield new TailEvent(outcome.word(), "", "", version, Map.of(), texts, json.toString());
            }
            case TailSubject.Scheduled scheduled -> {
                json.putObject("event").put("cron", scheduled.cron()).put("scheduledTime", scheduled.scheduledMillis());
                yield new TailEvent(outcome.word(), "", "", version, Map.of(), texts, json.toString());
            }
        };
    }

    private TailEvent fetch(ObjectNode json, TailSubject.Fetch fetch, List<String> texts) {
        Map<String, String> headers = new LinkedHashMap<>();
        fetch.headers().forEach((name, value) -> headers.put(name, sensitive(name) ? REDACTED : value));
        ObjectNode event = json.putObject("event");
        ObjectNode request = event.putObject("request");
        request.put("url", LONG_HEX.matcher(fetch.url()).replaceAll(REDACTED)).put("method", fetch.method());
        ObjectNode headersJson = request.putObject("headers");
        headers.forEach(headersJson::put);
        request.set("cf", cf(fetch.cf()));
        event.putObject("response").put("status", status);
        return new TailEvent(
                outcome.word(), fetch.method(), fetch.clientIp(), version, headers, texts, json.toString());
    }

    private static JsonNode cf(String cf) {
        try {
            return cf.isEmpty() ? ControlMessage.object() : JSON.readTree(cf);
        } catch (IOException e) {
            return ControlMessage.object();
        }
    }

    private static boolean sensitive(String name) {
        return SENSITIVE.matcher(name).find();
    }
}
