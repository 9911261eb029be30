package dev.selvedge.workers;

import dev.selvedge.base.Clock;
import dev.selvedge.catalog.VersionId;
import dev.selvedge.observe.LogRing;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Versions that were on the CPU when their engine died. The first time costs a version its place among others: it gets a
 * *solo* engine. If it ends that too it is refused for a second, then two, then four, up to five minutes. A version that
 * behaves for ten minutes is forgiven. Where the evidence is faint three times count as one. Safe for any thread.
 */
final class Suspects {
    private static final long SECOND = 1_000_000_000L;
    private static final long LONGEST_REFUSAL = 300 * SECOND;
    private static final long FORGIVEN_AFTER = 600 * SECOND;
    private static final int MOST_DOUBLINGS = 9;
    private static final int FAINT_FOR_A_KILL = 3;

    /** How a version may run now. */
    sealed interface Standing {
        /** Among others. */
        record Ordinary() implements Standing {}

        /** In an engine of its own. */
        record Solo() implements Standing {}

        /** Not before so many seconds. */
        record Refused(int seconds) implements Standing {}
    }

    private static final Standing ORDINARY = new Standing.Ordinary();
    private static final Standing SOLO = new Standing.Solo();

    private record History(String worker, int kills, int faint, long lastNanos, long refusedUntilNanos) {}

    private final ConcurrentHashMap<VersionId, History> histories = new ConcurrentHashMap<>();
    private final Clock clock;
    private final LogRing logs;

    Suspects(Clock clock, LogRing logs) {
        this.clock = clock;
        this.logs = logs;
    }

    Standing standing(VersionId version) {
        History history = histories.isEmpty() ? null : histories.get(version);
        if (history == null) {
            return ORDINARY;
        }
        long now = clock.nanos();
        if (now - history.lastNanos > Math.max(FORGIVEN_AFTER, 2 * (history.refusedUntilNanos - history.lastNanos))) {
            histories.remove(version, history);
            return ORDINARY;
        }
        if (history.kills == 0) {
            return ORDINARY;
        }
        long left = history.refusedUntilNanos - now;
        return left > 0 ? new Standing.Refused((int) (left / SECOND) + 1) : SOLO;
    }

    /** The version was on the CPU when its engine died. */
    void killed(VersionId version, String worker, boolean solo, Evidence evidence) {
        if (evidence == Evidence.NONE) {
            return;
        }
        long now = clock.nanos();
        History history = histories.compute(version, (_, before) -> next(before, worker, solo, evidence, now));
        String sentence = history.faint > 0
                ? "was on the CPU when its engine was killed and memory was short"
                : history.refusedUntilNanos > now
                        ? "is refused for " + (history.refusedUntilNanos - now) / SECOND + " s: it ended its own engine"
                        : "goes into an engine of its own: it was on the CPU when the shared one died";
        logs.append("error", "engines", worker, "", "Worker " + worker + " (version " + version + ") " + sentence);
    }

    private static History next(@Nullable History before, String worker, boolean solo, Evidence evidence, long now) {
        History known = before == null ? new History(worker, 0, 0, now, now) : before;
        int faint = evidence == Evidence.FAINT ? known.faint + 1 : FAINT_FOR_A_KILL;
        if (faint < FAINT_FOR_A_KILL) {
            return new History(worker, known.kills, faint, now, known.refusedUntilNanos);
        }
        int kills = known.kills + 1;
        if (!solo) {
            return new History(worker, kills, 0, now, known.refusedUntilNanos);
        }
        long refusal = Math.min(LONGEST_REFUSAL, SECOND << Math.min(MOST_DOUBLINGS, Math.max(0, kills - 2)));
        return new History(worker, kills, 0, now, now + refusal);
    }

    List<WorkersStatus.Suspect> view() {
        long now = clock.nanos();
        return histories.entrySet().stream()
                .filter(entry -> entry.getValue().kills > 0)
                .map(entry -> {
                    History history = entry.getValue();
                    long left = Math.max(0, history.refusedUntilNanos - now) / 1_000_000;
                    String standing = left > 0 ? "refused" : "solo";
                    return new WorkersStatus.Suspect(
                            history.worker, entry.getKey().toString(), standing, history.kills, left);
                })
                .toList();
    }
}
