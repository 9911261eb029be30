package dev.selvedge.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
        int count = lines(arguments);
        DataDirectory data = new DataDirectory(arguments.data());
        if (!NodeFile.read(data).running()) {
            if (arguments.has(FOLLOW)) {
                throw CommandException.failed(
                        "The node in " + data.root() + " does not run: there is nothing to follow.");
            }
            lastOfFile(data.logFile(), worker, count).forEach(line -> show(line, arguments, terminal));
            return 0;
        }
        String path = NodeRoutes.LOGS + "?lines=" + count + "&follow=" + arguments.has(FOLLOW) + "&worker="
                + URLEncoder.encode(worker, StandardCharsets.UTF_8);
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(NodeClient.of(data).open("GET", path), StandardCharsets.UTF_8))) {
            reader.lines().forEach(line -> show(line, arguments, terminal));
        }
        return 0;
    }

    /** What a node that has ended left behind. */
    private static List<String> lastOfFile(Path file, String worker, int count) throws IOException {
        Deque<String> last = new ArrayDeque<>();
        try (Stream<String> lines = Files.lines(file)) {
            lines.filter(line -> LogLines.isOf(Json.text(parsed(line), "worker"), worker))
                    .forEach(line -> {
                        last.addLast(line);
                        if (last.size() > count) {
                            last.removeFirst();
                        }
                    });
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return List.copyOf(last);
    }

    private static void show(String line, Arguments arguments, Terminal terminal) {
        terminal.line(arguments.json() ? line : pretty(parsed(line), terminal));
    }

    /** A line that was cut short by a crash counts as empty. */
    private static Map<String, Object> parsed(String line) {
        try {
            return Json.readObject(line);
        } catch (IOException e) {
            return Map.of("message", line);
        }
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
