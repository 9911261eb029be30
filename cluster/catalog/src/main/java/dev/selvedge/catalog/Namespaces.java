package dev.selvedge.catalog;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The namespaces of Durable Objects: those in use, and those that were deleted while their data waits to be erased.
 *
 * @param byClass those in use
 */
record Namespaces(
        Directory<String, ObjectNamespace> byId,
        Directory<ClassKey, ObjectNamespace> byClass,
        Directory<String, ObjectNamespace> deleted) {

    static final Namespaces NONE = new Namespaces(Directory.empty(), Directory.empty(), Directory.empty());

    /** Which class: names are unique within a Worker only. */
    record ClassKey(String accountId, String script, String className) {
        static ClassKey of(ObjectNamespace namespace) {
            return new ClassKey(namespace.accountId(), namespace.script(), namespace.className());
        }
    }

    List<ObjectNamespace> of(String accountId) {
        return byId.values()
                .filter(namespace -> namespace.accountId().equals(accountId))
                .sorted(Comparator.comparing(ObjectNamespace::script)
                        .thenComparing(ObjectNamespace::className)
                        .thenComparing(ObjectNamespace::id))
                .toList();
    }

    /** As the changes that lead here from nothing. */
    Stream<Change> changes() {
        return Stream.concat(
                deleted.values().map(Change.RemoveNamespace::new), byId.values().map(Change.PutNamespace::new));
    }

    Edit edit() {
        return new Edit(this);
    }

    /** Collects changes; belongs to one thread. */
    static final class Edit {
        private final Namespaces before;
        private final Directory.Editor<String, ObjectNamespace> byId;
        private final Directory.Editor<ClassKey, ObjectNamespace> byClass;
        private final Directory.Editor<String, ObjectNamespace> deleted;

        private Edit(Namespaces before) {
            this.before = before;
            byId = before.byId.edit();
            byClass = before.byClass.edit();
            deleted = before.deleted.edit();
        }

        void put(ObjectNamespace namespace) {
            require(deleted.get(namespace.id()) == null, "the namespace was deleted", namespace.id());
            ObjectNamespace namesake = byClass.get(ClassKey.of(namespace));
            require(
                    namesake == null || namesake.id().equals(namespace.id()),
                    "the class has a namespace already",
                    namespace.className());
            takeOut(namespace.id());
            byId.put(namespace.id(), namespace);
            byClass.put(ClassKey.of(namespace), namespace);
        }

        /** Nobody reaches its objects from now on; the mark stays until {@link #forget}. */
        void remove(ObjectNamespace namespace) {
            takeOut(namespace.id());
            deleted.put(namespace.id(), namespace);
        }

        void removeAllOf(ScriptKey script) {
            byId.values()
                    .filter(namespace -> namespace.accountId().equals(script.accountId())
                            && namespace.script().equals(script.name()))
                    .toList()
                    .forEach(this::remove);
        }

        void forget(String id) {
            deleted.remove(id);
        }

        Namespaces freeze() {
            return byId.isChanged() || deleted.isChanged()
                    ? new Namespaces(byId.freeze(), byClass.freeze(), deleted.freeze())
                    : before;
        }

        private void takeOut(String id) {
            ObjectNamespace old = byId.get(id);
            if (old != null) {
                byId.remove(id);
                byClass.remove(ClassKey.of(old));
            }
        }

        private static void require(boolean condition, String otherwise, Object detail) {
            if (!condition) {
                throw new CatalogException(otherwise + ": " + detail);
            }
        }
    }
}
