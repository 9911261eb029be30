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

/** Where actors are kept: {@link FileStore}, or what a test puts in its place. Nothing here blocks; answers come on any thread. */
public interface ActorStore {
    /** The folder that engines open databases in. */
    Optional<Path> folder();

    /** When which actor wants to be woken. */
    AlarmClock alarms();

    /** Makes the file hold what the log does. */
    void open(ActorKey key, BiConsumer<ActorFiles.@Nullable Opened, @Nullable Throwable> answer);

    /**
     * Takes pages of a commit that has more than fit into one image; {@link #append} takes the rest.
     *
     * @param written run, on any thread, once the bytes of the image may be used for something else
     */
    void part(ActorKey key, CommitImage image, Runnable written);

    /** Whether commits come faster than the disk takes them: who can should hold back for a while. */
    boolean isCrowded();

    /** Runs the task once that is not so. */
    void whenRoom(Runnable task);

    /** Answers null once the commit is durable, or why it never will be. */
    void append(ActorKey key, CommitImage image, Consumer<@Nullable Throwable> answer);

    /** The bookmark of what is durable now. */
    void bookmark(ActorKey key, BiConsumer<@Nullable String, @Nullable Throwable> answer);

    /** The bookmark of the last commit before a time. */
    void bookmark(ActorKey key, long wallMillis, BiConsumer<@Nullable String, @Nullable Throwable> answer);

    /** The next {@link #open} finds what was there at a bookmark; the answer is the bookmark that leads back. */
    void restore(ActorKey key, String bookmark, BiConsumer<@Nullable String, @Nullable Throwable> answer);

    /** Nothing of the namespace's actors is to be left, none of which is open. Answers null when it is so. */
    void erase(String namespace, Consumer<@Nullable Throwable> answer);

    /** Nothing of an actor and its facets is to be left, none of which is open. Answers null when it is so. */
    void delete(ActorKey key, Consumer<@Nullable Throwable> answer);

    /** Whether anything is stored of facets of an actor; those that are open may not be counted. */
    boolean hasFacets(ActorKey key);

    /** Nothing of its facets is to be left, none of which is open. */
    void deleteFacets(ActorKey key, Consumer<@Nullable Throwable> answer);

    /**
     * A facet, which is not open, becomes what another one was after a commit, or is now.
     *
     * @param sequence of that commit; any that is too large means the newest
     */
    void copy(ActorKey source, long sequence, ActorKey target, Consumer<@Nullable Throwable> answer);

    /** No engine has the file any more; {@code whole} if all commits up to this one were copied into it. */
    void closed(ActorKey key, long sequence, boolean whole);
}
