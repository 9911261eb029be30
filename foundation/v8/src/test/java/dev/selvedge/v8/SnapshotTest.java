package dev.selvedge.v8;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SnapshotTest {
    private final V8 v8 = LoadedV8.get();

    @Test
    void anIsolateStartsFromWhatTheSnapshotKept() {
        byte[] snapshot = v8.snapshot("core.js", "globalThis.kept = {answer: () => 42}; const hidden = 1");
        try (Isolate isolate = v8.isolate(snapshot);
                Isolate.Held held = isolate.hold()) {
            assertThat(held).isNotNull();
            assertThat(isolate.eval("t.js", "kept.answer()")).isEqualTo(42);
        }
    }

    /** Else each idle isolate would hold a copy of its own, and nobody would notice but the memory's bill. */
    @Test
    void isolatesShareOneCopyOfTheirSnapshot() {
        byte[] snapshot = v8.snapshot("core.js", "globalThis.kept = {answer: () => 42}");
        for (int round = 0; round < 3; round++) {
            try (Isolate first = v8.isolate(snapshot);
                    Isolate second = v8.isolate(snapshot);
                    Isolate.Held held = second.hold()) {
                assertThat(held).isNotNull();
                assertThat(first.sharesSnapshot()).isTrue();
                assertThat(second.sharesSnapshot()).isTrue();
                assertThat(second.eval("t.js", "kept.answer()")).isEqualTo(42);
            }
        }
    }

    /** V8 adds WebAssembly after the restore: while a snapshot is made there is none. */
    @Test
    void hostFunctionsAndWebAssemblyWorkInARestoredIsolate() {
        byte[] snapshot = v8.snapshot("core.js", """
                globalThis.kept = {call: n => host(n), wasm: b => new WebAssembly.Module(b)};
                """);
        try (Isolate isolate = v8.isolate(snapshot);
                Isolate.Held held = isolate.hold();
                Handle global = isolate.global();
                Handle host = isolate.function("host", arguments -> arguments.length)) {
            assertThat(held).isNotNull();
            global.set("host", host);
            assertThat(isolate.eval("t.js", "kept.call(5)")).isEqualTo(1);
            byte[] empty = {0, 0x61, 0x73, 0x6d, 1, 0, 0, 0};
            try (Handle kept = global.handle("kept");
                    Handle wasm = kept.handle("wasm");
                    Handle module = (Handle) Objects.requireNonNull(wasm.call((Object) empty))) {
                global.set("m", module);
                assertThat(isolate.eval("t.js", "m instanceof WebAssembly.Module"))
                        .isEqualTo(true);
            }
        }
    }

    @Test
    void codeCachesAreTakenAndUsed() {
        String source = "(() => { function part() { return 'part' } return part })()";
        byte[] cache;
        try (Isolate isolate = v8.isolate();
                Isolate.Held held = isolate.hold()) {
            assertThat(held).isNotNull();
            cache = isolate.codeCache("part.js", source);
        }
        try (Isolate isolate = v8.isolate();
                Isolate.Held held = isolate.hold();
                Handle part = (Handle) Objects.requireNonNull(isolate.eval("part.js", source, cache))) {
            assertThat(held).isNotNull();
            assertThat(part.call()).isEqualTo("part");
        }
    }
}
