package dev.selvedge.commitlog;

import static dev.selvedge.commitlog.Journal.append;
import static dev.selvedge.commitlog.Journal.appendDurably;
import static dev.selvedge.commitlog.Journal.contents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.ManualClock;
import dev.selvedge.base.RandomSource;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** What a log does on a disk that fails, and what it makes of files that are not as it left them. */
class LogDamageTest {

    private final ManualClock clock = new ManualClock(1_000_000);
    private final RandomSource random = RandomSource.seeded(11);
    private SimulatedDisk disk = new SimulatedDisk(random);
    private LocalCommitLog log = open();

    private LocalCommitLog open() {
        return LocalCommitLog.open(disk, LocalCommitLogTest.LIMITS, clock, random);
    }

    private void reopenAfterKill() {
        disk = disk.kill();
        log = open();
    }

    private String onlySegment() {
        return disk.segments().getFirst();
    }

    @Test
    void aTornEndIsCutWhereverItIsTorn() {
        appendDurably(log, "kept");
        int whole = (int) log.durable() + SegmentHeader.BYTES;
        appendDurably(log, "torn or not torn");
        int end = (int) log.durable() + SegmentHeader.BYTES;
        byte[] bytes = disk.bytes(onlySegment());
        for (int cut = whole; cut < end; cut++) {
            disk = disk.kill();
            disk.replace(onlySegment(), Arrays.copyOf(bytes, cut));
            log = open();
            assertThat(contents(log)).containsExactly("kept");
            appendDurably(log, "next");
            log.close();
            log = open();
            assertThat(contents(log)).containsExactly("kept", "next");
        }
    }

    @Test
    void aFlushOfWhichOnlyTheEndArrivedIsTornAndNotDamage() {
        appendDurably(log, "kept");
        long lost = flushTogether("lost", "arrived").getFirst();
        byte[] bytes = disk.bytes(onlySegment()).clone();
        bytes[(int) lost + SegmentHeader.BYTES + EntryHeader.BYTES] ^= 1;
        disk = disk.kill();
        disk.replace(onlySegment(), bytes);
        log = open();
        assertThat(contents(log)).containsExactly("kept", "ahead");
    }

    @Test
    void aBadEntryThatHadBeenDurableIsDamageAndChangesNothing() {
        appendDurably(log, "first");
        int second = (int) log.durable() + SegmentHeader.BYTES;
        appendDurably(log, "second");
        appendDurably(log, "third");
        byte[] bytes = disk.bytes(onlySegment()).clone();
        for (int at = second; at < second + EntryHeader.BYTES + 4; at++) {
            if (at >= second + 28 && at < second + EntryHeader.BYTES) {
                continue; // of no meaning
            }
            byte[] changed = bytes.clone();
            changed[at] ^= 4;
            disk = disk.kill();
            disk.replace(onlySegment(), changed);
            assertThatThrownBy(this::open)
                    .isInstanceOf(CommitLogException.class)
                    .hasMessageContaining("is damaged at byte " + second)
                    .hasMessageContaining("restore the data directory from a backup");
            assertThat(disk.bytes(onlySegment())).isEqualTo(changed);
        }
    }

    @Test
    void nobodyCanWriteAnEntryIntoAnEntry() {
        appendDurably(log, "first");
        long place = log.durable();
        ByteBuffer forged = ByteBuffer.allocate(256);
        for (int at = 64; at + EntryHeader.BYTES < 256; at += EntryHeader.BYTES) {
            long position = place + EntryHeader.BYTES + at;
            new EntryHeader(0, 0, position, 1, 8)
                    .withChecksum(0, new byte[0], ByteBuffer.allocate(0))
                    .write(forged.position(at));
        }
        Journal journal = new Journal();
        log.chain().append(new byte[0], forged.array(), journal);
        journal.await(1);
        byte[] bytes = disk.bytes(onlySegment()).clone();
        bytes[(int) place + SegmentHeader.BYTES + EntryHeader.BYTES] ^= 1;
        disk = disk.kill();
        disk.replace(onlySegment(), bytes);
        log = open();
        assertThat(contents(log)).containsExactly("first");
    }

    @Test
    void aFailedFlushFailsAllThatWaitsAndTheNextChainWorks() {
        appendDurably(log, "kept");
        CommitLog.Chain bystander = log.chain();
        Journal journal = new Journal();
        CommitLog.Chain chain = log.chain();
        disk.failSyncs(true);
        append(chain, "lost", journal);
        journal.await(1);
        assertThat(journal.durable()).isEmpty();
        assertThat(journal.reason()).hasMessageContaining("simulated failure to flush");
        assertThat(log.isFailing()).isTrue();
        disk.failSyncs(false);
        assertThatThrownBy(() -> append(chain, "on a hole", journal))
                .isInstanceOfSatisfying(
                        CommitLogException.class, e -> assertThat(e.kind()).isEqualTo(CommitLogException.Kind.BROKEN));
        append(bystander, "not concerned", journal);
        journal.await(2);
        appendDurably(log, "after");
        assertThat(log.isFailing()).isFalse();
        assertThat(contents(log)).containsExactly("kept", "not concerned", "after");
        reopenAfterKill();
        assertThat(contents(log)).containsExactly("kept", "not concerned", "after");
    }

