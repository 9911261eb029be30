package dev.selvedge.node;

import dev.selvedge.engine.Prepare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** V8 with its snapshot, prepared once for the tests of this module by the same program that the build uses. */
final class PreparedV8 {

    private PreparedV8() {}

    /** Makes it if needed and tells the node where it is. */
    static void use() throws IOException, InterruptedException {
        Path folder = Path.of("target", "v8").toAbsolutePath();
        if (!Files.exists(folder.resolve("done"))) {
            Process process = new ProcessBuilder(
                            Installation.java().toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Prepare.class.getName(),
                            folder.toString())
                    .inheritIO()
                    .start();
            if (process.waitFor() != 0) {
                throw new IOException("V8 could not be prepared in " + folder);
            }
            Files.createFile(folder.resolve("done"));
        }
        System.setProperty("selvedge.v8", folder.toString());
    }
}
