package dev.selvedge.catalog;

import java.util.List;

/** A class or object that a Worker exports under a name, and the handlers it has. */
public record NamedHandler(String name, List<String> handlers) {
    public NamedHandler {
        handlers = List.copyOf(handlers);
    }
}
