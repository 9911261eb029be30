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
    /** Facets lie apart, because nobody lists or counts them with objects. Behind one stand those within it. */
    private final NavigableMap<ActorKey, ActorEntry> facets = new ConcurrentSkipListMap<>();

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
        if (key.isFacet()) {
            return facets.get(key);
        }
        NavigableMap<ActorId, ActorEntry> actors = namespaces.get(key.namespace());
        return actors == null ? null : actors.get(key.id());
    }

    /** Takes up one record of the log. */
    void apply(LogRecord record, long position, long wallMillis) {
        for (ActorKey key : facets(record)) {
            change(key, record, position, wallMillis);
        }
        if (record instanceof LogRecord.NamespaceDeleted) {
            actorsOf(record.key().namespace()).keySet().stream()
                    .map(id -> new ActorKey(record.key().namespace(), id))
                    .forEach(key -> change(key, record, position, wallMillis));
        } else if (!(record instanceof LogRecord.FacetsDeleted) && (entry(record.key()) != null || isFirst(record))) {
            change(record.key(), record, position, wallMillis);
        }
    }

    /** Which facets a record concerns besides its own key. */
    private List<ActorKey> facets(LogRecord record) {
        if (record instanceof LogRecord.Deleted || record instanceof LogRecord.FacetsDeleted) {
            return facets(record.key());
        }
        return record instanceof LogRecord.NamespaceDeleted
                ? facets(record.key().namespace())
                : List.of();
    }

    /** The facets within an actor that ever wrote something, however deep. */
    List<ActorKey> facets(ActorKey key) {
        return List.copyOf(facets.subMap(key.firstWithin(), key.lastWithin()).keySet());
    }

    boolean hasFacets(ActorKey key) {
        return !facets.isEmpty()
                && !facets.subMap(key.firstWithin(), key.lastWithin()).isEmpty();
    }

    private List<ActorKey> facets(String namespace) {
        return facets.tailMap(new ActorKey(namespace, new ActorId(0, 0, 0, 0))).keySet().stream()
                .takeWhile(key -> key.namespace().equals(namespace))
                .toList();
    }

    /** Other records of an actor that is not there concern one that was deleted. */
    private static boolean isFirst(LogRecord record) {
        return record instanceof LogRecord.Commit || record instanceof LogRecord.Restored;
    }

    private void change(ActorKey key, LogRecord record, long position, long wallMillis) {
        ActorEntry entry = entry(key);
        if (entry == null) {
            entry = new ActorEntry(ActorState.UNBORN);
            put(key, entry);
        }
        ActorState before = entry.state();
        ActorState after =
                entry.change(state -> (state == null ? ActorState.UNBORN : state).after(record, position, wallMillis));
        if (after == null) {
            remove(key);
        }
        if (key.isFacet()) {
            return; // nothing would wake the object around it in order to wake it
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
        put(key, new ActorEntry(state));
        if (state.alarm() != CommitImage.NO_ALARM && !key.isFacet()) {
            alarms.set(key, state.alarm());
        }
    }

    private void put(ActorKey key, ActorEntry entry) {
        if (key.isFacet()) {
            facets.put(key, entry);
        } else {
            namespaces
                    .computeIfAbsent(key.namespace(), _ -> new ConcurrentSkipListMap<>())
                    .put(key.id(), entry);
        }
    }

    private void remove(ActorKey key) {
        if (key.isFacet()) {
            facets.remove(key);
        } else {
            actorsOf(key.namespace()).remove(key.id());
        }
    }

    void forEach(BiConsumer<ActorKey, ActorState> reader) {
        namespaces.forEach(
                (namespace, actors) -> actors.forEach((id, entry) -> show(new ActorKey(namespace, id), entry, reader)));
        facets.forEach((key, entry) -> show(key, entry, reader));
    }

    private static void show(ActorKey key, ActorEntry entry, BiConsumer<ActorKey, ActorState> reader) {
        ActorState state = entry.state();
        if (state != null) {
            reader.accept(key, state);
        }
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
