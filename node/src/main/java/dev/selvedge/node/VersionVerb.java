package dev.selvedge.node;

import java.util.Map;

/** Says which Selvedge this is. */
final class VersionVerb implements Verb {

    static final String VERSION = "0.1.0";

    @Override
    public String name() {
        return "version";
    }

    @Override
    public String summary() {
        return "say which Selvedge this is, and on which Java it runs";
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) {
        arguments.allowWords(name(), 0);
        String java = Runtime.version().toString();
        if (arguments.json()) {
            terminal.line(Json.write(Map.of("version", VERSION, "java", java)));
        } else {
            terminal.line("selvedge " + VERSION + "  (Java " + java + ")");
        }
        return 0;
    }
}
