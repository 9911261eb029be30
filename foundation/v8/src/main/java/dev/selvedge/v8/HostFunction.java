package dev.selvedge.v8;

import org.jspecify.annotations.Nullable;

/** A function of Java's that JavaScript may call. */
@FunctionalInterface
public interface HostFunction {
    /**
     * Called on the thread that runs the isolate.
     *
     * @param arguments as {@link Handle} tells: strings, numbers, booleans, null, handles (closed when this returns); but an
     *     ArrayBuffer comes as a {@link java.nio.ByteBuffer} over its own memory, which must not be touched after the call
     * @return what {@link Handle} tells; an array of strings becomes an array; a direct ByteBuffer becomes an ArrayBuffer over its memory, which must stay as long as
     *     the isolate
     * @throws RuntimeException whose message becomes that of a JavaScript Error
     */
    @Nullable
    Object call(@Nullable Object[] arguments);
}
