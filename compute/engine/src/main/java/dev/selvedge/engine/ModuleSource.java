package dev.selvedge.engine;

import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ModuleSpec;
import dev.selvedge.turn.ModuleType;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One uploaded module as bytes. Held only until it is compiled: what V8 has, Java need not keep. */
final class ModuleSource {
    private final String name;
    private final ModuleType type;
    private final byte[] bytes;
    private final byte @Nullable [] cache;

    ModuleSource(String name, ModuleType type, byte[] bytes, byte @Nullable [] cache) {
        this.name = name;
        this.type = type;
        this.bytes = bytes;
        this.cache = cache;
    }

    static ModuleSource of(ModuleSpec spec, ControlMessage message) {
        return new ModuleSource(
                Specifiers.canonical(spec.name()),
                spec.type(),
                message.blobBytes(spec.offset(), spec.length()),
                spec.cacheLength() == 0 ? null : message.blobBytes(spec.cacheOffset(), spec.cacheLength()));
    }

    String name() {
        return name;
    }

    ModuleType type() {
        return type;
    }

    byte[] bytes() {
        return bytes;
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    byte @Nullable [] cache() {
        return cache;
    }
}
