package dev.selvedge.engine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The operating system's priority of a thread. Used for a thread that cannot be stopped, so that its neighbours keep the CPU. */
final class ThreadPriority {
    private static final int PRIO_PROCESS = 0;
    private static final int LOWEST = 19;

    private ThreadPriority() {}

    /** Gives the thread the lowest priority; it cannot be raised again. Where that is not possible, nothing happens. */
    @SuppressWarnings("restricted") // setpriority takes three ints and returns one; there is nothing to corrupt.
    static void lower(int osThread) {
        try {
            MethodHandle setPriority = Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("setpriority"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT));
            int ignored = (int) setPriority.invokeExact(PRIO_PROCESS, osThread, LOWEST);
            assert ignored <= 0;
        } catch (Throwable e) {
            System.err.println("the priority of a lost thread stays: " + e);
        }
    }
}
