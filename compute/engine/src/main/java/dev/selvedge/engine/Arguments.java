package dev.selvedge.engine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What JavaScript gave to a host operation, of the type that it must be. */
final class Arguments {
    private static final byte[] NO_BYTES = {};

    private Arguments() {}

    static String text(@Nullable Object[] arguments, int index) {
        if (index < arguments.length && arguments[index] instanceof String text) {
            return text;
        }
        throw new HostFailure("TypeError", "argument " + index + " must be a string");
    }

    static int number(@Nullable Object[] arguments, int index) {
        if (index < arguments.length && arguments[index] instanceof Number number) {
            return number.intValue();
        }
        throw new HostFailure("TypeError", "argument " + index + " must be a number");
    }

    static byte[] optionalBytes(@Nullable Object[] arguments, int index) {
        if (index >= arguments.length) {
            return NO_BYTES;
        }
        ByteBuffer memory = memory(arguments, index);
        byte[] bytes = new byte[memory.remaining()];
        memory.get(bytes);
        return bytes;
    }

    static ByteBuffer memory(@Nullable Object[] arguments, int index) {
        if (index < arguments.length && arguments[index] instanceof ByteBuffer memory) {
            return memory;
        }
        throw new HostFailure("TypeError", "argument " + index + " must be an ArrayBuffer");
    }

    static @Nullable String optionalText(@Nullable Object[] arguments, int index) {
        return arguments[index] == null ? null : text(arguments, index);
    }

    /** A whole number of up to 53 bits. */
    static long whole(@Nullable Object[] arguments, int index) {
        if (index < arguments.length && arguments[index] instanceof Number number) {
            return number.longValue();
        }
        throw new HostFailure("TypeError", "argument " + index + " must be a number");
    }
}
