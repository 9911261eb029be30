package dev.selvedge.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArenaTest {
    @TempDir
    private Path folder;

    @Test
    void bothSidesSeeTheSameMemoryEvenOnceTheFileIsGone() throws IOException {
        Path file = folder.resolve("arena");
        Arena node = Arena.create(file);
        Arena engine = Arena.open(file);
        Files.delete(file);
        engine.putInt(Arena.outAt(31) + 8, 42);
        assertThat(node.intAt(Arena.outAt(31) + 8)).isEqualTo(42);
        engine.slot(5, 3).put(new byte[] {1, 2, 3});
        assertThat(node.slot(5, 3).get(2)).isEqualTo((byte) 3);
    }

    @Test
    void onlyTheOwnerMayOpenIt() throws IOException {
        Path file = folder.resolve("arena");
        Arena.create(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> Arena.create(file)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void aFileOfAnotherSizeIsNoArena() throws IOException {
        Path file = Files.write(folder.resolve("short"), new byte[10]);
        assertThatThrownBy(() -> Arena.open(file)).isInstanceOf(WireException.class);
    }

    @Test
    void areasAndSlotsDoNotOverlap() {
        assertThat(Arena.outAt(Arena.AREAS - 1) + Arena.HALF_BYTES).isEqualTo(Arena.slotAt(0));
        assertThat(Arena.slotAt(Arena.SLOTS - 1) + Arena.SLOT_BYTES).isEqualTo(Arena.BYTES);
        assertThat(Arena.HEADER_BYTES + Arena.MAX_RECORDS * Wire.RECORD_BYTES).isLessThanOrEqualTo(Arena.HALF_BYTES);
    }

    @Test
    void aSlotIsKnownByItsStart() {
        assertThat(Arena.checkSlot(Arena.Side.ENGINE, Arena.slotAt(127), Arena.SLOT_BYTES))
                .isEqualTo(127);
        assertThat(Arena.checkSlot(Arena.Side.NODE, Arena.slotAt(128), 0)).isEqualTo(128);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "-65536, 1",
        "4194305, 1",
        "4194304, 65537",
        "4194304, -1",
        "20971520, 1",
        "2147418112, 1",
        "12582912, 1",
    })
    void hostileSlotsAreRefused(int offset, int length) {
        assertThatThrownBy(() -> Arena.checkSlot(Arena.Side.ENGINE, offset, length))
                .isInstanceOf(WireException.class);
    }
}
