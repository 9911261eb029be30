package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.turn.Arena;
import dev.selvedge.v8.V8;
import dev.selvedge.v8.V8Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** In an engine that checks uploads, the first isolate may be the one that rewrites imports, or the first spare. */
class FirstIsolateTest {

    /** The order that aborts a process in which isolates start from different snapshots. */
    static final class RewriterFirst {
        private RewriterFirst() {}

        public static void main(String[] arguments) throws IOException {
            Path prepared = Path.of(arguments[0]);
            V8 v8 = V8.load(V8Library.in(prepared), EngineLimits.DEFAULT.memoryMb(), V8Flags.of(true));
            CoreImage image = CoreImage.read(prepared);
            String rewritten = new ImportRewriter(v8, image).rewrite("m.js", "import('./other.js')");
            new CoreIsolate(v8, image.snapshot(), Arena.create(Path.of(arguments[1])));
            Runtime.getRuntime().halt(rewritten.startsWith("import") ? 2 : 0);
        }
    }

    @Test
    void aSpareIsMadeAfterTheIsolateThatRewritesImports() throws Exception {
        EngineHarness.prepare();
        Path arena = Files.createTempDirectory("selvedge-first").resolve("arena");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RewriterFirst.class.getName(),
                        EngineHarness.PREPARED.toAbsolutePath().toString(),
                        arena.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        Files.delete(arena);
        Files.delete(arena.getParent());
    }
}
