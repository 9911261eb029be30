package dev.selvedge.node;

import dev.selvedge.base.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists every configuration key with its value; {@code config check} only says whether all is well. */
final class ConfigVerb implements Verb {

    @Override
    public String name() {
        return "config";
    }

    @Override
    public String summary() {
        return "list every configuration key with its value and meaning, or check a file";
    }

    @Override
    public String words() {
        return "[check]";
    }

    @Override
    public List<Option> options() {
        return Option.NODE;
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) {
        arguments.allowWords(name(), 1);
        boolean check = !arguments.words().isEmpty();
        if (check && !arguments.words().getFirst().equals("check")) {
            throw CommandException.usage("\"config\" knows only the word \"check\", not \""
                    + arguments.words().getFirst() + "\".");
        }
        List<Settings.Key> keys = NodeConfig.load(arguments).settings().keys();
        if (arguments.json()) {
            terminal.line(Json.write(Map.of("valid", true, "keys", check ? List.of() : asObjects(keys))));
        } else if (check) {
            terminal.line("The configuration is valid.");
        } else {
            print(keys, terminal);
        }
        return 0;
    }

    private static List<Map<String, Object>> asObjects(List<Settings.Key> keys) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Settings.Key key : keys) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("key", key.name());
            object.put("value", key.value());
            object.put("default", key.fallback());
            object.put("meaning", key.meaning());
            objects.add(object);
        }
        return objects;
    }

    private static void print(List<Settings.Key> keys, Terminal terminal) {
        String table = "";
        for (Settings.Key key : keys) {
            String prefix = key.name().substring(0, key.name().indexOf('.'));
            if (!prefix.equals(table)) {
                terminal.line((table.isEmpty() ? "" : "\n") + terminal.bold("[" + prefix + "]"));
                table = prefix;
            }
            String name = key.name().substring(prefix.length() + 1);
            String changed = key.value().equals(key.fallback()) ? "" : "   (default " + key.fallback() + ")";
            terminal.line(
                    "%-12s = %-20s %s".formatted(name, key.value(), terminal.faint("# " + key.meaning()) + changed));
        }
    }
}
