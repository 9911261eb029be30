package dev.selvedge.workers;

import dev.selvedge.base.Tasks;
import dev.selvedge.durable.ActorId;
import dev.selvedge.durable.Alarm;
import dev.selvedge.durable.AlarmClock;
import java.time.Duration;

/** Takes alarms that are due to their actors' loops. On a thread of its own. */
final class AlarmTicker implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Shared shared;
    private final AlarmClock alarms;
    private final Tasks.Repeating repeating;

    AlarmTicker(Shared shared) {
        this.shared = shared;
        this.alarms = shared.ports.store().alarms();
        this.repeating = Tasks.every("alarms", LOOK, shared.clock(), this::look);
    }

    private void look() {
        long now = shared.clock().wallMillis();
        if (alarms.nextMillis() <= now) {
            alarms.poll(now).forEach(this::ring);
        }
    }

    private void ring(Alarm alarm) {
        ActorId id = alarm.key().id();
        Actors actors = shared.actors(id.shard(shared.loops().size()));
        AlarmCaller caller = new AlarmCaller(
                alarm, alarms, shared.clock()::wallMillis, shared.ports.rays().next());
        actors.run(() -> actors.call(alarm.key().namespace(), id, null, caller));
    }

    @Override
    public void close() {
        repeating.close();
    }
}
