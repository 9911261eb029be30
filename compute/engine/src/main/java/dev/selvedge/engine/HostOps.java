package dev.selvedge.engine;

import dev.selvedge.base.RandomSource;
import dev.selvedge.webapi.Codecs;
import dev.selvedge.webapi.EncodingTables;
import dev.selvedge.webapi.HostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What JavaScript may ask of Java while it runs, for one Worker. Called on the thread that runs the isolate. */
final class HostOps implements AutoCloseable {
    private static final int PART = 1;
    private static final int SLOT = 2;
    private static final int SLOT_FREE = 3;
    private static final int IMPORT = 4;
    private static final int RANDOM = 5;
    private static final int UTF8_ENCODE = 6;
    private static final int UTF8_DECODE = 7;
    private static final int CRYPTO = 9;
    private static final int CODEC_OPEN = 10;
    private static final int CODEC_STEP = 11;
    private static final int MAP_STACK = 12;
    private static final int ASSET = 13;
    private static final int REQUIRE = 14;
    private static final int ENCODING_TABLE = 15;

    private static final int MOST_RANDOM = 65_536;
    private static final byte[] NO_BYTES = {};

    /** The cryptography of the web platform. */
    @FunctionalInterface
    interface Crypto {
        /** Returns bytes or a string, or throws {@link HostFailure}. */
        Object call(String name, String params, byte[]... data);
    }

    /** What all Workers of an engine share. */
    record Shared(CoreImage image, Slots slots, RandomSource random, Crypto crypto) {}

    private final int isolateId;
    private final CoreIsolate core;
    private final Shared shared;
    private final Modules modules;
    private final SourceMaps maps;
    private final Codecs codecs = new Codecs();
    private boolean usesSlots;

    HostOps(int isolateId, CoreIsolate core, Shared shared, Modules modules, SourceMaps maps) {
        this.isolateId = isolateId;
        this.core = core;
        this.shared = shared;
        this.modules = modules;
        this.maps = maps;
    }

    /** Whether this Worker has ever asked for a slot: only then its records are looked at for them. */
    boolean usesSlots() {
        return usesSlots;
    }

    /** The first argument says which; see the constants. */
    @Nullable
    Object call(@Nullable Object[] arguments) {
        int op = arguments.length > 0 && arguments[0] instanceof Integer number ? number : 0;
        try {
            return call(op, arguments);
        } catch (HostException e) {
            throw new HostFailure(e.name(), String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Object call(int op, @Nullable Object[] arguments) {
        return switch (op) {
            case PART -> part(text(arguments, 1));
            case SLOT -> {
                usesSlots = true;
                yield shared.slots().take(isolateId);
            }
            case SLOT_FREE -> {
                shared.slots().giveBack(isolateId, number(arguments, 1));
                yield null;
            }
            case IMPORT -> modules.importDynamically(text(arguments, 1), text(arguments, 2));
            case RANDOM -> random(number(arguments, 1));
            case UTF8_ENCODE -> Utf8.encode(text(arguments, 1));
            case UTF8_DECODE -> decode(bytes(arguments, 1), number(arguments, 2), number(arguments, 3));
            case CRYPTO -> crypto(arguments);
            case CODEC_OPEN -> codecs.open(text(arguments, 1), Boolean.TRUE.equals(arguments[2]));
            case CODEC_STEP -> codecs.step(number(arguments, 1), number(arguments, 2), optionalBytes(arguments, 3));
            case MAP_STACK -> maps.map(text(arguments, 1));
            case ASSET -> modules.asset(text(arguments, 1));
            case REQUIRE -> modules.require(text(arguments, 1), text(arguments, 2));
            case ENCODING_TABLE -> EncodingTables.table(text(arguments, 1));
            default -> throw new HostFailure("Error", "no host operation " + op);
        };
    }

    private @Nullable Object part(String name) {
        CoreImage.Part part = shared.image().part(name);
        return core.isolate().eval(part.name(), part.source(), part.cache());
    }

    private byte[] random(int count) {
        if (count < 0 || count > MOST_RANDOM) {
            throw new HostFailure("QuotaExceededError", count + " random bytes are more than " + MOST_RANDOM);
        }
        return shared.random().bytes(count);
    }

    private static String decode(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    private Object crypto(@Nullable Object[] arguments) {
        byte[][] data = Arrays.stream(arguments, 3, arguments.length)
                .map(argument -> argument instanceof byte[] bytes ? bytes : new byte[0])
                .toArray(byte[][]::new);
        return shared.crypto().call(text(arguments, 1), text(arguments, 2), data);
    }

    private static String text(@Nullable Object[] arguments, int index) {
        if (index < arguments.length && arguments[index] instanceof String text) {
            return text;
        }
        throw new HostFailure("TypeError", "argument " + index + " must be a string");
    }

    private static int number(@Nullable Object[] arguments, int index) {
        if (index < arguments.length && arguments[index] instanceof Number number) {
            return number.intValue();
        }
        throw new HostFailure("TypeError", "argument " + index + " must be a number");
    }

    private static byte[] optionalBytes(@Nullable Object[] arguments, int index) {
        return index < arguments.length ? bytes(arguments, index) : NO_BYTES;
    }

    private static byte[] bytes(@Nullable Object[] arguments, int index) {
        if (index < arguments.length && arguments[index] instanceof byte[] bytes) {
            return bytes;
        }
        throw new HostFailure("TypeError", "argument " + index + " must be an ArrayBuffer");
    }

    /** Gives back what the Worker had open outside of V8. */
    @Override
    public void close() {
        codecs.close();
    }
}
