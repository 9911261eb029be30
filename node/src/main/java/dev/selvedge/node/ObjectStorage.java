package dev.selvedge.node;

import dev.selvedge.api.ObjectListing;
import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.base.Tasks;
import dev.selvedge.commitlog.FolderDisk;
import dev.selvedge.commitlog.LocalCommitLog;
import dev.selvedge.durable.ActorFiles;
import dev.selvedge.durable.ActorId;
import dev.selvedge.observe.Counters;
import dev.selvedge.observe.LogRing;
import dev.selvedge.workers.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Where this node keeps Durable Objects: one log for all that they write, and a file for each, which the log makes right. */
record ObjectStorage(LocalCommitLog log, ActorFiles files) {
    private static final Duration BETWEEN_TRIMS = Duration.ofHours(1);

    static ObjectStorage open(DataDirectory data, Clock clock, RandomSource random, LogRing logs, Closing closing)
            throws IOException {
        LocalCommitLog log = closing.add(
                LocalCommitLog.open(new FolderDisk(data.commits()), LocalCommitLog.Limits.defaults(), clock, random));
        ActorFiles files = closing.add(ActorFiles.open(data.root(), log, ActorFiles.Limits.defaults(), clock));
        closing.add(Tasks.every("trim commits", BETWEEN_TRIMS, clock, () -> trim(files, logs)));
        return new ObjectStorage(log, files);
    }

    private static void trim(ActorFiles files, LogRing logs) {
        try {
            files.trim();
        } catch (RuntimeException e) {
            logs.append("error", "objects", "the commit log cannot be trimmed: " + e);
        }
    }

    /** Which objects of a namespace have written something. */
    ObjectListing listing() {
        return (namespace, after, limit) -> {
            ActorId last = after == null ? null : ActorId.read(after);
            List<ActorId> found = files.list(namespace.id(), last, limit + 1);
            List<ObjectListing.Item> items = found.stream()
                    .limit(limit)
                    .map(id -> new ObjectListing.Item(id.hex(), true))
                    .toList();
            return new ObjectListing.Page(items, found.size() > limit, files.count(namespace.id()));
        };
    }

    void register(Counters counters, Workers workers) {
        counters.gauge("selvedge_objects_live", "Durable Objects in memory", workers::liveObjects);
        counters.gauge("selvedge_objects", "Durable Objects that have written something", files::count);
        counters.gauge("selvedge_alarms", "Alarms that are set", files.alarms()::size);
        counters.gauge(
                "selvedge_commits",
                "Entries of the commit log since the start",
                () -> log.figures().entries());
        counters.gauge(
                "selvedge_commit_flushes",
                "Flushes of the commit log: entries share them",
                () -> log.figures().flushes());
        counters.gauge(
                "selvedge_commit_flush_seconds",
                "Time that flushes of the commit log took",
                () -> log.figures().flushNanos() / 1e9);
    }
}
