package dev.selvedge.sqlite;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Where SQLite calls Java: one stub of each kind for all databases, which are told apart by a number that SQLite hands back. An
 * exception that left one of these would end the process, so none does.
 */
final class Callbacks {
    static final MemorySegment AUTHORIZER = stub(
            "authorize",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    static final MemorySegment PROGRESS = stub("progress", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    static final MemorySegment COMMITTED =
            stub("committed", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT));

    private static final int DENY = 1;
    private static final int STOP = 1;

    /** By number. Replaced under the lock when it grows; whoever was given a number sees its own entry. */
    private static volatile @Nullable Database[] databases = new @Nullable Database[16];

    private static final Deque<Integer> FREE = new ArrayDeque<>();
    private static int given;

    private Callbacks() {}

    /** The number by which callbacks find it. */
    static synchronized int register(Database database) {
        Integer free = FREE.poll();
        int number = free == null ? given++ : free;
        if (number == databases.length) {
            databases = Arrays.copyOf(databases, number * 2);
        }
        databases[number] = database;
        return number;
    }

    static synchronized void forget(int number) {
        databases[number] = null;
        FREE.push(number);
    }

    static int authorize(long number, int action, long first, long second, long schema, long trigger) {
        try {
            Database database = databases[(int) number];
            return database == null ? DENY : database.authorize(action, first, second, schema);
        } catch (Throwable e) {
            return DENY;
        }
    }

    static int progress(long number) {
        try {
            Database database = databases[(int) number];
            return database == null || database.mustStop() ? STOP : 0;
        } catch (Throwable e) {
            return STOP;
        }
    }

    static int committed(long number, long handle, long schema, int frames) {
        Database database = databases[(int) number];
        if (database != null) {
            database.committed(frames);
        }
        return 0;
    }

    private static MemorySegment stub(String name, FunctionDescriptor type) {
        try {
            MethodType signature = type.toMethodType();
            MethodHandle target = MethodHandles.lookup().findStatic(Callbacks.class, name, signature);
            return Calls.callback(target, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no callback is called " + name, e);
        }
    }
}
