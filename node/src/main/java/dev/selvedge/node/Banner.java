package dev.selvedge.node;

import dev.selvedge.observe.LogLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a node prints once it serves, and the few log lines that follow on the same terminal. */
final class Banner {

    private Banner() {}

    /**
     * Milliseconds since this process was started, 0 where the system does not tell. Linux counts both times from its own
     * start in hundredths of a second; the JDK's start time of a process is only good to the second.
     */
    static long sinceProcessStart() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            // The name in parentheses may hold anything; the start is the twentieth field behind it.
            String started = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 21)[19];
            String up = Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0];
            return Math.round(Double.parseDouble(up) * 1000) - Long.parseLong(started) * 10;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    static void print(NodeFile node, NodeConfig config, Terminal terminal, boolean json, long millis) {
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>(node.toObject());
            object.put("data", config.data().toString());
            object.put("readyMillis", millis);
            terminal.line(Json.write(object));
            return;
        }
        String data = shown(config.data());
        terminal.line("");
        terminal.line("  " + terminal.bold("Selvedge " + node.version()) + terminal.faint("  data ") + data
                + terminal.faint("  ready in ")
                + "%.2f s".formatted(millis / 1000.0));
        terminal.line("");
        terminal.line("  ├─ Workers   " + terminal.bold(node.workerUrl()));
        if (node.https() != 0) {
            terminal.line("  ├─ Workers   https://<worker>." + node.suffix() + ":" + node.https()
                    + terminal.faint("  trust " + data + "/tls/ca.pem"));
        }
        terminal.line("  ├─ API       " + terminal.bold(node.apiUrl() + "/client/v4"));
        terminal.line("  └─ Token     in " + data + "/token" + terminal.faint("  account " + node.account()));
        terminal.line("");
        terminal.line("  Deploy something");
        terminal.line(
                "    eval \"$(" + command("env", data) + ")\"" + terminal.faint("     # points wrangler at this node"));
        terminal.line("    npx wrangler deploy");
        terminal.line("");
        terminal.line(terminal.faint(
                isLoopback(node.host())
                        ? "  Only this machine reaches it; --host 0.0.0.0 lets others in. Ctrl-C stops it."
                        : "  Other machines reach it at " + node.host() + ". Ctrl-C stops it."));
    }

    static void log(LogLine line, Terminal terminal, boolean json) {
        if (json) {
            terminal.line(LogLines.json(line));
        } else if (line.script().isEmpty() && !line.level().equals("debug")) {
            terminal.line("  "
                    + LogLines.text(
                            LogsVerb.timeOf(line.timeMillis()),
                            line.level(),
                            line.source(),
                            line.ray(),
                            line.message(),
                            terminal));
        }
    }

    private static String command(String verb, String data) {
        return "./selvedge " + verb + (data.equals("./data") ? "" : " --data " + data);
    }

    private static String shown(Path data) {
        Path here = Path.of("").toAbsolutePath();
        return data.startsWith(here) ? "./" + here.relativize(data) : data.toString();
    }

    private static boolean isLoopback(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("127.") || lower.equals("localhost") || lower.equals("::1");
    }
}
