package dev.selvedge.node;

import dev.selvedge.base.Durations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says how the node is. Exit code 0 if it serves, 1 if it does not. */
final class StatusVerb implements Verb {

    @Override
    public String name() {
        return "status";
    }

    @Override
    public String summary() {
        return "say how the node, its engines and its Workers are";
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) {
        arguments.allowWords(name(), 0);
        NodeFile node = NodeFile.read(new DataDirectory(arguments.data()));
        if (!node.running()) {
            return notRunning(node, arguments, terminal);
        }
        Map<String, Object> status =
                NodeClient.of(new DataDirectory(arguments.data())).ask("GET", NodeRoutes.STATUS);
        if (arguments.json()) {
            terminal.line(Json.write(status));
        } else {
            print(node, status, terminal);
        }
        return Boolean.TRUE.equals(status.get("ready")) ? 0 : 1;
    }

    private static int notRunning(NodeFile node, Arguments arguments, Terminal terminal) {
        if (arguments.json()) {
            Map<String, Object> object = new LinkedHashMap<>(node.toObject());
            object.put("running", false);
            object.put("ready", false);
            terminal.line(Json.write(object));
        } else {
            terminal.line("The node in " + arguments.data() + " does not run; start it with ./selvedge up.");
        }
        return 1;
    }

    private static void print(NodeFile node, Map<String, Object> status, Terminal terminal) {
        boolean ready = Boolean.TRUE.equals(status.get("ready"));
        String up = Durations.format(Duration.ofSeconds(Json.number(status, "upMillis") / 1000));
        terminal.line("Node      " + (ready ? terminal.good("ready") : terminal.bad("not ready")) + ", process "
                + node.pid() + ", up " + up + ", " + mebibytes(Json.number(status, "residentBytes")));
        terminal.line("Workers   " + node.workerUrl() + "   (" + Json.number(status, "workers") + " deployed)");
        terminal.line("API       " + node.apiUrl() + "/client/v4");
        if (status.get("waiting") instanceof List<?> waiting && !waiting.isEmpty()) {
            terminal.line("Waiting   for "
                    + String.join(", ", waiting.stream().map(String::valueOf).toList()));
        }
        for (Map<String, Object> engine : Json.objects(status, "engines")) {
            terminal.line("Engine %-2d %s, process %d, cordon %s, %d isolates, %d in flight, %s, %d restarts"
                    .formatted(
                            Json.number(engine, "number"),
                            Json.text(engine, "state"),
                            Json.number(engine, "pid"),
                            Json.text(engine, "cordon"),
                            Json.number(engine, "isolates"),
                            Json.number(engine, "inFlight"),
                            mebibytes(Json.number(engine, "residentBytes")),
                            Json.number(engine, "restarts")));
        }
        for (Map<String, Object> suspect : Json.objects(status, "suspects")) {
            terminal.line(terminal.bad("Suspect   ") + Json.text(suspect, "worker") + " is "
                    + Json.text(suspect, "standing") + " after ending " + Json.number(suspect, "kills") + " engines");
        }
    }

    private static String mebibytes(long bytes) {
        return bytes / (1 << 20) + " MiB";
    }
}
