package dev.selvedge.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.tidy.Repository.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The scripts at the root run on any POSIX shell, before there is anything to test them with. */
class ScriptsTest {
    private static final List<String> COMMANDS = List.of("selvedge", "dev", ".ci/run", "tools/build", "tools/fresh");

    @Test
    void theShellUnderstandsEveryScript() throws IOException, InterruptedException {
        List<String> broken = new ArrayList<>();
        for (Source source : Repository.sources()) {
            if (source.isShell()) {
                Process shell = new ProcessBuilder("sh", "-n", source.path())
                        .directory(Repository.root().toFile())
                        .redirectErrorStream(true)
                        .start();
                String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (shell.waitFor() != 0) {
                    broken.add(source + ": " + said);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void theCommandsCanBeRun() {
        assertThat(COMMANDS)
                .allSatisfy(command ->
                        assertThat(Repository.root().resolve(command)).matches(Files::isExecutable, "is executable"));
    }

    @Test
    void textEndsWithANewlineAndHasNoCarriageReturns() {
        assertThat(Repository.sources().stream()
                        .filter(source -> source.text() && (source.isCode() || source.endsWith(".md", ".xml", ".json")))
                        .filter(source -> !source.content().isEmpty())
                        .filter(source -> !source.content().endsWith("\n")
                                || source.content().contains("\r\n")))
                .isEmpty();
    }
}
