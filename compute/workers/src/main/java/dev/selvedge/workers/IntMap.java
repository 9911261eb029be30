package dev.selvedge.workers;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * From int keys (never 0) to objects, without boxing: the tables of isolates and operations are looked up for every frame.
 * Open addressing, deletion by shifting back. Belongs to one thread.
 */
final class IntMap<V> {
    private static final int FIRST_CAPACITY = 16;

    private int[] keys = new int[FIRST_CAPACITY];
    private @Nullable Object[] values = new @Nullable Object[FIRST_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    @Nullable
    V get(int key) {
        int at = find(key);
        return keys[at] == key && key != 0 ? value(at) : null;
    }

    void put(int key, V value) {
        if (size * 2 >= keys.length) {
            grow();
        }
        int at = find(key);
        if (keys[at] == 0) {
            keys[at] = key;
            size++;
        }
        values[at] = value;
    }

    @Nullable
    V remove(int key) {
        int at = find(key);
        if (key == 0 || keys[at] != key) {
            return null;
        }
        V removed = value(at);
        size--;
        close(at);
        return removed;
    }

    /** Calls with each value; the table may be changed meanwhile, which this round does not see. */
    void forEach(Consumer<? super V> action) {
        if (size == 0) {
            return;
        }
        int[] keysNow = keys.clone();
        @Nullable Object[] valuesNow = values.clone();
        for (int at = 0; at < keysNow.length; at++) {
            if (keysNow[at] != 0) {
                action.accept(cast(valuesNow[at]));
            }
        }
    }

    /** Removes the values that the condition holds for. */
    void removeIf(Predicate<? super V> condition) {
        if (size == 0) {
            return;
        }
        int[] keysNow = keys.clone();
        @Nullable Object[] valuesNow = values.clone();
        for (int at = 0; at < keysNow.length; at++) {
            if (keysNow[at] != 0 && condition.test(cast(valuesNow[at]))) {
                remove(keysNow[at]);
            }
        }
    }

    private int find(int key) {
        int mask = keys.length - 1;
        int at = spread(key) & mask;
        while (keys[at] != 0 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    /** Moves later members of the run into the hole, so that look-ups never need tombstones. */
    private void close(int hole) {
        int mask = keys.length - 1;
        int free = hole;
        int at = hole;
        while (true) {
            at = (at + 1) & mask;
            if (keys[at] == 0) {
                break;
            }
            int home = spread(keys[at]) & mask;
            if (((at - home) & mask) >= ((at - free) & mask)) {
                keys[free] = keys[at];
                values[free] = values[at];
                free = at;
            }
        }
        keys[free] = 0;
        values[free] = null;
    }

    private void grow() {
        int[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new int[oldKeys.length * 2];
        values = Arrays.copyOf(new @Nullable Object[0], keys.length);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }

    private V value(int at) {
        return cast(values[at]);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // only values of V are ever put
    private V cast(@Nullable Object value) {
        return (V) value;
    }

    private static int spread(int key) {
        int mixed = key * 0x9E3779B9;
        return mixed ^ (mixed >>> 16);
    }
}
