package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which bindings a version will have: those that the upload gives, those that it inherits by name, and those that stay
 * because of their type. Resolved against the version that is the latest at the moment of the commit, so that a secret
 * that was put meanwhile is not lost.
 *
 * @param given in the order of the upload
 * @param kept types that stay where the upload does not redefine the name; secrets always do
 * @param strict whether a binding that cannot be inherited is an error
 */
record BindingPlan(List<Item> given, Set<String> kept, boolean strict, int most) {

    /** A binding by name; without value it is inherited. */
    record Item(String name, @Nullable Binding binding) {}

    /** What secrets are kept for, whether the client asks for it or not. */
    private static final Set<String> ALWAYS = Set.of("secret_text", "secret_key");

    static BindingPlan read(JsonNode metadata, BindingReader reader, boolean strict, int most) {
        List<Item> given = new ArrayList<>();
        Set<String> names = new HashSet<>();
        JsonNode bindings = metadata.path("bindings");
        if (!bindings.isMissingNode() && !bindings.isArray()) {
            throw ApiError.INVALID_SCRIPT.because("\"bindings\" must be an array.");
        }
        for (JsonNode json : bindings) {
            String name = BindingReader.name(json);
            if (!names.add(name)) {
                throw ApiError.INVALID_SCRIPT.because("The binding name \"" + name + "\" is used twice.");
            }
            given.add(new Item(name, reader.read(json)));
        }
        Set<String> kept = new HashSet<>(ALWAYS);
        metadata.path("keep_bindings").forEach(type -> kept.add(type.asText()));
        return new BindingPlan(List.copyOf(given), Set.copyOf(kept), strict, most);
    }

    /** The previous version's bindings as they are. */
    static BindingPlan unchanged(int most) {
        return new BindingPlan(List.of(), Set.of("*"), false, most);
    }

    /**
     * The bindings of the version.
     *
     * @param previous the latest version, which gives what is inherited
     * @param objects gives bindings to Durable Objects their namespace
     */
    List<Binding> resolve(Optional<Version> previous, UnaryOperator<Binding> objects) {
        List<Binding> bindings = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Item item : given) {
            Optional<Binding> binding = item.binding() != null
                    ? Optional.of(item.binding())
                    : previous.flatMap(version -> version.binding(item.name()));
            if (binding.isEmpty() && strict) {
                throw ApiError.NOTHING_TO_INHERIT.because(
                        "The binding \"" + item.name() + "\" cannot be inherited: the previous version has none.");
            }
            binding.map(objects).ifPresent(bindings::add);
            names.add(item.name());
        }
        previous.map(Version::bindings).orElse(List.of()).stream()
                .filter(binding ->
                        !names.contains(binding.name()) && (kept.contains("*") || kept.contains(binding.type())))
                .map(objects)
                .forEach(bindings::add);
        long variables = bindings.stream().filter(BindingPlan::isVariable).count();
        if (variables > most) {
            throw ApiError.TOO_MANY_BINDINGS.because(
                    "The Worker has " + variables + " variables and secrets; the limit is " + most + ".");
        }
        return bindings;
    }

    private static boolean isVariable(Binding binding) {
        return switch (binding) {
            case Binding.PlainText plain -> true;
            case Binding.Json json -> true;
            case Binding.SecretText secret -> true;
            case Binding.SecretKey key -> true;
            case Binding.Service service -> false;
            case Binding.VersionMetadata metadata -> false;
            case Binding.Part part -> false;
            case Binding.DurableObject objects -> false;
        };
    }
}
