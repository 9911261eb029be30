package dev.selvedge.engine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The C library's heap. It keeps what closed isolates held, in pieces too small to fall back by themselves. */
final class NativeMemory {
    private NativeMemory() {}

    /** Gives free pages back to the operating system, where the C library can do that. */
    @SuppressWarnings("restricted") // malloc_trim takes a number and returns one; there is nothing to corrupt.
    static void trim() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> found = linker.defaultLookup().find("malloc_trim");
        if (found.isEmpty()) {
            return;
        }
        MethodHandle mallocTrim =
                linker.downcallHandle(found.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        try {
            int ignored = (int) mallocTrim.invokeExact(0L);
            assert ignored >= 0;
        } catch (Throwable e) {
            throw new IllegalStateException("malloc_trim cannot be called", e);
        }
    }
}
