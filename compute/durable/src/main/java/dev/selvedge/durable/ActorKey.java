package dev.selvedge.durable;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.Hex;
import dev.selvedge.base.Invariant;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Which actor of all.
 *
 * @param namespace id of the namespace: up to 64 lower-case letters, digits and hyphens, because it names a folder
 * @param facet names from the object down to a facet of it, each escaped, with slashes in between; empty for the object itself
 */
public record ActorKey(String namespace, ActorId id, String facet) implements Comparable<ActorKey> {
    private static final int LONGEST_FACET = 4096;
    private static final char SLASH = '/';
    /** The character behind it: between the two lies every path that goes on. */
    private static final char BEHIND_SLASH = '0';

    private static final int FACET_DIGITS = 32;

    public ActorKey {
        Invariant.check(ActorNamespace.isId(namespace), "no id of a namespace", namespace);
        Invariant.check(facet.length() <= LONGEST_FACET, "a path of facets is too long", facet.length());
    }

    /** An object. */
    public ActorKey(String namespace, ActorId id) {
        this(namespace, id, "");
    }

    /** The facet of this name within. */
    public ActorKey facet(String name) {
        String escaped = URLEncoder.encode(name, StandardCharsets.UTF_8);
        return new ActorKey(namespace, id, facet.isEmpty() ? escaped : facet + SLASH + escaped);
    }

    public boolean isFacet() {
        return !facet.isEmpty();
    }

    /** How many facets it is within, itself counted: 0 for an object. */
    public int depth() {
        return facet.isEmpty()
                ? 0
                : 1 + (int) facet.chars().filter(each -> each == SLASH).count();
    }

    /** Sorts before all facets within, and behind nothing of them. */
    ActorKey firstWithin() {
        return new ActorKey(namespace, id, facet.isEmpty() ? "" : facet + SLASH);
    }

    /** Sorts behind all facets within, and before what follows them. */
    ActorKey lastWithin() {
        return new ActorKey(namespace, id, facet.isEmpty() ? "\uffff" : facet + BEHIND_SLASH);
    }

    /** Whether the other is a facet within this, however deep. */
    boolean holds(ActorKey other) {
        return other.id.equals(id)
                && other.namespace.equals(namespace)
                && other.facet.length() > facet.length()
                && (facet.isEmpty() || other.facet.startsWith(facet + SLASH));
    }

    /** The facet that is to this key what another is to the one that holds it. */
    ActorKey moved(ActorKey within, ActorKey from) {
        return new ActorKey(namespace, id, facet + within.facet.substring(from.facet.length()));
    }

    /** What its files are named by: a path may be longer than a file's name. */
    String fileName() {
        String hex = id.hex();
        return facet.isEmpty()
                ? hex
                : hex + "." + Hex.encode(Bytes.sha256(Bytes.utf8(facet))).substring(0, FACET_DIGITS);
    }

    @Override
    public int compareTo(ActorKey other) {
        int byNamespace = namespace.compareTo(other.namespace);
        int byId = byNamespace != 0 ? byNamespace : id.compareTo(other.id);
        return byId != 0 ? byId : facet.compareTo(other.facet);
    }

    @Override
    public String toString() {
        return namespace + "/" + id.hex() + (facet.isEmpty() ? "" : SLASH + facet);
    }
}
