package dev.selvedge.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {

    @TempDir
    Path folder;

    private void append(RotatingFile file, String text) throws IOException {
        byte[] bytes = Bytes.utf8(text);
        file.append(bytes, bytes.length);
    }

    @Test
    void aFullFileIsPutAsideAndTheOldestIsDropped() throws IOException {
        try (RotatingFile file = new RotatingFile(folder.resolve("log"), 10, 3)) {
            for (String line : new String[] {"0123456789", "first, long", "second, long", "third, long"}) {
                append(file, line);
            }
            append(file, "short");
        }
        assertThat(folder.resolve("log")).hasContent("short");
        assertThat(folder.resolve("log.1")).hasContent("third, long");
        assertThat(folder.resolve("log.2")).hasContent("second, long");
        assertThat(folder.resolve("log.3")).doesNotExist();
    }

    @Test
    void aSingleFileBeginsAnew() throws IOException {
        try (RotatingFile file = new RotatingFile(folder.resolve("log"), 5, 1)) {
            append(file, "0123456789");
            append(file, "abc");
        }
        assertThat(folder.resolve("log")).hasContent("abc");
        assertThat(folder.resolve("log.1")).doesNotExist();
    }

    @Test
    void aSecondOpeningGoesOnBehindTheFirst() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (RotatingFile file = new RotatingFile(folder.resolve("log"), 1000, 2)) {
                append(file, "x" + i);
            }
        }
        assertThat(folder.resolve("log")).hasContent("x0x1");
    }
}
