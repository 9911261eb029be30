package dev.selvedge.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The flags of V8 in an engine. One place, because a code cache is good only for the flags that it was made under.
 *
 * <p>The young generation counts towards an isolate's memory too: its bound leaves a busy Worker room, and an idle one costs 1 MB.
 */
final class V8Flags {
    private V8Flags() {}

    static List<String> of(boolean turbofan) {
        List<String> flags = new ArrayList<>(List.of(
                "--max-semi-space-size=16",
                "--stack-size=984",
                // One WebAssembly memory is bounded as an isolate is: 128 MiB.
                "--wasm-max-mem-pages=2048",
                // Else V8 keeps the pages of closed isolates for a task that nobody runs.
                "--no-memory-pool-share-memory-on-teardown"));
        if (!turbofan) {
            flags.add("--no-turbofan");
        }
        return flags;
    }
}
