package dev.selvedge.node;

import dev.selvedge.base.Clock;
import dev.selvedge.observe.LogLine;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a node prints once it serves, and the few log lines that follow on the same terminal. */
final class Banner {

    private Banner() {}

    /** Milliseconds since this process was started, by the operating system's account. */
    static long sinceProcessStart(Clock clock) {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> clock.wallMillis() - start.toEpochMilli())
                .orElse(0L);
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
                + "%.1f s".formatted(millis / 1000.0));
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
