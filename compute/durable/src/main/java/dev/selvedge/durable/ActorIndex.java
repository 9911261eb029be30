package dev.selvedge.durable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All actors that ever wrote something, and what is durable about each: some 300 bytes an actor. Records are applied in the
 * order of the log, on its thread; anybody may read.
 */
final class ActorIndex {

    private final Map<String, NavigableMap<ActorId, ActorEntry>> namespaces = new ConcurrentHashMap<>();
    private final AlarmClock alarms;

    ActorIndex(AlarmClock alarms) {
        this.alarms = alarms;
    }

    @Nullable
    ActorState get(ActorKey key) {
        ActorEntry entry = entry(key);
        return entry == null ? null : entry.state();
    }

    private @Nullable ActorEntry entry(ActorKey key) {
        NavigableMap<ActorId, ActorEntry> actors = namespaces.get(key.namespace());
        return actors == null ? null : actors.get(key.id());
    }

    /** Takes up one record of the log. */
    void apply(LogRecord record, long position, long wallMillis) {
        if (record instanceof LogRecord.NamespaceDeleted) {
            actorsOf(record.key().namespace()).keySet().stream()
                    .map(id -> new ActorKey(record.key().namespace(), id))
                    .forEach(key -> change(key, record, position, wallMillis));
        } else if (entry(record.key()) != null || isFirst(record)) {
            change(record.key(), record, position, wallMillis);
        }
    }

    /** Other records of an actor that is not there concern one that was deleted. */
    private static boolean isFirst(LogRecord record) {
        return record instanceof LogRecord.Commit || record instanceof LogRecord.Restored;
    }

    private void change(ActorKey key, LogRecord record, long position, long wallMillis) {
        NavigableMap<ActorId, ActorEntry> actors =
                namespaces.computeIfAbsent(key.namespace(), _ -> new ConcurrentSkipListMap<>());
        ActorEntry entry = actors.computeIfAbsent(key.id(), _ -> new ActorEntry(ActorState.UNBORN));
        ActorState before = entry.state();
        ActorState after =
                entry.change(state -> (state == null ? ActorState.UNBORN : state).after(record, position, wallMillis));
        if (after == null) {
            actors.remove(key.id(), entry);
        }
        long old = before == null ? CommitImage.NO_ALARM : before.alarm();
        long alarm = after == null ? CommitImage.NO_ALARM : after.alarm();
        if (old != alarm) {
            alarms.set(key, alarm);
        }
    }

    /** The main file is whole: true whether or not the log learns of it. */
    void whole(ActorKey key, Mark mark) {
        ActorEntry entry = entry(key);
        if (entry != null) {
            ActorState _ = entry.change(state -> state == null ? null : state.whole(mark));
        }
    }

    /**
     * The file holds everything up to a commit, and nobody has it open. That is known to this process only: what the system has
     * not written to the disk yet outlives a process, but not the machine.
     */
    void clean(ActorKey key, Mark mark) {
        ActorEntry entry = entry(key);
        if (entry != null) {
            entry.clean(mark);
        }
    }

    /** Somebody opens the file. */
    void touch(ActorKey key) {
        ActorEntry entry = entry(key);
        if (entry != null) {
            entry.touch();
        }
    }

    /** Whether the file holds exactly the state: it was closed in order, or flushed, and not opened since. */
    boolean isClean(ActorKey key, ActorState state) {
        ActorEntry entry = entry(key);
        return entry != null && entry.isClean(state);
    }

    /** Puts back what a snapshot of the index holds. */
    void put(ActorKey key, ActorState state) {
        namespaces
                .computeIfAbsent(key.namespace(), _ -> new ConcurrentSkipListMap<>())
                .put(key.id(), new ActorEntry(state));
        if (state.alarm() != CommitImage.NO_ALARM) {
            alarms.set(key, state.alarm());
        }
    }

    void forEach(BiConsumer<ActorKey, ActorState> reader) {
        namespaces.forEach((namespace, actors) -> actors.forEach((id, entry) -> {
            ActorState state = entry.state();
            if (state != null) {
                reader.accept(new ActorKey(namespace, id), state);
            }
        }));
    }

    /** Up to so many actors of a namespace, in the order of their ids, behind one. */
    List<ActorId> list(String namespace, @Nullable ActorId after, int limit) {
        NavigableMap<ActorId, ActorEntry> actors = actorsOf(namespace);
        NavigableMap<ActorId, ActorEntry> rest = after == null ? actors : actors.tailMap(after, false);
        return new ArrayList<>(rest.keySet().stream().limit(limit).toList());
    }

    int count(String namespace) {
        return actorsOf(namespace).size();
    }

    int count() {
        return namespaces.values().stream().mapToInt(Map::size).sum();
    }

    private NavigableMap<ActorId, ActorEntry> actorsOf(String namespace) {
        NavigableMap<ActorId, ActorEntry> actors = namespaces.get(namespace);
        return actors == null ? new ConcurrentSkipListMap<>() : actors;
    }
}
