package dev.selvedge.durable;

import dev.selvedge.base.Clock;
import dev.selvedge.base.DataSize;
import dev.selvedge.base.RandomSource;
import dev.selvedge.commitlog.LocalCommitLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A data folder with its log open, in small measures. */
final class Store implements AutoCloseable {
    private final FaultyDisk disk;
    private final LocalCommitLog log;
    private final ActorFiles files;

    Store(Path data, Clock clock) {
        this(data, clock, DataSize.kibibytes(64));
    }

    Store(Path data, Clock clock, DataSize snapshotBytes) {
        try {
            disk = new FaultyDisk(data.resolve("log"));
            log = LocalCommitLog.open(
                    disk,
                    new LocalCommitLog.Limits(DataSize.kibibytes(128), DataSize.mebibytes(16)),
                    clock,
                    RandomSource.secure());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files = ActorFiles.open(
                data,
                log,
                new ActorFiles.Limits(DataSize.kibibytes(256), snapshotBytes, DataSize.mebibytes(500)),
                clock);
    }

    ActorFiles files() {
        return files;
    }

    FaultyDisk disk() {
        return disk;
    }

    LocalCommitLog log() {
        return log;
    }

    String bookmark(ActorKey key) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        files.bookmark(key, (text, failure) -> PagedActor.complete(answer, text, failure));
        return PagedActor.await(answer);
    }

    String bookmark(ActorKey key, long wallMillis) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        files.bookmark(key, wallMillis, (text, failure) -> PagedActor.complete(answer, text, failure));
        return PagedActor.await(answer);
    }

    String restore(ActorKey key, String bookmark) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        files.restore(key, bookmark, (text, failure) -> PagedActor.complete(answer, text, failure));
        return PagedActor.await(answer);
    }

    void delete(ActorKey key) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        files.delete(key, failure -> PagedActor.complete(answer, null, failure));
        PagedActor.await(answer);
    }

    void deleteNamespace(String namespace) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        files.deleteNamespace(namespace, failure -> PagedActor.complete(answer, null, failure));
        PagedActor.await(answer);
    }

    /** In order. */
    @Override
    public void close() {
        files.close();
        log.close();
    }

    /** As when the process is killed: nothing is written but what the log took. */
    void crash() {
        log.close();
    }
}
