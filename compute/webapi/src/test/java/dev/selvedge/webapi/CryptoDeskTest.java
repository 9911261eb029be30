package dev.selvedge.webapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.RandomSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CryptoDeskTest {
    private static final int DATA = 128;

    private final CryptoDesk desk = new CryptoDesk(new HostCrypto(RandomSource.secure(), () -> false));

    @Test
    void javaScriptKnowsTheSameWords() throws IOException {
        String source = Files.readString(Path.of("src/main/ts/parts/crypto/words.ts"));
        List<String> theirs = Pattern.compile("^  '(.*)',$", Pattern.MULTILINE)
                .matcher(source)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(theirs).isEqualTo(CryptoDesk.WORDS);
    }

    @Test
    void aShortQuestionIsAnsweredWhereItLies() {
        desk.memory().put(DATA, HostCalls.text("abc"));
        question("digest", "SHA-1", 3, DATA);
        assertThat(desk.ask(List.of())).isNull();
        byte[] answer = new byte[desk.memory().getInt(0)];
        desk.memory().get(DATA, answer);
        assertThat(HostCalls.hex(answer)).isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
    }

    @Test
    void aLongPieceIsLent() {
        ByteBuffer lent =
                ByteBuffer.allocateDirect(10_000).put(HostCalls.text("abcdef")).rewind();
        question("digest", "SHA-1", 3, -1);
        assertThat(desk.ask(List.of(lent))).isNull();
        assertThat(desk.memory().get(DATA)).isEqualTo((byte) 0xa9);
    }

    @Test
    void piecesStayWithinWhatWasShared() {
        for (int[] piece : new int[][] {{16_384, DATA}, {-1, DATA}, {1, 16_384}, {11, -1}, {Integer.MAX_VALUE, 1}}) {
            question("digest", "SHA-1", piece[0], piece[1]);
            assertThatThrownBy(() -> desk.ask(List.of(ByteBuffer.allocateDirect(10))))
                    .describedAs("length %d at %d", piece[0], piece[1])
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        question("digest", "SHA-1", 1, -1);
        assertThatThrownBy(() -> desk.ask(List.of())).isInstanceOf(IndexOutOfBoundsException.class);
        desk.memory().putInt(0, 1000);
        assertThatThrownBy(() -> desk.ask(List.of())).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private void question(String name, String detail, int length, int place) {
        int[] ints = {CryptoDesk.WORDS.indexOf(name), 0, CryptoDesk.WORDS.indexOf(detail), 0, 0, 1, length, place};
        for (int i = 0; i < ints.length; i++) {
            desk.memory().putInt(i * Integer.BYTES, ints[i]);
        }
    }
}
