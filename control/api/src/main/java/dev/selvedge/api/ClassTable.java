package dev.selvedge.api;

import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.ObjectNamespace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The Durable Object classes of one Worker, while an upload changes them: begins with what the catalog says and remembers each
 * step, in an order in which the catalog accepts them. Made anew for each look at the catalog; belongs to one thread.
 */
final class ClassTable {

    /** What new namespaces are made of; the same class gets the same id each time an upload is looked at. */
    interface Source {
        String idOf(String className);

        long nowMillis();

        /** How many an account may have. */
        int most();
    }

    private final CatalogView view;
    private final String accountId;
    private final String script;
    private final Source source;
    private final int elsewhere;
    private final Map<String, ObjectNamespace> classes = new TreeMap<>();
    private final Set<String> deleted = new HashSet<>();
    private final List<Change> changes = new ArrayList<>();

    ClassTable(CatalogView view, String accountId, String script, Source source) {
        this.view = view;
        this.accountId = accountId;
        this.script = script;
        this.source = source;
        References.objectsOf(view, accountId, script)
                .forEach(namespace -> classes.put(namespace.className(), namespace));
        elsewhere = view.namespaces(accountId).size() - classes.size();
    }

    CatalogView view() {
        return view;
    }

    String accountId() {
        return accountId;
    }

    String script() {
        return script;
    }

    Optional<ObjectNamespace> of(String className) {
        return Optional.ofNullable(classes.get(className));
    }

    /** The objects that are behind an id once the upload is through. */
    Optional<ObjectNamespace> byId(String id) {
        for (Change change : changes.reversed()) {
            switch (change) {
                case Change.PutNamespace put
                when put.namespace().id().equals(id) -> {
                    return Optional.of(put.namespace());
                }
                case Change.RemoveNamespace remove
                when remove.namespace().id().equals(id) -> {
                    return Optional.empty();
                }
                default -> {}
            }
        }
        return view.namespace(id).filter(namespace -> namespace.accountId().equals(accountId));
    }

    /** The objects that another Worker's class has once the upload is through. */
    Optional<ObjectNamespace> of(String otherScript, String className) {
        Optional<ObjectNamespace> sent = changes.stream()
                .filter(Change.PutNamespace.class::isInstance)
                .map(change -> ((Change.PutNamespace) change).namespace())
                .filter(namespace -> namespace.script().equals(otherScript)
                        && namespace.className().equals(className))
                .findFirst();
        return sent.or(() -> view.namespaceOf(accountId, otherScript, className)
                .filter(namespace -> !classes.containsValue(namespace)
                        && byId(namespace.id()).equals(Optional.of(namespace))));
    }

    boolean has(String className) {
        return classes.containsKey(className);
    }

    /** Those with objects, in the order of their names. */
    Set<String> classes() {
        return Set.copyOf(classes.keySet());
    }

    boolean wasDeleted(String className) {
        return deleted.contains(className) && !has(className);
    }

    List<Change> changes() {
        return List.copyOf(changes);
    }

    void create(String className, ObjectNamespace.Storage storage) {
        if (elsewhere + classes.size() >= source.most()) {
            throw ApiError.TOO_MANY.because(
                    "The account has its " + source.most() + " Durable Object classes.", "Delete one first.");
        }
        put(new ObjectNamespace(source.idOf(className), accountId, script, className, storage, source.nowMillis()));
    }

    void rename(String from, String to) {
        put(take(from).servedBy(script, to));
    }

    void delete(String className) {
        ObjectNamespace namespace = take(className);
        deleted.add(className);
        if (view.namespace(namespace.id()).isPresent()) {
            changes.add(new Change.RemoveNamespace(namespace));
        } else {
            // It was made by an earlier step of the same upload and never had an object.
            changes.removeIf(change -> change instanceof Change.PutNamespace made
                    && made.namespace().id().equals(namespace.id()));
        }
    }

    /** Takes over a class of another Worker. */
    void receive(ObjectNamespace namespace, String to) {
        put(namespace.servedBy(script, to));
    }

    /** Hands a class over to another Worker, which has one of the same name. */
    void send(String className, String otherScript) {
        changes.add(new Change.PutNamespace(take(className).servedBy(otherScript, className)));
    }

    private void put(ObjectNamespace namespace) {
        classes.put(namespace.className(), namespace);
        changes.add(new Change.PutNamespace(namespace));
    }

    private ObjectNamespace take(String className) {
        ObjectNamespace namespace = classes.remove(className);
        if (namespace == null) {
            throw new IllegalStateException("the class has no objects: " + className);
        }
        return namespace;
    }
}
