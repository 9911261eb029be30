package dev.selvedge.v8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** V8 as the tests of this module use it: one per process, unpacked into the build folder. */
final class LoadedV8 {
    private LoadedV8() {}

    static V8 get() {
        try {
            return V8.load(V8Library.unpack(Path.of("target/v8")), 128, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
