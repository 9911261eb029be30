package dev.selvedge.workers;

import dev.selvedge.base.Tasks;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.ObjectNamespace;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of objects when their namespace does: those of a deleted one end, on every loop, and then their data is erased; those
 * of one that moved begin anew. The mark of a deleted namespace stays in the catalog until nothing is left, so that a node that
 * stops in between goes on later. Safe for any thread.
 */
final class NamespaceWatch {
    private final Shared shared;
    private final Set<String> ending = ConcurrentHashMap.newKeySet();

    NamespaceWatch(Shared shared) {
        this.shared = shared;
    }

    void heard(Change change) {
        switch (change) {
            case Change.RemoveNamespace _, Change.RemoveScript _ -> look();
            case Change.PutNamespace(ObjectNamespace namespace) -> moved(namespace.id());
            case Change.ForgetNamespace(String id) -> ending.remove(id);
            default -> {
                // Nothing else is about namespaces.
            }
        }
    }

    /** Goes after everything that was deleted and is not erased. */
    void look() {
        for (ObjectNamespace deleted : shared.ports.catalog().view().deletedNamespaces()) {
            if (ending.add(deleted.id())) {
                end(deleted.id());
            }
        }
    }

    private void end(String namespace) {
        AtomicInteger loops = new AtomicInteger(shared.loops().size());
        for (int i = 0; i < shared.loops().size(); i++) {
            Actors actors = shared.actors(i);
            actors.run(() -> actors.end(namespace, () -> {
                if (loops.decrementAndGet() == 0) {
                    shared.ports.store().erase(namespace, failure -> erased(namespace, failure));
                }
            }));
        }
    }

    /** On any thread. */
    private void erased(String namespace, @Nullable Throwable failure) {
        if (failure == null) {
            Tasks.start(
                    "forget " + namespace, () -> shared.ports.catalog().commit(new Change.ForgetNamespace(namespace)));
        } else {
            ending.remove(namespace);
            shared.ports
                    .logs()
                    .append("error", "objects", "namespace " + namespace + " cannot be erased now: " + failure);
        }
    }

    private void moved(String namespace) {
        for (int i = 0; i < shared.loops().size(); i++) {
            Actors actors = shared.actors(i);
            actors.run(() -> actors.moved(namespace));
        }
    }
}
