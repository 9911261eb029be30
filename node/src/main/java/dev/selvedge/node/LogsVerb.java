package dev.selvedge.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** Shows what the node, its engines and its Workers said, and goes on showing it with {@code --follow}. */
final class LogsVerb implements Verb {

    private static final Option FOLLOW = Option.flag("--follow", "go on until interrupted");
    private static final Option LINES = Option.value("--lines", "100", "how many lines to look back; 100 if not given");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    @Override
    public String name() {
        return "logs";
    }

    @Override
    public String summary() {
        return "show what the node and its Workers logged; one Worker's with its name";
    }

    @Override
    public String words() {
        return "[WORKER]";
    }

    @Override
    public List<Option> options() {
        return List.of(FOLLOW, LINES);
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        arguments.allowWords(name(), 1);
        String worker = arguments.words().isEmpty() ? "" : arguments.words().getFirst();
        String path = NodeRoutes.LOGS + "?lines=" + lines(arguments) + "&follow=" + arguments.has(FOLLOW) + "&worker="
                + URLEncoder.encode(worker, StandardCharsets.UTF_8);
        NodeClient client = NodeClient.of(new DataDirectory(arguments.data()));
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(client.open("GET", path), StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            while (line != null) {
                terminal.line(arguments.json() ? line : pretty(Json.readObject(line), terminal));
                line = reader.readLine();
            }
        }
        return 0;
    }

    private static int lines(Arguments arguments) {
        String text = arguments.value(LINES).orElse("100");
        try {
            return Math.clamp(Integer.parseInt(text), 0, 1_000_000);
        } catch (NumberFormatException e) {
            throw CommandException.usage("--lines: \"" + text + "\" is not a number of lines.");
        }
    }

    private static String pretty(Map<String, Object> line, Terminal terminal) {
        String level = Json.text(line, "level");
        String script = Json.text(line, "worker");
        String who = script.isEmpty() ? Json.text(line, "source") : script.substring(script.indexOf('/') + 1);
        return LogLines.text(
                timeOf(Json.number(line, "time")),
                level,
                who,
                Json.text(line, "ray"),
                Json.text(line, "message"),
                terminal);
    }

    static String timeOf(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault()));
    }
}
