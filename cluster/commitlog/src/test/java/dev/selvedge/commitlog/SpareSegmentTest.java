package dev.selvedge.commitlog;

import static dev.selvedge.commitlog.Journal.appendDurably;
import static dev.selvedge.commitlog.Journal.contents;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.ManualClock;
import dev.selvedge.base.RandomSource;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The file that waits for the next segment. */
@Timeout(30)
class SpareSegmentTest {

    private static final int BYTES = 64 << 10;
    private static final String NAME = SegmentHeader.fileName(7);

    private final RandomSource random = RandomSource.seeded(5);
    private final SimulatedDisk disk = new SimulatedDisk(random);
    private final SpareSegment spare = new SpareSegment(disk, BYTES);

    private Disk.DiskFile take() throws IOException {
        for (; ; LockSupport.parkNanos(100_000)) {
            Disk.DiskFile file = spare.take(NAME);
            if (file != null) {
                return file;
            }
        }
    }

    private LocalCommitLog open(SimulatedDisk of) {
        return LocalCommitLog.open(of, LocalCommitLogTest.LIMITS, new ManualClock(1), random);
    }

    @Test
    void itsZerosAreDurableWhenItIsTaken() throws IOException {
        spare.prepare();
        take().close();
        disk.syncNames();
        assertThat(disk.list()).containsExactly(NAME);
        assertThat(disk.crash().bytes(NAME)).containsOnly(0).hasSize(BYTES);
    }

    @Test
    void thereIsNoneUntilOneIsAskedFor() throws IOException {
        assertThat(spare.take(NAME)).isNull();
        assertThat(disk.list()).isEmpty();
    }

    @Test
    void afterAFullDiskTheNextSegmentGetsAnotherTry() throws IOException {
        disk.room(1_000);
        spare.prepare();
        while (disk.refusals() == 0) {
            LockSupport.parkNanos(100_000);
        }
        disk.room(Long.MAX_VALUE);
        Disk.DiskFile file = null;
        while (file == null) {
            spare.prepare();
            file = spare.take(NAME);
        }
        assertThat(file.length()).isEqualTo(BYTES);
        file.close();
    }

    @Test
    void oneThatNobodyTookGoesWithTheLog() throws IOException {
        spare.prepare();
        spare.close();
        assertThat(disk.list()).isEmpty();
    }

    @Test
    void oneThatAKilledProcessLeftIsRemoved() throws IOException {
        disk.create("spare").close();
        open(disk).close();
        assertThat(disk.list()).doesNotContain("spare");
    }

    @Test
    void theLogGoesOnInIt() {
        LocalCommitLog log = open(disk);
        String large = "x".repeat(20_000);
        int count = 0;
        // A fast writer may be there before the file is.
        while (disk.segments().size() < 2 || disk.bytes(disk.segments().getLast()).length != BYTES) {
            appendDurably(log, large);
            count++;
        }
        LocalCommitLog again = open(disk.kill());
        assertThat(contents(again)).hasSize(count);
        again.close();
        log.close();
    }
}
