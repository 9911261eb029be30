package dev.selvedge.workers;

import dev.selvedge.base.Tasks;
import dev.selvedge.catalog.Cron;
import dev.selvedge.catalog.Script;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** Fires the cron triggers that are due, once per minute, on the deployment in force. On a thread of its own. */
final class CronTicker implements AutoCloseable {
    private static final long MINUTE_MILLIS = 60_000;
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Starts one run. */
    interface Firing {
        ScheduledCaller fire(Script script, Cron cron, long scheduledMillis);
    }

    private final Shared shared;
    private final Firing firing;
    private final Tasks.Repeating repeating;
    private long lastMinute;

    CronTicker(Shared shared, Firing firing) {
        this.shared = shared;
        this.firing = firing;
        this.lastMinute = shared.clock().wallMillis() / MINUTE_MILLIS;
        this.repeating = Tasks.every("cron", LOOK, shared.clock(), this::look);
    }

    /** A minute is fired once, also when the clock is set back; minutes slept through are not made up for. */
    private void look() {
        long minute = shared.clock().wallMillis() / MINUTE_MILLIS;
        if (minute > lastMinute) {
            lastMinute = minute;
            fire(minute * MINUTE_MILLIS);
        }
    }

    private void fire(long millis) {
        var time = Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC);
        for (Script script : shared.ports.catalog().view().scripts()) {
            for (Cron cron : script.crons()) {
                if (CronSchedule.parse(cron.expression())
                        .map(it -> it.matches(time))
                        .orElse(false)) {
                    firing.fire(script, cron, millis);
                }
            }
        }
    }

    @Override
    public void close() {
        repeating.close();
    }
}
