package dev.selvedge.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.RandomSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Facets are actors of their own, and go with what they are in. */
class FacetFilesTest extends StoreTest {
    private final ActorNamespace rooms = new ActorNamespace("rooms");
    private final RandomSource random = RandomSource.seeded(11);
    private final ActorKey key = rooms.key(rooms.named(Jurisdiction.NONE, "lobby"));
    private final PagedActor lobby = new PagedActor(key, random);
    private final PagedActor desk = new PagedActor(key.facet("desk"), random);
    private final PagedActor drawer = new PagedActor(key.facet("desk").facet("drawer"), random);
    /** Its name begins as another's does. */
    private final PagedActor desks = new PagedActor(key.facet("desk/s"), random);

    private final List<PagedActor> all = List.of(lobby, desk, drawer, desks);

    private void fill() throws IOException {
        for (PagedActor actor : all) {
            actor.open(store.files());
            for (int i = 0; i < 5; i++) {
                PagedActor.await(actor.commit(store.files()));
            }
        }
    }

    private void closeAll() throws IOException {
        for (PagedActor actor : all) {
            actor.close(store.files());
        }
    }

    private long sequence(ActorKey which) throws IOException {
        PagedActor actor = new PagedActor(which, random);
        long found = actor.open(store.files()).sequence();
        actor.close(store.files());
        return found;
    }

    private void copy(ActorKey source, long sequence, ActorKey target) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        store.files().copy(source, sequence, target, failure -> PagedActor.complete(answer, null, failure));
        PagedActor.await(answer);
    }

    private void deleteFacets(ActorKey of) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        store.files().deleteFacets(of, failure -> PagedActor.complete(answer, null, failure));
        PagedActor.await(answer);
    }

    private long files() throws IOException {
        try (Stream<Path> found = Files.walk(store.files().objects())) {
            return found.filter(file -> file.toString().endsWith(".sqlite")).count();
        }
    }

    @Test
    void eachHasStorageOfItsOwnThatSurvivesAKill() throws IOException {
        fill();
        store.crash();
        store = new Store(data, clock);
        for (PagedActor actor : all) {
            byte[] wanted = actor.stateAt(5);
            assertThat(actor.open(store.files()).sequence()).isEqualTo(5);
            assertThat(actor.content()).as(actor.key().toString()).isEqualTo(wanted);
        }
    }

    @Test
    void theyStandInTheIndexButInNoList() throws IOException {
        fill();
        closeAll();
        store.close();
        store = new Store(data, clock);
        assertThat(store.files().count(rooms.id())).isEqualTo(1);
        assertThat(store.files().list(rooms.id(), null, 10)).containsExactly(key.id());
        assertThat(sequence(drawer.key())).isEqualTo(5);
    }

    @Test
    void whatIsDeletedTakesThoseWithinAlong() throws IOException {
        fill();
        closeAll();
        store.delete(desk.key());
        assertThat(files()).isEqualTo(2);
        assertThat(sequence(desk.key())).isZero();
        assertThat(sequence(drawer.key())).isZero();
        assertThat(sequence(desks.key())).isEqualTo(5);
        assertThat(sequence(key)).isEqualTo(5);
        store.delete(key);
        assertThat(sequence(desks.key())).isZero();
    }

    @Test
    void facetsAreDeletedWhileTheObjectIsOpen() throws IOException {
        fill();
        assertThatThrownBy(() -> deleteFacets(key)).hasMessageContaining("are open");
        for (PagedActor facet : all.subList(1, all.size())) {
            facet.close(store.files());
        }
        assertThat(store.files().hasFacets(key)).isTrue();
        deleteFacets(key);
        assertThat(store.files().hasFacets(key)).isFalse();
        PagedActor.await(lobby.commit(store.files()));
        assertThat(sequence(desk.key())).isZero();
        assertThat(sequence(drawer.key())).isZero();
        assertThat(sequence(desks.key())).isZero();
        lobby.close(store.files());
        assertThat(sequence(key)).isEqualTo(6);
    }

    @Test
    void aDeletionIsKnownAfterAKill() throws IOException {
        fill();
        closeAll();
        deleteFacets(desk.key());
        store.crash();
        store = new Store(data, clock);
        assertThat(files()).isEqualTo(3);
        assertThat(sequence(drawer.key())).isZero();
        assertThat(sequence(desk.key())).isEqualTo(5);
    }

    @Test
    void theEndOfANamespaceIsTheirs() throws IOException {
        fill();
        closeAll();
        store.deleteNamespace(rooms.id());
        assertThat(sequence(desk.key())).isZero();
        assertThat(sequence(drawer.key())).isZero();
    }

    @Test
    void aCopyGoesItsOwnWay() throws IOException {
        fill();
        desks.close(store.files());
        byte[] outer = desk.stateAt(5);
        byte[] inner = drawer.stateAt(5);
        PagedActor.await(desk.commit(store.files()));
        copy(desk.key(), 5, desks.key());
        PagedActor copied = new PagedActor(desks.key(), random);
        copied.open(store.files());
        assertThat(copied.content()).isEqualTo(outer);
        PagedActor.await(copied.commit(store.files()));
        PagedActor within = new PagedActor(desks.key().facet("drawer"), random);
        within.open(store.files());
        assertThat(within.content()).isEqualTo(inner);
        byte[] wanted = copied.stateAt(2);
        store.crash();
        store = new Store(data, clock);
        copied.open(store.files());
        assertThat(copied.content()).isEqualTo(wanted);
    }

    @Test
    void aCopyOfNothingIsEmpty() throws IOException {
        fill();
        closeAll();
        copy(key.facet("none"), Long.MAX_VALUE, desk.key());
        assertThat(sequence(desk.key())).isZero();
        assertThat(sequence(drawer.key())).isZero();
    }

    @Test
    void anAlarmOfAFacetRingsForNobody() throws IOException {
        desk.open(store.files());
        desk.alarm(clock.wallMillis());
        PagedActor.await(desk.commit(store.files()));
        assertThat(store.files().alarms().size()).isZero();
    }

    @Test
    void namesOfAllKindsAreApart() {
        assertThat(List.of("a/b", "a", "a%2Fb", "..", "ü", "a b", "a+b").stream()
                        .map(name -> key.facet(name).toString()))
                .doesNotHaveDuplicates()
                .allMatch(text -> text.chars().filter(each -> each == '/').count() == 2);
        assertThat(key.facet("a").facet("b")).isNotEqualTo(key.facet("a/b"));
        assertThat(key.depth()).isZero();
        assertThat(drawer.key().depth()).isEqualTo(2);
    }
}
