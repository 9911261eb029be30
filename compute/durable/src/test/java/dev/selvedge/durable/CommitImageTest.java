package dev.selvedge.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.RandomSource;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class CommitImageTest {

    @Test
    void whatIsWrittenIsRead() {
        ByteBuffer page = ByteBuffer.allocate(4096).put(0, (byte) 7).put(4095, (byte) 9);
        ByteBuffer target = ByteBuffer.allocate((int) CommitImage.bytes(4096, 2));
        CommitImage.putHeader(target, 5, 1_000, 2_000, 4096, 3);
        CommitImage.putFrame(target, 1, MemorySegment.ofBuffer(page));
        CommitImage.putFrame(target, 3, MemorySegment.ofBuffer(page));
        CommitImage image = CommitImage.of(target.flip());
        assertThat(image.sequence()).isEqualTo(5);
        assertThat(image.wallMillis()).isEqualTo(1_000);
        assertThat(image.alarmMillis()).isEqualTo(2_000);
        assertThat(image.databaseBytes()).isEqualTo(3 * 4096);
        assertThat(image.frames()).isEqualTo(2);
        assertThat(image.pageNumber(1)).isEqualTo(3);
        assertThat(image.page(1)).isEqualTo(page);
    }

    @Test
    void ofZerosOnlyTheNumberIsKept() {
        RandomSource random = RandomSource.seeded(2);
        for (int size = 512; size <= 65_536; size *= 2) {
            for (int i = 0; i < 200; i++) {
                byte[] page = new byte[size];
                byte[] content = random.bytes(random.nextInt(size));
                System.arraycopy(content, 0, page, random.nextInt(size - content.length + 1), content.length);
                ByteBuffer target = ByteBuffer.allocate((int) CommitImage.bytes(size, 1));
                CommitImage.putHeader(target, 1, 0, -1, size, 1);
                CommitImage.putFrame(target, 1, MemorySegment.ofArray(page));
                int zeros = size - content.length;
                assertThat(target.position())
                        .isLessThanOrEqualTo((int) CommitImage.bytes(size, 1) - zeros / 2 + 2 * Long.BYTES);
                assertThat(CommitImage.of(target.flip()).page(0).array()).isEqualTo(page);
            }
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        refused(new byte[31], "shorter than its header");
        refused(header(0, -1, 4096, 1), "no number");
        refused(header(1, -2, 4096, 1), "impossible alarm");
        refused(header(1, -1, 4095, 1), "impossible size");
        refused(header(1, -1, 131_072, 1), "impossible size");
        refused(header(1, -1, 0, 1), "impossible size");
        refused(header(1, -1, 65_536, Integer.MAX_VALUE), "impossibly large");
        refused(header(1, -1, 4096, -1), "impossibly large");
        refused(java.util.Arrays.copyOf(header(1, -1, 4096, 1), 36), "ends within a page");
        refused(java.util.Arrays.copyOf(header(1, -1, 4096, 1), 32 + 4104), "without a number");
        refused(frame(1, 4000, 97), "more zeros than a page");
        refused(frame(1, 1, 4000), "ends within a page");
    }

    @Test
    void noBytesMakeTheReaderFailInAnyOtherWay() {
        RandomSource random = RandomSource.seeded(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = random.bytes(random.nextInt(1_200));
            if (bytes.length >= 28) {
                ByteBuffer.wrap(bytes).putInt(24, 512);
            }
            try {
                CommitImage image = CommitImage.of(bytes);
                for (int frame = 0; frame < image.frames(); frame++) {
                    assertThat(image.page(frame).remaining()).isEqualTo(image.pageSize());
                }
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("the commit ");
            }
        }
    }

    private static byte[] header(long sequence, long alarm, int pageSize, int pages) {
        ByteBuffer target = ByteBuffer.allocate(CommitImage.HEADER_BYTES);
        CommitImage.putHeader(target, sequence, 0, alarm, pageSize, pages);
        return target.array();
    }

    private static byte[] frame(int number, int from, int zeros) {
        ByteBuffer target = ByteBuffer.allocate(CommitImage.HEADER_BYTES + CommitImage.FRAME_HEADER_BYTES);
        CommitImage.putHeader(target, 1, 0, -1, 4096, 1);
        return target.putInt(number)
                .putShort((short) from)
                .putShort((short) zeros)
                .array();
    }

    private static void refused(byte[] bytes, String fault) {
        assertThatThrownBy(() -> CommitImage.of(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault);
    }
}
