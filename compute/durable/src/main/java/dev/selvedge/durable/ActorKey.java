package dev.selvedge.durable;

import dev.selvedge.base.Invariant;

/**
 * Which actor of all.
 *
 * @param namespace id of the namespace: up to 64 lower-case letters, digits and hyphens, because it names a folder
 */
public record ActorKey(String namespace, ActorId id) implements Comparable<ActorKey> {

    public ActorKey {
        Invariant.check(ActorNamespace.isId(namespace), "no id of a namespace", namespace);
    }

    @Override
    public int compareTo(ActorKey other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return namespace + "/" + id.hex();
    }
}
