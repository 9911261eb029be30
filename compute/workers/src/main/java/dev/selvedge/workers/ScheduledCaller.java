package dev.selvedge.workers;

import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The cron ticker, waiting for one run of a scheduled handler. */
final class ScheduledCaller extends EventCaller {
    /** The platform ends a cron run after this long. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final String cron;
    private final long scheduledMillis;
    private final byte[] json;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    ScheduledCaller(String cron, long scheduledMillis, long ray) {
        super(ray);
        this.cron = cron;
        this.scheduledMillis = scheduledMillis;
        this.json = ControlMessage.object()
                .put("cron", cron)
                .put("scheduledTime", scheduledMillis)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    @Override
    public int room() {
        return json.length;
    }

    @Override
    public void write(FrameBatch batch, int id, int actor) {
        batch.record(Wire.In.EVENT, id, Wire.EventType.SCHEDULED, json.length).text(json);
    }

    @Override
    public void began(Flight flight) {
        flight.deadlineNanos = flight.startNanos + LONGEST.toNanos();
    }

    @Override
    void over(Outcome how) {
        outcome.complete(how);
    }

    @Override
    void never() {
        outcome.complete(Outcome.UNKNOWN);
    }

    @Override
    public TailSubject subject() {
        return new TailSubject.Scheduled(cron, scheduledMillis);
    }
}
