package dev.selvedge.workers;

import dev.selvedge.durable.ActorFiles;
import dev.selvedge.durable.ActorKey;
import dev.selvedge.durable.AlarmClock;
import dev.selvedge.durable.CommitImage;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Actors in files that a commit log makes right. */
public record FileStore(ActorFiles files) implements ActorStore {
    @Override
    public Optional<Path> folder() {
        return Optional.of(files.objects());
    }

    @Override
    public AlarmClock alarms() {
        return files.alarms();
    }

    @Override
    public void open(ActorKey key, BiConsumer<ActorFiles.@Nullable Opened, @Nullable Throwable> answer) {
        files.open(key, answer);
    }

    @Override
    public void part(ActorKey key, CommitImage image, Runnable written) {
        files.part(key, image, written);
    }

    @Override
    public boolean isCrowded() {
        return files.isCrowded();
    }

    @Override
    public void whenRoom(Runnable task) {
        files.whenRoom(task);
    }

    @Override
    public void append(ActorKey key, CommitImage image, Consumer<@Nullable Throwable> answer) {
        files.append(key, image, answer);
    }

    @Override
    public void bookmark(ActorKey key, BiConsumer<@Nullable String, @Nullable Throwable> answer) {
        files.bookmark(key, answer);
    }

    @Override
    public void bookmark(ActorKey key, long wallMillis, BiConsumer<@Nullable String, @Nullable Throwable> answer) {
        files.bookmark(key, wallMillis, answer);
    }

    @Override
    public void restore(ActorKey key, String bookmark, BiConsumer<@Nullable String, @Nullable Throwable> answer) {
        files.restore(key, bookmark, answer);
    }

    @Override
    public void erase(String namespace, Consumer<@Nullable Throwable> answer) {
        files.deleteNamespace(namespace, answer);
    }

    @Override
    public void delete(ActorKey key, Consumer<@Nullable Throwable> answer) {
        files.delete(key, answer);
    }

    @Override
    public boolean hasFacets(ActorKey key) {
        return files.hasFacets(key);
    }

    @Override
    public void deleteFacets(ActorKey key, Consumer<@Nullable Throwable> answer) {
        files.deleteFacets(key, answer);
    }

    @Override
    public void copy(ActorKey source, long sequence, ActorKey target, Consumer<@Nullable Throwable> answer) {
        files.copy(source, sequence, target, answer);
    }

    @Override
    public void closed(ActorKey key, long sequence, boolean whole) {
        files.closed(key, sequence, whole);
    }
}
