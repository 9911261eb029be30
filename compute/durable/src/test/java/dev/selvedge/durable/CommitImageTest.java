package dev.selvedge.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.RandomSource;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class CommitImageTest {

    @Test
    void whatIsWrittenIsRead() {
        ByteBuffer page = ByteBuffer.allocate(4096).put(0, (byte) 7).put(4095, (byte) 9);
        ByteBuffer target = ByteBuffer.allocate((int) CommitImage.bytes(4096, 2));
        CommitImage.putHeader(target, 5, 1_000, 2_000, 4096, 3);
        CommitImage.putFrame(target, 1, page.duplicate());
        CommitImage.putFrame(target, 3, page.duplicate());
        CommitImage image = CommitImage.of(target.array());
        assertThat(image.sequence()).isEqualTo(5);
        assertThat(image.wallMillis()).isEqualTo(1_000);
        assertThat(image.alarmMillis()).isEqualTo(2_000);
        assertThat(image.databaseBytes()).isEqualTo(3 * 4096);
        assertThat(image.frames()).isEqualTo(2);
        assertThat(image.pageNumber(1)).isEqualTo(3);
        assertThat(image.page(1)).isEqualTo(page);
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
        refused(java.util.Arrays.copyOf(header(1, -1, 4096, 1), 40), "ends within a page");
        refused(java.util.Arrays.copyOf(header(1, -1, 4096, 1), 32 + 4100), "without a number");
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

    private static void refused(byte[] bytes, String fault) {
        assertThatThrownBy(() -> CommitImage.of(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault);
    }
}
