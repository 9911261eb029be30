package dev.selvedge.engine;

import dev.selvedge.base.RandomSource;
import dev.selvedge.durable.ActorId;
import dev.selvedge.durable.ActorNamespace;
import dev.selvedge.durable.Jurisdiction;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes and checks the ids of objects for one Worker; it has few namespaces, whose keys are kept. */
final class ActorIds {
    private static final int MOST_NAMESPACES = 64;

    private final RandomSource random;
    private final Map<String, ActorNamespace> namespaces = new LinkedHashMap<>();

    ActorIds(RandomSource random) {
        this.random = random;
    }

    /**
     * After the operation's number: the namespace, the jurisdiction or an empty text, what is wanted, and a text.
     *
     * @return the digits of an id, or for a check whether the digits are one of the namespace's (and the jurisdiction's, if there is
     *     one)
     */
    Object call(@Nullable Object[] arguments) {
        ActorNamespace namespace = namespace(Arguments.text(arguments, 1));
        String label = Arguments.text(arguments, 2);
        String text = Arguments.text(arguments, 4);
        return switch (Arguments.text(arguments, 3)) {
            case "name" -> namespace.named(jurisdiction(label), text).hex();
            case "unique" -> namespace.unique(jurisdiction(label), random).hex();
            case "check" -> {
                ActorId id = namespace.parse(text);
                yield id != null && (label.isEmpty() || id.jurisdiction() == Jurisdiction.ofLabel(label));
            }
            default -> throw new HostFailure("Error", "no such kind of id");
        };
    }

    private ActorNamespace namespace(String id) {
        if (!namespaces.containsKey(id) && namespaces.size() >= MOST_NAMESPACES) {
            namespaces.remove(namespaces.keySet().iterator().next());
        }
        return namespaces.computeIfAbsent(id, ActorNamespace::new);
    }

    private static Jurisdiction jurisdiction(String label) {
        Jurisdiction known = Jurisdiction.ofLabel(label);
        if (known == null) {
            throw new HostFailure("Error", "Unsupported jurisdiction: " + label);
        }
        return known;
    }
}
