package dev.selvedge.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.DataSize;
import dev.selvedge.base.RandomSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Going back in time. */
class HistoryTest extends StoreTest {

    private final ActorNamespace rooms = new ActorNamespace("rooms");
    private final RandomSource random = RandomSource.seeded(6);
    private final PagedActor lobby = new PagedActor(rooms.key(rooms.named(Jurisdiction.NONE, "lobby")), random);

    /** Of each commit: when it was made. */
    private final List<Long> times = new ArrayList<>(List.of(0L));

    private void commits(int count) {
        for (int i = 0; i < count; i++) {
            clock.advance(Duration.ofSeconds(10));
            PagedActor.await(lobby.commit(store.files()));
            times.add(clock.wallMillis());
        }
    }

    private void reopen() throws IOException {
        if (random.nextInt(2) == 0) {
            lobby.close(store.files());
        } else {
            lobby.die(store.files());
        }
        lobby.open(store.files());
    }

    private int snapshots() throws IOException {
        Path folder = data.resolve("snapshots");
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return (int) files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void bookmarksSortAsTheStatesDid() throws IOException {
        List<String> bookmarks = new ArrayList<>();
        lobby.open(store.files());
        bookmarks.add(store.bookmark(lobby.key()));
        for (int i = 0; i < 20; i++) {
            commits(1);
            bookmarks.add(store.bookmark(lobby.key()));
        }
        assertThat(bookmarks).isSorted().doesNotHaveDuplicates();
        assertThat(bookmarks).allMatch(text -> text.matches("[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}"));
    }

    @Test
    void everyStateComesBack() throws IOException {
        lobby.open(store.files());
        commits(300);
        List<byte[]> wanted = new ArrayList<>();
        List<String> bookmarks = new ArrayList<>();
        for (long commit = 0; commit <= 300; commit += 25) {
            wanted.add(lobby.stateAt(commit));
            bookmarks.add(new Bookmark(commit, false).text(lobby.key()));
        }
        for (int i = 0; i < wanted.size(); i++) {
            String ignored = store.restore(lobby.key(), bookmarks.get(i));
            assertThat(ignored).isNotEmpty();
            reopen();
            assertThat(lobby.content()).as(bookmarks.get(i)).isEqualTo(wanted.get(i));
            commits(2);
        }
        assertThat(snapshots()).isGreaterThan(wanted.size());
    }

    @Test
    void aRestorationCanBeUndone() throws IOException {
        lobby.open(store.files());
        commits(10);
        String early = store.bookmark(lobby.key());
        commits(10);
        String undo = store.restore(lobby.key(), early);
        // The session goes on until it ends.
        commits(3);
        byte[] last = lobby.stateAt(23);
        reopen();
        assertThat(lobby.content()).isEqualTo(lobby.stateAt(10));
        commits(5);
        String second = store.restore(lobby.key(), undo);
        byte[] meanwhile = lobby.stateAt(lobby.sequence());
        reopen();
        assertThat(lobby.content()).isEqualTo(last);
        String ignored = store.restore(lobby.key(), second);
        assertThat(ignored).isGreaterThan(second);
        reopen();
        assertThat(lobby.content()).isEqualTo(meanwhile);
    }

    @Test
    void aRestorationThatWasAskedForOutlivesACrash() throws IOException {
        lobby.open(store.files());
        commits(10);
        String early = store.bookmark(lobby.key());
        commits(10);
        String ignored = store.restore(lobby.key(), early);
        assertThat(ignored).isNotEqualTo(early);
        store.crash();
        store = new Store(data, clock);
        lobby.open(store.files());
        assertThat(lobby.content()).isEqualTo(lobby.stateAt(10));
        store.files().closed(lobby.key(), lobby.sequence(), false);
        store.crash();
        store = new Store(data, clock);
        lobby.open(store.files());
        assertThat(lobby.content()).isEqualTo(lobby.stateAt(10));
    }

    @Test
    void aTimeLeadsToTheLastCommitBeforeIt() throws IOException {
        lobby.open(store.files());
        commits(200);
        for (int commit = 1; commit <= 200; commit += 13) {
            String expected = new Bookmark(commit, false).text(lobby.key());
            assertThat(store.bookmark(lobby.key(), times.get(commit))).isEqualTo(expected);
            assertThat(store.bookmark(lobby.key(), times.get(commit) + 9_999)).isEqualTo(expected);
        }
        assertThat(store.bookmark(lobby.key(), times.get(1) - 1)).isEqualTo(new Bookmark(0, false).text(lobby.key()));
        assertThatThrownBy(() -> store.bookmark(lobby.key(), clock.wallMillis() + 1))
                .hasMessageContaining("last 30 days");
    }

    @Test
    void bookmarksThatAreNoneAreRefused() throws IOException {
        lobby.open(store.files());
        commits(3);
        ActorKey other = rooms.key(rooms.named(Jurisdiction.NONE, "hall"));
        String good = store.bookmark(lobby.key());
        for (String text : List.of(
                "",
                "now",
                new Bookmark(3, false).text(other),
                new Bookmark(4, false).text(lobby.key()),
                good.substring(1),
                "f" + good.substring(1))) {
            assertThatThrownBy(() -> store.restore(lobby.key(), text)).hasMessageContaining("is no bookmark");
        }
    }

    @Test
    void recoveryDoesNotReadTheWholeLifeOfAnActor() throws IOException, InterruptedException {
        lobby.open(store.files());
        commits(400);
        lobby.die(store.files());
        // Beginnings of the log that recovery must not need.
        store.close();
        store = new Store(data, clock);
        lobby.open(store.files());
        assertThat(lobby.content()).isEqualTo(lobby.stateAt(400));
        assertThat(snapshots()).isPositive();
    }

    @Test
    void theLogEndsWhereHistoryDoes() throws IOException {
        lobby.open(store.files());
        commits(300);
        lobby.close(store.files());
        lobby.open(store.files());
        clock.advance(Duration.ofDays(31));
        store.close();
        store = new Store(data, clock);
        lobby.open(store.files());
        commits(200);
        store.files().trim();
        store.close();
        store = new Store(data, clock);
        assertThat(store.log().start()).isPositive();
        lobby.open(store.files());
        assertThat(lobby.content()).isEqualTo(lobby.stateAt(500));
        String ignored = store.restore(lobby.key(), new Bookmark(350, false).text(lobby.key()));
        assertThat(ignored).isNotEmpty();
        reopen();
        assertThat(lobby.content()).isEqualTo(lobby.stateAt(350));
        assertThatThrownBy(() -> store.bookmark(
                        lobby.key(), clock.wallMillis() - Duration.ofDays(31).toMillis()))
                .hasMessageContaining("last 30 days");
    }

    @Test
    void anActorThatSleptLongerThanTheLogIsCopiedBeforeItGoesOn() throws IOException {
        store.close();
        store = new Store(data, clock, DataSize.mebibytes(64));
        lobby.open(store.files());
        commits(100);
        lobby.close(store.files());
        store.close();
        clock.advance(Duration.ofDays(31));
        store = new Store(data, clock, DataSize.mebibytes(64));
        PagedActor busy = new PagedActor(rooms.key(rooms.named(Jurisdiction.NONE, "busy")), random);
        busy.open(store.files());
        for (int i = 0; i < 200; i++) {
            PagedActor.await(busy.commit(store.files()));
        }
        store.close();
        store = new Store(data, clock, DataSize.mebibytes(64));
        // The first time finds that its file was never flushed, and has that done.
        store.files().trim();
        store.close();
        store = new Store(data, clock, DataSize.mebibytes(64));
        store.files().trim();
        assertThat(store.log().start()).isPositive();
        lobby.open(store.files());
        assertThat(lobby.content()).isEqualTo(lobby.stateAt(100));
        commits(10);
        String ignored = store.restore(lobby.key(), new Bookmark(100, false).text(lobby.key()));
        assertThat(ignored).isNotEmpty();
        reopen();
        assertThat(lobby.content()).isEqualTo(lobby.stateAt(100));
    }
}
