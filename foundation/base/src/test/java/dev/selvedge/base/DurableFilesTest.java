package dev.selvedge.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {

    @TempDir
    Path folder;

    @Test
    void aWrittenFileIsWholeAndItsOwnersAlone() throws IOException {
        Path file = folder.resolve("secret.key");
        DurableFiles.write(file, Bytes.utf8("first"));
        DurableFiles.write(file, Bytes.utf8("second"));
        assertThat(file).hasContent("second");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void nothingIsLeftBesideTheFile() throws IOException {
        DurableFiles.write(folder.resolve("a"), new byte[100_000]);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("a"));
        }
    }

    @Test
    void aFailedWriteLeavesTheOldContent() throws IOException {
        Path file = folder.resolve("target");
        Files.createDirectory(file);
        Files.writeString(file.resolve("inside"), "kept");
        assertThatThrownBy(() -> DurableFiles.write(file, Bytes.utf8("new"))).isInstanceOf(IOException.class);
        assertThat(file.resolve("inside")).hasContent("kept");
    }

    @Test
    void readersNeverSeeAMixture() throws IOException, InterruptedException, ExecutionException {
        Path file = folder.resolve("flips");
        DurableFiles.write(file, new byte[4096]);
        byte[] ones = new byte[4096];
        java.util.Arrays.fill(ones, (byte) 1);
        try (Scope scope = new Scope("flip")) {
            var writer = scope.fork(() -> {
                for (int i = 0; i < 50; i++) {
                    DurableFiles.write(file, i % 2 == 0 ? ones : new byte[4096]);
                }
                return true;
            });
            while (!writer.isDone()) {
                byte[] seen = Files.readAllBytes(file);
                assertThat(seen).hasSize(4096);
                assertThat(seen[4095]).isEqualTo(seen[0]);
            }
            scope.join();
        }
    }

    @Test
    void foldersAreMadeForTheOwnerAlone() throws IOException {
        Path deep = folder.resolve("a/b/c");
        DurableFiles.createFolders(deep);
        DurableFiles.createFolders(deep);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(deep)))
                .isEqualTo("rwx------");
    }

    @Test
    void anOpenedFileIsWrittenFully() throws IOException {
        Path file = folder.resolve("log");
        try (FileChannel channel = DurableFiles.open(file)) {
            DurableFiles.writeFully(channel, ByteBuffer.wrap(new byte[1000]));
        }
        assertThat(Files.size(file)).isEqualTo(1000);
    }
}
