package dev.selvedge.node;

import java.util.List;

/** Lists the verbs, or explains one. */
final class HelpVerb implements Verb {

    @Override
    public String name() {
        return "help";
    }

    @Override
    public String summary() {
        return "list the verbs, or explain one";
    }

    @Override
    public String words() {
        return "[VERB]";
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) {
        arguments.allowWords(name(), 1);
        if (arguments.words().isEmpty()) {
            list(terminal);
        } else {
            explain(Main.verb(arguments.words().getFirst()), terminal);
        }
        return 0;
    }

    private static void list(Terminal terminal) {
        terminal.line(terminal.bold("Selvedge") + ", the edge cloud that you own.");
        terminal.line("");
        terminal.line("Usage: selvedge VERB [OPTIONS]");
        terminal.line("");
        for (Verb verb : Verbs.ALL) {
            terminal.line("  %-9s %s".formatted(verb.name(), verb.summary()));
        }
        terminal.line("");
        terminal.line("`selvedge help VERB` explains one; every verb takes --json and --data DIR.");
    }

    static void explain(Verb verb, Terminal terminal) {
        terminal.line("selvedge " + verb.name() + (verb.words().isEmpty() ? "" : " " + verb.words()) + ": "
                + verb.summary() + ".");
        terminal.line("");
        printOptions(verb.allOptions(), terminal);
    }

    private static void printOptions(List<Option> options, Terminal terminal) {
        for (Option option : options) {
            String shape = option.takesValue() ? option.name() + " " + option.example() : option.name();
            terminal.line("  %-26s %s".formatted(shape, option.meaning()));
        }
    }
}
