package dev.selvedge.workers;

import dev.selvedge.durable.Alarm;
import dev.selvedge.durable.AlarmClock;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;

/** An alarm that rings at its actor; what becomes of it is told to the clock, which rings again if it has to. */
final class AlarmCaller extends EventCaller {
    /** The platform ends an alarm's handler after this long. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Alarm alarm;
    private final AlarmClock clock;
    private final LongSupplier wallMillis;
    private final byte[] json;
    private boolean told;

    AlarmCaller(Alarm alarm, AlarmClock clock, LongSupplier wallMillis, long ray) {
        super(ray);
        this.alarm = alarm;
        this.clock = clock;
        this.wallMillis = wallMillis;
        this.json = ControlMessage.object()
                .put("scheduledTime", alarm.scheduledMillis())
                .put("retryCount", alarm.retry())
                .put("isRetry", alarm.retry() > 0)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int room() {
        return json.length;
    }

    @Override
    public void write(FrameBatch batch, int id, int actor) {
        batch.record(Wire.In.EVENT, id, Wire.EventType.ALARM, json.length, actor, 0, 0, 0)
                .text(json);
    }

    @Override
    public void began(Flight flight) {
        flight.deadlineNanos = flight.startNanos + LONGEST.toNanos();
    }

    @Override
    void handled() {
        if (!told) {
            told = true;
            clock.succeeded(alarm);
        }
    }

    @Override
    void over(Outcome how) {
        switch (how) {
            case OK -> handled();
            case EXCEPTION, EXCEEDED_CPU, EXCEEDED_MEMORY -> failed(true);
            case CANCELED, SCRIPT_NOT_FOUND, UNKNOWN -> failed(false);
        }
    }

    /** It is not the handler's fault, so it does not count. */
    @Override
    void never() {
        failed(false);
    }

    private void failed(boolean counts) {
        if (!told) {
            told = true;
            clock.failed(alarm, counts, wallMillis.getAsLong());
        }
    }

    @Override
    public TailSubject subject() {
        return new TailSubject.Alarm(alarm.scheduledMillis());
    }
}
