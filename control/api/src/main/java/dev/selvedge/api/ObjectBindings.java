package dev.selvedge.api;

import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.NamedHandler;
import dev.selvedge.catalog.ObjectNamespace;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Gives bindings to Durable Objects the namespace that they mean, or says why there is none.
 *
 * @param table the classes of the Worker itself, as the upload leaves them
 * @param declared what the upload declares without making it true yet
 */
record ObjectBindings(ClassTable table, Exports declared) implements UnaryOperator<Binding> {

    private static final String NOWHERE = "0".repeat(32);

    /** For an upload that changes no classes. */
    static ObjectBindings of(ClassTable table) {
        return new ObjectBindings(table, new Exports(Map.of()));
    }

    /** For the probe, before anything is known of the classes: a namespace that nothing is in. */
    static Binding unknown(Binding binding) {
        return binding instanceof Binding.DurableObject objects
                        && objects.namespaceId().isEmpty()
                ? new Binding.DurableObject(
                        objects.name(), objects.className(), objects.script(), objects.environment(), NOWHERE)
                : binding;
    }

    @Override
    public Binding apply(Binding binding) {
        if (!(binding instanceof Binding.DurableObject objects)) {
            return binding;
        }
        ObjectNamespace namespace = objects.namespaceId().isEmpty() ? byClass(objects) : byId(objects);
        boolean own = namespace.script().equals(table.script());
        return new Binding.DurableObject(
                objects.name(),
                namespace.className(),
                own ? null : namespace.script(),
                objects.environment(),
                namespace.id());
    }

    /** The binding is inherited or names the namespace itself: its class may be called otherwise by now. */
    private ObjectNamespace byId(Binding.DurableObject objects) {
        return table.byId(objects.namespaceId())
                .orElseThrow(() -> table.wasDeleted(objects.className())
                        ? deleted(objects.className())
                        : ApiError.BINDING_CLASS.because(
                                "Cannot create binding \"" + objects.name() + "\" for the Durable Object namespace '"
                                        + objects.namespaceId() + "', which does not exist."));
    }

    private ObjectNamespace byClass(Binding.DurableObject objects) {
        String name = objects.className();
        String script = objects.script();
        return script == null ? ownClass(name) : otherClass(script, name);
    }

    private ObjectNamespace ownClass(String name) {
        Optional<ObjectNamespace> own = table.of(name);
        if (own.isPresent()) {
            return own.get();
        }
        if (table.wasDeleted(name)) {
            throw deleted(name);
        }
        if (declared.isLive(name)) {
            throw ApiError.EXPORT_NOT_PROVISIONED.because(
                    "A binding references class '" + name + "', which \"exports\" declares and no deployment has made.",
                    "Run \"wrangler deploy\", or leave the binding out until then.");
        }
        throw notConfigured(name);
    }

    private ObjectNamespace otherClass(String script, String name) {
        return table.of(script, name).orElseThrow(() -> {
            Optional<Script> owner = table.view().script(table.accountId(), script);
            if (owner.isEmpty()) {
                return ApiError.BINDING_CLASS.because(
                        "Cannot create binding for class in script '" + script + "' that does not exist.");
            }
            return exports(owner.get(), name)
                    ? notConfigured(name)
                    : ApiError.BINDING_CLASS.because("Cannot create binding for class '" + name
                            + "' that is not exported by script '" + script + "'.");
        });
    }

    private static boolean exports(Script script, String name) {
        return script.latest().map(Version::namedHandlers).stream()
                .flatMap(List::stream)
                .map(NamedHandler::name)
                .anyMatch(name::equals);
    }

    private static RuntimeException notConfigured(String name) {
        return ApiError.BINDING_CLASS.because("Cannot create binding for class '" + name
                + "' because it is not currently configured to implement Durable Objects."
                + " Ensure a --new-class migration has been applied to it.");
    }

    private static RuntimeException deleted(String name) {
        return ApiError.BINDING_CLASS.because("Cannot apply --delete-class migration to class '" + name
                + "' without also removing the binding that references it.");
    }
}
