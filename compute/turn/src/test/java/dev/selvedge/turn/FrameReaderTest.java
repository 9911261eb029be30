package dev.selvedge.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameReaderTest {
    private final List<String> seen = new ArrayList<>();
    private final FrameReader reader = FrameReader.fed(frame -> {
        byte[] text = new byte[frame.textLength()];
        frame.copyText(0, text, 0, text.length);
        seen.add(frame.isolate() + ":" + frame.ints() + ":" + new String(text, StandardCharsets.ISO_8859_1));
    });

    @Test
    void framesThatComeTogetherAreCutApart() {
        ByteBuffer both = ByteBuffer.allocate(1024);
        both.put(batch("one").toBuffer(1)).put(batch("two").toBuffer(2));
        reader.feed(both.flip());
        assertThat(seen).containsExactly("1:8:one", "2:8:two");
    }

    @Test
    void framesThatComeInPiecesOfAnySizeArePutTogether() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        ByteBuffer all = ByteBuffer.allocate(4 << 20);
        List<String> sent = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            String text = "x".repeat(random.nextInt(i % 50 == 0 ? 600_000 : 500));
            all.put(batch(text).toBuffer(i));
            sent.add(i + ":8:" + text);
        }
        all.flip();
        while (all.hasRemaining()) {
            int length = Math.min(all.remaining(), 1 + random.nextInt(5000));
            reader.feed(all.slice(all.position(), length));
            all.position(all.position() + length);
        }
        assertThat(seen).describedAs("seed %d", seed).isEqualTo(sent);
    }

    @Test
    void aChannelReadsIntoTheReadersSpace() {
        List<Integer> ints = new ArrayList<>();
        FrameReader reading = FrameReader.reading(frame -> ints.add(frame.intAt(1)));
        reading.space().put(batch("text").toBuffer(1));
        reading.read();
        assertThat(ints).containsExactly(7);
    }

    @Test
    void aLargeFrameFitsAndTheBufferShrinksAgain() {
        String text = "y".repeat(3 << 20);
        reader.feed(batch(text).toBuffer(1));
        reader.feed(batch("small").toBuffer(1));
        assertThat(seen.get(0)).hasSize(text.length() + 4);
        assertThat(reader.space().capacity()).isLessThan(1 << 20);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1, 0",
        "4, 1, 0",
        "16777217, 1, 0",
        "67108865, 0, 0",
        "2147483647, 0, 0",
        "40, -5, 0",
        "40, 1, -1",
        "40, 1, 9",
        "40, 1, 1073741824",
        "40, 1, 2147483647",
    })
    void hostileSizesAreRefused(int length, int isolate, int ints) {
        ByteBuffer header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(length).putInt(isolate).putInt(ints).flip();
        assertThatThrownBy(() -> reader.feed(header)).isInstanceOf(WireException.class);
    }

    @Test
    void anIntOrTextOutsideTheFrameIsNotReadable() {
        FrameReader strict = FrameReader.fed(frame -> {
            assertThatThrownBy(() -> frame.intAt(8)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> frame.intAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> frame.copyText(2, new byte[9], 0, 3))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> frame.text(4, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            seen.add("checked");
        });
        strict.feed(batch("text").toBuffer(1));
        assertThat(seen).containsExactly("checked");
    }

    private static FrameBatch batch(String text) {
        return new FrameBatch().record(Wire.In.BYTES, 7, text.length(), 0).latin1(text);
    }
}
