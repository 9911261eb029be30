package dev.selvedge.v8;

import org.jspecify.annotations.Nullable;

/** A function of Java's that JavaScript may call. */
@FunctionalInterface
public interface HostFunction {
    /**
     * Called on the thread that runs the isolate.
     *
     * @param arguments as {@link Handle} tells: strings, numbers, booleans, null, bytes of ArrayBuffers (copied), handles (closed
     *     when this returns)
     * @return one of the same
     * @throws RuntimeException whose message becomes that of a JavaScript Error
     */
    @Nullable
    Object call(@Nullable Object[] arguments);
}
