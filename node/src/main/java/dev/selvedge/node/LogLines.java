package dev.selvedge.node;

import dev.selvedge.observe.LogLine;
import java.util.LinkedHashMap;
import java.util.Map;

/** Log lines as people and as programs read them. */
final class LogLines {

    private LogLines() {}

    static String text(String time, String level, String who, String ray, String message, Terminal terminal) {
        String mark = switch (level) {
            case "error" -> terminal.bad("error");
            case "warn" -> terminal.bad("warn ");
            default -> "%-5s".formatted(level);
        };
        String rest = harmless(message) + (ray.isEmpty() ? "" : "  " + terminal.faint(ray));
        return terminal.faint(time) + "  " + mark + "  " + "%-12s".formatted(who) + "  " + rest;
    }

    static String json(LogLine line) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("time", line.timeMillis());
        object.put("level", line.level());
        object.put("source", line.source());
        object.put("worker", line.script());
        object.put("ray", line.ray());
        object.put("message", line.message());
        return Json.write(object);
    }

    /** {@code hello} means the Worker of that name in any account, {@code account/hello} one of them, nothing all lines. */
    static boolean isOf(String script, String worker) {
        return worker.isEmpty() || script.equals(worker) || script.endsWith("/" + worker);
    }

    /** A Worker chooses the text: without this it could move the cursor or recolour the terminal of whoever reads it. */
    static String harmless(String message) {
        StringBuilder text = new StringBuilder(message.length());
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            text.append(Character.isISOControl(c) && c != '\t' && c != '\n' ? '\ufffd' : c);
        }
        return text.toString();
    }
}
