package dev.selvedge.catalog;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map that shares all but one of its 256 parts with its successor, so that a commit among ten thousand
 * Workers copies forty entries and not ten thousand. Safe to read from any thread.
 */
final class Directory<K, V> {

    private static final int PARTS = 256;

    private final Map<K, V>[] parts;
    private final int size;

    private Directory(Map<K, V>[] parts, int size) {
        this.parts = parts;
        this.size = size;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static <K, V> Directory<K, V> empty() {
        Map<K, V>[] parts = new Map[PARTS];
        java.util.Arrays.fill(parts, Map.of());
        return new Directory<>(parts, 0);
    }

    @Nullable
    V get(K key) {
        return parts[partOf(key)].get(key);
    }

    int size() {
        return size;
    }

    Stream<V> values() {
        return Stream.of(parts).map(Map::values).flatMap(Collection::stream);
    }

    Editor<K, V> edit() {
        return new Editor<>(this);
    }

    private static int partOf(Object key) {
        int hash = key.hashCode();
        hash ^= hash >>> 16;
        return (hash ^ (hash >>> 8)) & (PARTS - 1);
    }

    /** Collects changes and copies each touched part once. Belongs to one thread. */
    static final class Editor<K, V> {
        private final Directory<K, V> before;
        private final boolean[] own = new boolean[PARTS];
        private Map<K, V> @Nullable [] parts;
        private int size;

        private Editor(Directory<K, V> before) {
            this.before = before;
            this.size = before.size;
        }

        @Nullable
        V get(K key) {
            return current()[partOf(key)].get(key);
        }

        void put(K key, V value) {
            if (writable(key).put(key, value) == null) {
                size++;
            }
        }

        void remove(K key) {
            if (get(key) != null) {
                writable(key).remove(key);
                size--;
            }
        }

        Stream<V> values() {
            return Stream.of(current()).map(Map::values).flatMap(Collection::stream);
        }

        boolean isChanged() {
            return parts != null;
        }

        Directory<K, V> freeze() {
            return parts == null ? before : new Directory<>(parts, size);
        }

        private Map<K, V>[] current() {
            return parts == null ? before.parts : parts;
        }

        private Map<K, V> writable(K key) {
            Map<K, V>[] mine = parts;
            if (mine == null) {
                mine = before.parts.clone();
                parts = mine;
            }
            int part = partOf(key);
            if (!own[part]) {
                mine[part] = new HashMap<>(mine[part]);
                own[part] = true;
            }
            return mine[part];
        }
    }
}
