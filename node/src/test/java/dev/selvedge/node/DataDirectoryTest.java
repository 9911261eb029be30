package dev.selvedge.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    Path root;

    @Test
    void aSecondHolderIsToldWhoHasIt() throws IOException {
        DataDirectory data = new DataDirectory(root);
        try (DataDirectory.Held _ = data.hold()) {
            assertThatThrownBy(data::hold)
                    .hasMessage("The data directory " + root + " is in use by the node with process id "
                            + ProcessHandle.current().pid()
                            + "; stop that one or give another directory with --data.");
        }
        data.hold().close();
    }

    @Test
    void aFreshOneIsMarkedWithItsFormat() throws IOException {
        DataDirectory data = new DataDirectory(root);
        data.hold().close();
        assertThat(data.format()).hasContent(DataFormat.CURRENT + "\n");
        data.hold().close();
    }

    @Test
    void oneThatAnEarlierReleaseWroteIsRefused() throws IOException {
        DataDirectory data = new DataDirectory(root);
        Files.createDirectories(data.commits());
        Files.createFile(data.commits().resolve("segment-0000000000000000"));
        assertThatThrownBy(data::hold)
                .hasMessage(
                        "The data directory " + root + " has format 1, which an earlier Selvedge wrote; this one reads"
                                + " format 2. Nothing was changed. Start the one that wrote it, or give another directory with --data.");
        assertThat(data.format()).doesNotExist();
    }

    @Test
    void oneThatALaterReleaseWroteIsRefused() throws IOException {
        DataDirectory data = new DataDirectory(root);
        Files.writeString(data.format(), "3\n");
        assertThatThrownBy(data::hold)
                .hasMessage("The data directory " + root + " has format 3, which a later Selvedge wrote; this one reads"
                        + " format 2. Nothing was changed. Start that one or a newer one, or give another directory with"
                        + " --data.");
        Files.writeString(data.format(), "two");
        assertThatThrownBy(data::hold).hasMessageContaining("does not hold a number");
    }

    @Test
    void whatANodeSaysOfItselfIsReadBack() throws IOException {
        DataDirectory data = new DataDirectory(root);
        data.hold().close();
        NodeFile file = new NodeFile(
                ProcessHandle.current().pid(), "1", "::", 1, 2, 3, "workers.localhost", "a".repeat(32), 99);
        file.write(data.nodeFile());
        assertThat(NodeFile.read(data)).isEqualTo(file);
        assertThat(file.running()).isTrue();
        assertThat(file.apiUrl()).isEqualTo("http://[::1]:3");
    }

    @Test
    void whatWasOpenedIsClosedInTheOppositeOrderEvenIfOneFails() {
        List<String> closed = new ArrayList<>();
        Closing closing = new Closing();
        closing.add((AutoCloseable) () -> closed.add("first"));
        closing.add((AutoCloseable) () -> {
            throw new IOException("stuck");
        });
        closing.add((AutoCloseable) () -> closed.add("last"));
        assertThatThrownBy(closing::close).hasRootCauseMessage("stuck");
        assertThat(closed).containsExactly("last", "first");
    }

    @Test
    void jsonGoesThereAndBack() throws IOException {
        String text = "{\"a\":1,\"b\":[true,\"x\\n\"],\"c\":{\"d\":1.5}}";
        assertThat(Json.write(Json.readObject(text))).isEqualTo(text);
        assertThatThrownBy(() -> Json.readObject("[1]")).isInstanceOf(IOException.class);
        assertThat(Json.objects(Json.readObject("{\"l\":[{\"x\":1},2]}"), "l")).containsExactly(Map.of("x", 1L));
    }

    @Test
    void aLogLineCannotPlayWithTheTerminal() {
        assertThat(LogLines.harmless("a\u001b[2Jb\rc\td")).isEqualTo("a\ufffd[2Jb\ufffdc\td");
    }
}
