package dev.selvedge.node;

import java.util.ArrayList;
import java.util.List;

/** One thing that the program does when asked for by name. */
interface Verb {

    String name();

    /** One line for the list of verbs. */
    String summary();

    /** What may follow the name, such as {@code [WORKER]}; empty if only options do. */
    default String words() {
        return "";
    }

    /** Options beside the common ones. */
    default List<Option> options() {
        return List.of();
    }

    /** Does it. A {@link CommandException} ends the program with its sentence. */
    int run(Arguments arguments, Terminal terminal) throws Exception;

    default List<Option> allOptions() {
        List<Option> all = new ArrayList<>(options());
        all.addAll(Option.COMMON);
        return all;
    }
}
