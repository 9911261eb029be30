package dev.selvedge.workers;

import dev.selvedge.durable.ActorKey;
import dev.selvedge.durable.CommitImage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Of a node that keeps no objects: whoever asks for one is told so. */
public final class NoStore implements ActorStore {
    private static IllegalStateException none() {
        return new IllegalStateException("this node keeps no Durable Objects");
    }

    @Override
    public void open(ActorKey key, BiConsumer<@Nullable Opened, @Nullable Throwable> answer) {
        answer.accept(null, none());
    }

    @Override
    public void append(ActorKey key, CommitImage image, Consumer<@Nullable Throwable> answer) {
        answer.accept(none());
    }

    @Override
    public void bookmark(ActorKey key, BiConsumer<@Nullable String, @Nullable Throwable> answer) {
        answer.accept(null, none());
    }

    @Override
    public void bookmark(ActorKey key, long wallMillis, BiConsumer<@Nullable String, @Nullable Throwable> answer) {
        answer.accept(null, none());
    }

    @Override
    public void restore(ActorKey key, String bookmark, BiConsumer<@Nullable String, @Nullable Throwable> answer) {
        answer.accept(null, none());
    }

    @Override
    public void erase(String namespace) {
        // There is nothing to erase.
    }

    @Override
    public void closed(ActorKey key, long sequence, boolean whole) {
        // Nothing was open.
    }
}
