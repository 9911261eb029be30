package dev.selvedge.commitlog;

import static dev.selvedge.commitlog.Journal.append;
import static dev.selvedge.commitlog.Journal.appendDurably;
import static dev.selvedge.commitlog.Journal.contents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.ManualClock;
import dev.selvedge.base.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every commit log has to do. An implementation's own test extends this and says how one is opened. */
abstract class CommitLogContract {

    final ManualClock clock = new ManualClock(1_000_000);
    private CommitLog log;

    /** Opens what the last one left; the first time, nothing. */
    abstract CommitLog open(ManualClock clock);

    CommitLog log() {
        return log;
    }

    @BeforeEach
    void begin() {
        log = open(clock);
    }

    @AfterEach
    void end() {
        log.close();
    }

    void reopen() {
        log.close();
        log = open(clock);
    }

    @Test
    void aNewLogIsEmpty() {
        assertThat(contents(log)).isEmpty();
        assertThat(log.durable()).isEqualTo(log.start());
        reopen();
        assertThat(contents(log)).isEmpty();
    }

    @Test
    void whatWasAcknowledgedIsFoundAgainInOrder() {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            written.add("entry " + i);
            appendDurably(log, "entry " + i);
        }
        assertThat(contents(log)).isEqualTo(written);
        reopen();
        assertThat(contents(log)).isEqualTo(written);
        appendDurably(log, "one more");
        assertThat(contents(log)).hasSize(51).endsWith("one more");
    }

    @Test
    void entriesOfEverySizeComeBack() {
        List<String> written = new ArrayList<>();
        for (int length : new int[] {0, 1, 2, 7, 8, 9, 4095, 4096, 300_000, 3_000_000}) {
            written.add("x".repeat(length));
            appendDurably(log, "x".repeat(length));
        }
        reopen();
        assertThat(contents(log)).isEqualTo(written);
    }

    @Test
    void positionsRiseAndReceiptsComeInTheirOrder() {
        Journal journal = new Journal();
        CommitLog.Chain chain = log.chain();
        List<Long> positions = IntStream.range(0, 200)
                .mapToObj(i -> append(chain, "entry " + i, journal))
                .toList();
        journal.await(200);
        assertThat(positions).isSorted().doesNotHaveDuplicates();
        assertThat(journal.durable()).isEqualTo(positions);
    }

    @Test
    void anEntryIsReadByItsPosition() {
        long first = appendDurably(log, "first");
        long second = appendDurably(log, "second");
        assertThat(Journal.text(log.read(second))).isEqualTo("second");
        assertThat(Journal.text(log.read(first))).isEqualTo("first");
        reopen();
        assertThat(Journal.text(log.read(second))).isEqualTo("second");
        long end = log.durable();
        assertThatThrownBy(() -> log.read(end)).isInstanceOf(CommitLogException.class);
        assertThatThrownBy(() -> log.read(CommitLog.NOWHERE)).isInstanceOf(CommitLogException.class);
    }

    @Test
    void replayBeginsWhereItIsAsked() {
        appendDurably(log, "first");
        long second = appendDurably(log, "second");
        appendDurably(log, "third");
        assertThat(contents(log, second)).containsExactly("second", "third");
        assertThat(contents(log, log.durable())).isEmpty();
    }

    @Test
    void timesAreKeptAndNeverGoBack() {
        appendDurably(log, "early");
        clock.advance(Duration.ofSeconds(5));
        appendDurably(log, "late");
        List<Long> times = new ArrayList<>();
        log.replay(0, entry -> times.add(entry.wallMillis()));
        assertThat(times).containsExactly(1_000_000L, 1_005_000L);
    }

    @Test
    void manyWritersKeepEachItsOwnOrder() throws Exception {
        Journal journal = new Journal();
        try (Scope scope = new Scope("writers")) {
            for (int writer = 0; writer < 8; writer++) {
                int number = writer;
                var _ = scope.fork(() -> {
                    CommitLog.Chain chain = log.chain();
                    for (int i = 0; i < 100; i++) {
                        append(chain, number + ":" + i, journal);
                    }
                    return null;
                });
            }
            scope.join();
        }
        journal.await(800);
        reopen();
        List<String> found = contents(log);
        assertThat(found).hasSize(800);
        for (int writer = 0; writer < 8; writer++) {
            String prefix = writer + ":";
            assertThat(found.stream().filter(text -> text.startsWith(prefix)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 100).mapToObj(i -> prefix + i).toList());
        }
    }

    @Test
    void theHookRunsAfterEachRoundOfReceipts() throws InterruptedException {
        Journal journal = new Journal();
        java.util.concurrent.LinkedBlockingQueue<Integer> seen = new java.util.concurrent.LinkedBlockingQueue<>();
        log.afterReceipts(() -> seen.add(journal.durable().size()));
        append(log.chain(), "entry", journal);
        assertThat(seen.take()).isEqualTo(1);
    }

    @Test
    void closingWritesWhatIsQueuedAndThenRefuses() {
        Journal journal = new Journal();
        CommitLog.Chain chain = log.chain();
        for (int i = 0; i < 100; i++) {
            append(chain, "entry " + i, journal);
        }
        log.close();
        assertThat(journal.durable()).hasSize(100);
        assertThatThrownBy(() -> append(chain, "late", journal))
                .isInstanceOfSatisfying(
                        CommitLogException.class, e -> assertThat(e.kind()).isEqualTo(CommitLogException.Kind.CLOSED));
        log = open(clock);
        assertThat(contents(log)).hasSize(100);
    }

    @Test
    void anEntryThatIsTooLargeIsRefusedAndChangesNothing() {
        byte[] large = new byte[CommitLog.MAX_ENTRY_BYTES];
        assertThatThrownBy(() -> log.chain().append(new byte[1], large, CommitLog.Receipt.none()))
                .isInstanceOf(CommitLogException.class);
        appendDurably(log, "small");
        assertThat(contents(log)).containsExactly("small");
    }

    @Test
    void trimmingKeepsWhatIsYoungAndWhatIsNeeded() {
        String large = "x".repeat(40_000);
        for (int i = 0; i < 10; i++) {
            appendDurably(log, large);
        }
        log.trim(log.durable(), clock.wallMillis() - Duration.ofDays(1).toMillis());
        assertThat(contents(log)).hasSize(10);
        clock.advance(Duration.ofDays(2));
        long needed = appendDurably(log, Bytes.utf8(Bytes.utf8("needed")));
        appendDurably(log, large);
        log.trim(needed, clock.wallMillis() - Duration.ofDays(1).toMillis());
        assertThat(contents(log)).hasSizeLessThan(12).contains("needed", large);
        assertThat(contents(log, needed)).containsExactly("needed", large);
        reopen();
        assertThat(contents(log, needed)).containsExactly("needed", large);
        assertThat(log.start()).isGreaterThan(0);
    }
}
