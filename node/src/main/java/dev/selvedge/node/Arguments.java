package dev.selvedge.node;

import dev.selvedge.base.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was written after a verb: its options, checked against those that it understands, and its words. */
record Arguments(Map<Option, List<String>> options, List<String> words) {

    static Arguments parse(String verb, List<Option> known, List<String> args) {
        Map<Option, List<String>> options = new LinkedHashMap<>();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (!arg.startsWith("-") || arg.equals("-")) {
                words.add(arg);
                continue;
            }
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            Option option = find(verb, known, name.equals("-h") ? "--help" : name);
            String value = "";
            if (option.takesValue()) {
                value = equals >= 0 ? arg.substring(equals + 1) : next(option, args, ++i);
            } else if (equals >= 0) {
                throw CommandException.usage(name + " takes no value.");
            }
            put(options, option, value);
        }
        return new Arguments(options, words);
    }

    boolean has(Option option) {
        return options.containsKey(option);
    }

    Optional<String> value(Option option) {
        return Optional.ofNullable(options.get(option)).map(List::getLast);
    }

    boolean json() {
        return has(Option.JSON);
    }

    /** The data directory, absolute. */
    Path data() {
        return value(Option.DATA)
                .map(Path::of)
                .orElseGet(() -> Installation.root().resolve("data"))
                .toAbsolutePath()
                .normalize();
    }

    /** Refuses words behind the first {@code most}. */
    void allowWords(String verb, int most) {
        if (words.size() > most) {
            throw CommandException.usage("\"" + words.get(most) + "\" is not expected after \"" + verb + "\".");
        }
    }

    private static Option find(String verb, List<Option> known, String name) {
        for (Option option : known) {
            if (option.name().equals(name)) {
                return option;
            }
        }
        List<String> names = known.stream().map(Option::name).toList();
        String hint = Nearest.hint(name, names);
        throw CommandException.usage("\"" + verb + "\" has no option " + name + "."
                + (hint.isEmpty() ? " It has " + String.join(", ", names) + "." : hint));
    }

    private static String next(Option option, List<String> args, int index) {
        if (index >= args.size()) {
            throw CommandException.usage(
                    option.name() + " needs a value, such as " + option.name() + " " + option.example() + ".");
        }
        return args.get(index);
    }

    private static void put(Map<Option, List<String>> options, Option option, String value) {
        List<String> values = options.computeIfAbsent(option, _ -> new ArrayList<>());
        if (!values.isEmpty() && !option.repeatable()) {
            throw CommandException.usage(option.name() + " is given twice.");
        }
        values.add(value);
    }
}
