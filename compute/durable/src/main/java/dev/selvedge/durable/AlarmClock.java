package dev.selvedge.durable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * When actors want to be woken. Each alarm is handed out when its time has come and stays until the actor's storage says
 * otherwise, so it rings at least once, whatever happens in between. Time is passed in; whoever has a timer polls. Safe for use
 * from several threads: storage sets alarms on the log's thread.
 *
 * <p>Rules: developers.cloudflare.com/durable-objects/api/alarms: retries begin after 2 s and double, six of them.
 */
public final class AlarmClock {

    private static final long FIRST_RETRY_MILLIS = 2_000;
    public static final int MOST_RETRIES = 6;

    private record Due(long millis, ActorKey key) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(millis, other.millis);
            return byTime != 0 ? byTime : key.compareTo(other.key);
        }
    }

    /** Of one actor. */
    private static final class Bell {
        /** What its storage says. */
        private long scheduled = CommitImage.NO_ALARM;

        private @Nullable Due due;
        private boolean ringing;
        private int retry;
        /** Whether the storage said something since it began to ring. */
        private boolean changed;
    }

    private final Map<ActorKey, Bell> bells = new HashMap<>();
    private final NavigableSet<Due> queue = new TreeSet<>();
    private BiConsumer<ActorKey, Long> dropped = (_, _) -> {};

    /** Who writes down that an alarm was given up. */
    synchronized void onDropped(BiConsumer<ActorKey, Long> listener) {
        dropped = listener;
    }

    /** What is durable changed: the alarm is at that time now, or there is none. */
    synchronized void set(ActorKey key, long scheduledMillis) {
        Bell bell = bells.computeIfAbsent(key, _ -> new Bell());
        bell.scheduled = scheduledMillis;
        bell.changed = true;
        bell.retry = 0;
        if (!bell.ringing) {
            arm(key, bell, scheduledMillis);
        }
    }

    /** Hands out what is due. Each of them has to be answered, by {@link #succeeded} or {@link #failed}. */
    public synchronized List<Alarm> poll(long nowMillis) {
        List<Alarm> ringing = new ArrayList<>();
        while (!queue.isEmpty() && queue.first().millis() <= nowMillis) {
            Due due = queue.removeFirst();
            Bell bell = bell(due.key());
            bell.due = null;
            bell.ringing = true;
            bell.changed = false;
            ringing.add(new Alarm(due.key(), bell.scheduled, bell.retry));
        }
        return ringing;
    }

    /** When there will be something to {@link #poll}; {@link Long#MAX_VALUE} if nothing is set. */
    public synchronized long nextMillis() {
        return queue.isEmpty() ? Long.MAX_VALUE : queue.first().millis();
    }

    /** How many are set. */
    public synchronized int size() {
        return bells.size();
    }

    /** The actor's handler ended well. If its storage still has the alarm then, it rings again. */
    public synchronized void succeeded(Alarm alarm) {
        Bell bell = bell(alarm.key());
        bell.ringing = false;
        bell.retry = 0;
        arm(alarm.key(), bell, bell.scheduled);
    }

    /**
     * It did not.
     *
     * @param counts whether it was the handler's own fault: what the platform did wrong is retried as often as it takes
     */
    public synchronized void failed(Alarm alarm, boolean counts, long nowMillis) {
        Bell bell = bell(alarm.key());
        bell.ringing = false;
        if (bell.changed || bell.scheduled == CommitImage.NO_ALARM) {
            arm(alarm.key(), bell, bell.scheduled);
            return;
        }
        if (counts && bell.retry == MOST_RETRIES) {
            bell.scheduled = CommitImage.NO_ALARM;
            arm(alarm.key(), bell, CommitImage.NO_ALARM);
            dropped.accept(alarm.key(), alarm.scheduledMillis());
            return;
        }
        long delay = FIRST_RETRY_MILLIS << Math.min(bell.retry, MOST_RETRIES);
        bell.retry += counts ? 1 : 0;
        arm(alarm.key(), bell, Math.max(bell.scheduled, nowMillis + delay));
    }

    private Bell bell(ActorKey key) {
        return bells.computeIfAbsent(key, _ -> new Bell());
    }

    private void arm(ActorKey key, Bell bell, long millis) {
        if (bell.due != null) {
            queue.remove(bell.due);
            bell.due = null;
        }
        if (bell.scheduled == CommitImage.NO_ALARM) {
            bells.remove(key);
        } else {
            bell.due = new Due(millis, key);
            queue.add(bell.due);
        }
    }
}
