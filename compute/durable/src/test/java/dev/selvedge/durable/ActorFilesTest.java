package dev.selvedge.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.RandomSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ActorFilesTest extends StoreTest {

    private final ActorNamespace rooms = new ActorNamespace("0123456789abcdef0123456789abcdef");
    private final RandomSource random = RandomSource.seeded(5);
    private final PagedActor lobby = actor("lobby");

    private PagedActor actor(String name) {
        return new PagedActor(rooms.key(rooms.named(Jurisdiction.NONE, name)), random);
    }

    private void restart() {
        store.close();
        store = new Store(data, clock);
    }

    private void crash() {
        store.crash();
        store = new Store(data, clock);
    }

    private void commits(PagedActor actor, int count) {
        for (int i = 0; i < count; i++) {
            clock.advance(Duration.ofSeconds(1));
            PagedActor.await(actor.commit(store.files()));
        }
    }

    private void assertOpensAt(PagedActor actor, long commit) throws IOException {
        assertThat(actor.open(store.files()).sequence()).isEqualTo(commit);
        assertThat(actor.content()).isEqualTo(actor.stateAt(commit));
        assertThat(ActorFolder.wal(actor.path())).doesNotExist();
    }

    @Test
    void anActorThatNeverWroteLeavesNothing() throws IOException {
        ActorFiles.Opened opened = lobby.open(store.files());
        assertThat(opened.sequence()).isZero();
        assertThat(opened.alarmMillis()).isEqualTo(-1);
        assertThat(opened.path()).isAbsolute().doesNotExist();
        assertThat(opened.path().startsWith(store.files().objects())).isTrue();
        assertThat(store.files().stored(lobby.key())).isNull();
    }

    @Test
    void afterAnOrderlyCloseTheFileIsTakenAsItIs() throws IOException {
        lobby.open(store.files());
        commits(lobby, 5);
        lobby.close(store.files());
        assertOpensAt(lobby, 5);
        commits(lobby, 5);
        lobby.close(store.files());
        restart();
        assertOpensAt(lobby, 10);
    }

    @Test
    void anEngineThatDiesWithinACheckpointLosesNothing() throws IOException {
        for (int round = 0; round < 20; round++) {
            long before = lobby.open(store.files()).sequence();
            assertThat(lobby.content()).isEqualTo(lobby.stateAt(before));
            commits(lobby, 1 + random.nextInt(6));
            if (random.nextInt(4) == 0) {
                lobby.close(store.files());
            } else {
                lobby.die(store.files());
            }
            if (random.nextInt(3) == 0) {
                crash();
            }
        }
    }

    @Test
    void whatTheLogDoesNotHaveIsNotInTheFileEither() throws IOException {
        lobby.open(store.files());
        commits(lobby, 3);
        lobby.close(store.files());
        lobby.open(store.files());
        Files.write(ActorFolder.wal(lobby.path()), new byte[100]);
        store.files().closed(lobby.key(), 3, false);
        assertOpensAt(lobby, 3);
    }

    @Test
    void aFileThatWasFlushedIsNotBelievedOnceSomebodyOpenedIt() throws IOException {
        lobby.open(store.files());
        commits(lobby, 300);
        lobby.close(store.files());
        assertOpensAt(lobby, 300);
        // A commit that the log never took has come into the file.
        spoil(lobby);
        store.files().closed(lobby.key(), 301, true);
        assertOpensAt(lobby, 300);
    }

    @Test
    void aFileThatWasFlushedAndOpenedIsBuiltAnewIfItsOwnerDiesWithTheNode() throws IOException {
        lobby.open(store.files());
        commits(lobby, 300);
        lobby.close(store.files());
        assertOpensAt(lobby, 300);
        // A checkpoint brings a commit into the file that is not in the log yet, and then all goes dark.
        spoil(lobby);
        crash();
        assertOpensAt(lobby, 300);
    }

    @Test
    void aFileThatWasFlushedAndOnlyReadSinceIsTakenAsItIsAfterARestart() throws IOException {
        lobby.open(store.files());
        commits(lobby, 300);
        lobby.close(store.files());
        assertOpensAt(lobby, 300);
        lobby.close(store.files());
        restart();
        byte[] kept = spoil(lobby);
        lobby.open(store.files());
        assertThat(lobby.content()).as("not built anew").isEqualTo(kept);
    }

    @Test
    void aFlushedFileIsNotGivenAwayWhileTheLogRefusesToKnow() throws IOException {
        lobby.open(store.files());
        commits(lobby, 300);
        lobby.close(store.files());
        restart();
        store.disk().failSyncs(true);
        assertThatThrownBy(() -> lobby.open(store.files())).hasMessageContaining("could not be written");
        store.disk().failSyncs(false);
        assertOpensAt(lobby, 300);
    }

    private static byte[] spoil(PagedActor actor) throws IOException {
        byte[] spoilt = actor.content();
        spoilt[spoilt.length - 1] ^= 1;
        Files.write(actor.path(), spoilt);
        return spoilt;
    }

    @Test
    void aCommitWhoseEndNeverCameIsNotThere() throws IOException {
        for (int round = 0; round < 4; round++) {
            long before = lobby.open(store.files()).sequence();
            assertThat(lobby.content()).isEqualTo(lobby.stateAt(before));
            commits(lobby, round);
            lobby.beginCommit(store.files());
            lobby.die(store.files());
            if (round % 2 == 0) {
                crash();
            }
        }
        assertOpensAt(lobby, 6);
    }

    @Test
    void whatAnActorLeftBeforeItsFirstCommitIsRemoved() throws IOException {
        lobby.open(store.files());
        Files.write(lobby.path(), new byte[4096]);
        Files.write(ActorFolder.wal(lobby.path()), new byte[100]);
        store.files().closed(lobby.key(), 0, true);
        assertOpensAt(lobby, 0);
        assertThat(lobby.path()).doesNotExist();
    }

    @Test
    void aFileThatIsGoneIsBuiltAnewFromTheLog() throws IOException {
        lobby.open(store.files());
        commits(lobby, 8);
        lobby.close(store.files());
        assertOpensAt(lobby, 8);
        lobby.close(store.files());
        Files.delete(lobby.path());
        assertOpensAt(lobby, 8);
    }

    @Test
    void aFileThatWasCutIsSetAsideAndBuiltAnew() throws IOException {
        lobby.open(store.files());
        commits(lobby, 8);
        lobby.close(store.files());
        assertOpensAt(lobby, 8);
        lobby.close(store.files());
        Files.write(lobby.path(), new byte[10]);
        assertOpensAt(lobby, 8);
        try (Stream<Path> files = Files.list(lobby.path().resolveSibling("."))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.contains(".sqlite.damaged-"));
        }
    }

    @Test
    void oneOwnerAtATime() throws IOException {
        lobby.open(store.files());
        assertThatThrownBy(() -> lobby.open(store.files())).hasMessageContaining("is open already");
    }

    @Test
    void aCommitOutOfOrderIsRefused() throws IOException {
        lobby.open(store.files());
        commits(lobby, 1);
        ByteBuffer image = ByteBuffer.allocate(CommitImage.HEADER_BYTES);
        CommitImage.putHeader(image, 5, 0, -1, PagedActor.PAGE, 1);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        store.files()
                .append(
                        lobby.key(),
                        CommitImage.of(image.array()),
                        failure -> PagedActor.complete(answer, null, failure));
        assertThatThrownBy(() -> PagedActor.await(answer)).hasMessageContaining("commit 5 came after commit 1");
        PagedActor stranger = actor("never opened");
        assertThatThrownBy(() -> PagedActor.await(stranger.commit(store.files())))
                .hasMessageContaining("is not open");
    }

    @Test
    void aStartFindsAllActorsWhetherOrNotTheLastEndWasInOrder() throws IOException {
        List<PagedActor> actors =
                Stream.of("a", "b", "c", "d", "e", "f").map(this::actor).toList();
        for (int round = 0; round < 6; round++) {
            for (PagedActor actor : actors) {
                actor.open(store.files());
                commits(actor, random.nextInt(20));
                actor.close(store.files());
            }
            if (round % 2 == 0) {
                crash();
            } else {
                restart();
            }
            for (PagedActor actor : actors) {
                long expected = actor.sequence();
                assertOpensAt(actor, expected);
                store.files().closed(actor.key(), expected, false);
            }
        }
        assertThat(store.files().count()).isEqualTo(6);
    }

    @Test
    void aDamagedIndexOnlyCostsTime() throws IOException {
        lobby.open(store.files());
        commits(lobby, 20);
        store.close();
        try (Stream<Path> files = Files.list(data.resolve("actors"))) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
        store = new Store(data, clock);
        assertOpensAt(lobby, 20);
    }

    @Test
    void aDeletedActorIsGoneAndMayBeginAgain() throws IOException {
        lobby.open(store.files());
        lobby.alarm(clock.wallMillis() + 1_000_000);
        commits(lobby, 200);
        lobby.close(store.files());
        store.delete(lobby.key());
        assertThat(lobby.path()).doesNotExist();
        assertThat(store.files().stored(lobby.key())).isNull();
        assertThat(store.files().alarms().size()).isZero();
        PagedActor reborn = actor("lobby");
        assertThat(reborn.open(store.files()).sequence()).isZero();
        commits(reborn, 3);
        crash();
        assertOpensAt(reborn, 3);
    }

    @Test
    void anActorThatIsOpenCannotBeDeleted() throws IOException {
        lobby.open(store.files());
        assertThatThrownBy(() -> store.delete(lobby.key())).hasMessageContaining("is open");
        assertThatThrownBy(() -> store.deleteNamespace(rooms.id())).hasMessageContaining("are open");
    }

    @Test
    void aNamespaceGoesWithAllItsActorsAndNoOthers() throws IOException {
        ActorNamespace users = new ActorNamespace("users");
        PagedActor ada = new PagedActor(users.key(users.named(Jurisdiction.EU, "ada")), random);
        for (PagedActor each : List.of(lobby, actor("hall"), ada)) {
            each.open(store.files());
            commits(each, 2);
            each.close(store.files());
        }
        assertThat(store.files().count(rooms.id())).isEqualTo(2);
        store.deleteNamespace(rooms.id());
        assertThat(store.files().count(rooms.id())).isZero();
        assertThat(lobby.path()).doesNotExist();
        restart();
        assertThat(store.files().count(rooms.id())).isZero();
        assertOpensAt(ada, 2);
    }

    @Test
    void actorsAreListedInTheOrderOfTheirIds() throws IOException {
        for (int i = 0; i < 7; i++) {
            PagedActor actor = actor("object " + i);
            actor.open(store.files());
            commits(actor, 1);
        }
        List<ActorId> first = store.files().list(rooms.id(), null, 4);
        List<ActorId> rest = store.files().list(rooms.id(), first.getLast(), 4);
        assertThat(first).hasSize(4).isSorted();
        assertThat(rest).hasSize(3).isSorted();
        assertThat(store.files().list("nobody", null, 4)).isEmpty();
        ActorFiles.Stored stored = store.files().stored(rooms.key(first.getFirst()));
        assertThat(stored == null ? 0 : stored.bytes()).isPositive();
    }

    @Test
    void alarmsOutliveARestart() throws IOException {
        long due = clock.wallMillis() + 60_000;
        lobby.open(store.files());
        lobby.alarm(due);
        commits(lobby, 1);
        crash();
        assertThat(store.files().alarms().nextMillis()).isEqualTo(due);
        assertThat(store.files().alarms().poll(due - 1)).isEmpty();
        assertThat(store.files().alarms().poll(due)).containsExactly(new Alarm(lobby.key(), due, 0));
        assertThat(lobby.open(store.files()).alarmMillis()).isEqualTo(due);
        lobby.alarm(-1);
        commits(lobby, 1);
        store.files().alarms().succeeded(new Alarm(lobby.key(), due, 0));
        assertThat(store.files().alarms().size()).isZero();
    }

    @Test
    void anAlarmThatWasGivenUpStaysGone() throws IOException, InterruptedException {
        lobby.open(store.files());
        lobby.alarm(clock.wallMillis());
        commits(lobby, 1);
        AlarmClock alarms = store.files().alarms();
        long now = clock.wallMillis();
        for (int attempt = 0; attempt <= AlarmClock.MOST_RETRIES; attempt++) {
            now = Math.max(now, alarms.nextMillis());
            alarms.failed(alarms.poll(now).getFirst(), true, now);
        }
        assertThat(alarms.size()).isZero();
        restart();
        assertThat(store.files().alarms().size()).isZero();
        assertThat(lobby.open(store.files()).alarmMillis()).isEqualTo(-1);
    }
}
