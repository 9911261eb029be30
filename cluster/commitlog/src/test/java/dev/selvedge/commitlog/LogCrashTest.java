package dev.selvedge.commitlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.ManualClock;
import dev.selvedge.base.RandomSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Writers on a disk that fails at random and forgets at crashes. Whatever happens: what was acknowledged is found, in order, and
 * a chain never has a hole. {@code -Dselvedge.log.seed=…} replays a run, {@code -Dselvedge.log.rounds=…} makes it longer.
 */
class LogCrashTest {

    private static final long SEED =
            Long.getLong("selvedge.log.seed", RandomSource.secure().nextLong());
    private static final int ROUNDS = Integer.getInteger("selvedge.log.rounds", 25);
    private static final int WRITERS = 4;

    private final RandomSource random = RandomSource.seeded(SEED);
    private final ManualClock clock = new ManualClock(1_000_000);
    private SimulatedDisk disk = new SimulatedDisk(RandomSource.seeded(SEED + 1));

    /** What each writer knows: the number of its last acknowledged entry. */
    private final Map<Integer, Integer> acknowledged = new HashMap<>();

    @Test
    void acknowledgedEntriesAreFoundAndChainsHaveNoHoles() {
        System.out.println("replay with -Dselvedge.log.seed=" + SEED);
        for (int round = 0; round < ROUNDS; round++) {
            LocalCommitLog log = LocalCommitLog.open(disk, LocalCommitLogTest.LIMITS, clock, random);
            Map<Integer, Integer> found = verify(log);
            int steps = random.nextInt(60);
            for (int step = 0; step < steps; step++) {
                misbehave();
                write(log, found);
            }
            SimulatedDisk left = disk;
            disk = random.nextInt(2) == 0 ? disk.crash() : disk.kill();
            left.failWrites(false);
            log.close();
        }
        assertThat(acknowledged.values().stream().mapToInt(Integer::intValue).sum())
                .isGreaterThan(ROUNDS);
    }

    private void misbehave() {
        int what = random.nextInt(12);
        disk.failWrites(what == 0);
        disk.failSyncs(what == 1);
        disk.room(what == 2 ? random.nextInt(3_000) : Long.MAX_VALUE);
    }

    /** Each writer appends a few entries on one chain; entry n says that it builds on n-1. */
    private void write(LocalCommitLog log, Map<Integer, Integer> next) {
        List<Journal> journals = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            Journal journal = new Journal();
            int count = random.nextInt(4);
            CommitLog.Chain chain = log.chain();
            int accepted = 0;
            for (int i = 1; i <= count; i++) {
                String text =
                        writer + " " + (next.getOrDefault(writer, 0) + i) + " " + "x".repeat(random.nextInt(3_000));
                try {
                    Journal.append(chain, text, journal);
                    accepted++;
                } catch (CommitLogException e) {
                    assertThat(e.kind()).isEqualTo(CommitLogException.Kind.BROKEN);
                    break;
                }
            }
            journals.add(journal);
            counts.add(accepted);
        }
        for (int writer = 0; writer < WRITERS; writer++) {
            Journal journal = journals.get(writer).await(counts.get(writer));
            int durable = journal.durable().size();
            next.merge(writer, durable, Integer::sum);
            acknowledged.put(writer, next.getOrDefault(writer, 0));
        }
    }

    /** Reads the log as its owner would, and returns the last entry of each writer. */
    private Map<Integer, Integer> verify(LocalCommitLog log) {
        Map<Integer, Integer> last = new HashMap<>();
        for (String text : Journal.contents(log)) {
            String[] parts = text.split(" ", 3);
            int writer = Integer.parseInt(parts[0]);
            int number = Integer.parseInt(parts[1]);
            assertThat(number).as("entry of writer %d", writer).isEqualTo(last.getOrDefault(writer, 0) + 1);
            last.put(writer, number);
        }
        acknowledged.forEach(
                (writer, number) -> assertThat(last.getOrDefault(writer, 0)).isGreaterThanOrEqualTo(number));
        acknowledged.putAll(last);
        return last;
    }
}