    @Test
    void whatAFailedFlushLeftBehindNeverComesBackOnceTheLogWentOn() {
        appendDurably(log, "kept");
        Semaphore permits = new Semaphore(0);
        disk.gate(permits);
        Journal journal = new Journal();
        append(log.chain(), "written whole", journal);
        disk.failSyncs(true);
        // The entry arrived, and yet the flush fails, and so does cutting it off.
        permits.release(2);
        journal.await(1);
        disk.failSyncs(false);
        permits.release(1_000);
        appendDurably(log, "after");
        for (int round = 0; round < 20; round++) {
            disk = disk.crash();
            log = open();
            assertThat(contents(log)).containsExactly("kept", "after");
        }
    }

    @Test
    void aFullDiskIsAnErrorUntilThereIsRoom() {
        appendDurably(log, "kept");
        disk.room(1_500_000);
        String large = "x".repeat(2_000_000);
        Journal journal = new Journal();
        append(log.chain(), large, journal);
        journal.await(1);
        assertThat(journal.reason()).hasMessageContaining("No space left");
        disk.room(0);
        append(log.chain(), large, journal);
        journal.await(2);
        assertThat(journal.failed()).hasSize(2);
        disk.room(10_000_000);
        appendDurably(log, large);
        reopenAfterKill();
        assertThat(contents(log)).containsExactly("kept", large);
    }

    @Test
    void aDiskWithoutRoomForZerosStillTakesEntries() {
        disk.room(4_000);
        appendDurably(log, "small");
        reopenAfterKill();
        assertThat(contents(log)).containsExactly("small");
    }

    @Test
    void writesThatTakeOnlyAPartAreWrittenOn() {
        disk.shortWrites();
        String large = "abc".repeat(100_000);
        appendDurably(log, large);
        reopenAfterKill();
        assertThat(contents(log)).containsExactly(large);
    }

    @Test
    void aSegmentThatCouldNotBeBegunIsForgotten() {
        appendDurably(log, "kept");
        disk.failSyncs(true);
        Journal journal = new Journal();
        append(log.chain(), "lost", journal);
        journal.await(1);
        append(log.chain(), "lost too: no segment could be made", journal);
        journal.await(2);
        disk.failSyncs(false);
        appendDurably(log, "after");
        assertThat(disk.segments()).hasSize(3);
        reopenAfterKill();
        assertThat(contents(log)).containsExactly("kept", "after");
        assertThat(disk.segments()).hasSize(2);
    }

    @Test
    void aMissingSegmentIsNamed() {
        String large = "x".repeat(70_000);
        List.of("1", "2", "3").forEach(text -> appendDurably(log, text + large));
        String second = disk.segments().get(1);
        disk = disk.kill();
        disk.delete(second);
        assertThatThrownBy(this::open)
                .isInstanceOf(CommitLogException.class)
                .hasMessageContaining(second + " is missing");
    }

    @Test
    void oldDamageIsReportedByWhoeverReadsIt() {
        long first = appendDurably(log, "x".repeat(70_000));
        appendDurably(log, "y".repeat(70_000));
        String segment = onlySegment();
        disk = disk.kill();
        byte[] bytes = disk.bytes(segment).clone();
        bytes[5_000] ^= 1;
        disk.replace(segment, bytes);
        log = open();
        assertThatThrownBy(() -> log.read(first)).hasMessageContaining("damaged");
        assertThatThrownBy(() -> contents(log)).hasMessageContaining("damaged");
    }

    @Test
    void manyEntriesShareAFlush() {
        appendDurably(log, "first");
        int before = disk.syncs();
        flushTogether("a", "b", "c", "d", "e", "f");
        assertThat(disk.syncs()).isLessThanOrEqualTo(before + 2);
    }

    @Test
    void segmentsAreOfTheSizeThatWasAsked() {
        for (int i = 0; i < 10; i++) {
            appendDurably(log, "x".repeat(20_000));
        }
        assertThat(disk.segments()).hasSizeBetween(2, 4);
    }

    /** One entry holds up the disk until the others are queued. Returns their positions. */
    private List<Long> flushTogether(String... texts) {
        Semaphore permits = new Semaphore(0);
        disk.gate(permits);
        Journal journal = new Journal();
        CommitLog.Chain chain = log.chain();
        append(chain, "ahead", journal);
        while (!permits.hasQueuedThreads()) {
            Thread.onSpinWait();
        }
        List<Long> positions =
                Arrays.stream(texts).map(text -> append(chain, text, journal)).toList();
        permits.release(1_000);
        journal.await(texts.length + 1);
        return positions;
    }
}
