package dev.selvedge.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NamespaceTest {

    private static final String OWNER = Samples.OWNER.id();

    @TempDir
    Path data;

    private LocalCatalog catalog;

    @BeforeEach
    void open() {
        catalog = Samples.open(data);
        if (catalog.view().sequence() == 0) {
            catalog.commit(new Change.PutAccount(Samples.OWNER));
            catalog.commit(Samples.deployed(Samples.OWNER, "chat"));
            catalog.commit(Samples.deployed(Samples.OWNER, "games"));
        }
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private void openAgain() {
        close();
        open();
    }

    private static ObjectNamespace namespace(int number, String script, String className) {
        return new ObjectNamespace(
                "%032x".formatted(number), OWNER, script, className, ObjectNamespace.Storage.SQLITE, 9);
    }

    private void put(ObjectNamespace namespace) {
        catalog.commit(new Change.PutNamespace(namespace));
    }

    @Test
    void aNamespaceIsFoundByIdAndByClass() {
        ObjectNamespace room = namespace(1, "chat", "Room");
        put(room);
        put(namespace(2, "games", "Room"));
        openAgain();
        assertThat(catalog.view().namespace(room.id())).contains(room);
        assertThat(catalog.view().namespaceOf(OWNER, "chat", "Room")).contains(room);
        assertThat(catalog.view().namespaceOf(OWNER, "chat", "Lobby")).isEmpty();
        assertThat(catalog.view().namespaces(OWNER))
                .extracting(ObjectNamespace::script)
                .containsExactly("chat", "games");
        assertThat(catalog.view().namespaces(Samples.TENANT.id())).isEmpty();
    }

    @Test
    void aMigratedNamespaceKeepsItsIdAndLosesItsOldClass() {
        ObjectNamespace room = namespace(1, "chat", "Room");
        put(room);
        put(room.servedBy("games", "Table"));
        openAgain();
        assertThat(catalog.view().namespace(room.id()).orElseThrow().className())
                .isEqualTo("Table");
        assertThat(catalog.view().namespaceOf(OWNER, "chat", "Room")).isEmpty();
        assertThat(catalog.view().namespaceOf(OWNER, "games", "Table")).isPresent();
        put(namespace(2, "chat", "Room"));
        assertThat(catalog.view().namespaces(OWNER)).hasSize(2);
    }

    @Test
    void twoNamespacesOfOneClassAreRefused() {
        put(namespace(1, "chat", "Room"));
        assertThatThrownBy(() -> put(namespace(2, "chat", "Room"))).hasMessageContaining("has a namespace already");
        assertThatThrownBy(() -> put(namespace(3, "absent", "Room"))).hasMessageContaining("no such Worker");
        assertThat(catalog.view().namespaces(OWNER)).hasSize(1);
    }

    @Test
    void aDeletedNamespaceIsMarkedUntilItsDataIsGone() {
        ObjectNamespace room = namespace(1, "chat", "Room");
        put(room);
        catalog.commit(new Change.RemoveNamespace(room));
        openAgain();
        assertThat(catalog.view().namespace(room.id())).isEmpty();
        assertThat(catalog.view().namespaceOf(OWNER, "chat", "Room")).isEmpty();
        assertThat(catalog.view().deletedNamespaces()).containsExactly(room);
        assertThatThrownBy(() -> put(room)).hasMessageContaining("was deleted");
        put(namespace(2, "chat", "Room"));
        catalog.commit(new Change.ForgetNamespace(room.id()));
        openAgain();
        assertThat(catalog.view().deletedNamespaces()).isEmpty();
        assertThat(catalog.view().namespaces(OWNER)).hasSize(1);
    }

    @Test
    void aDeletedWorkerLeavesMarksOfItsNamespaces() {
        put(namespace(1, "chat", "Room"));
        put(namespace(2, "games", "Room"));
        catalog.commit(new Change.RemoveScript(OWNER, "chat"));
        openAgain();
        assertThat(catalog.view().namespaces(OWNER))
                .extracting(ObjectNamespace::script)
                .containsExactly("games");
        assertThat(catalog.view().deletedNamespaces())
                .extracting(ObjectNamespace::script)
                .containsExactly("chat");
    }

    @Test
    void aSnapshotHoldsNamespacesAndMarks() throws IOException {
        ObjectNamespace gone = namespace(1, "chat", "Room");
        put(gone);
        catalog.commit(new Change.RemoveScript(OWNER, "chat"));
        put(namespace(2, "games", "Room"));
        State state = (State) catalog.view();
        Snapshot.write(state, data.resolve("snapshot"));
        Replay replay = new Replay(State.empty(Samples.SUFFIX));
        replay.snapshot(data.resolve("snapshot"), state.sequence());
        assertThat(replay.state().namespaces(OWNER)).isEqualTo(state.namespaces(OWNER));
        assertThat(replay.state().deletedNamespaces()).containsExactly(gone);
    }

    @Test
    void aBindingOfObjectsIsStoredWhole() {
        for (Binding binding : List.of(
                new Binding.DurableObject("ROOMS", "Room", null, null, "%032x".formatted(1)),
                new Binding.DurableObject("TABLES", "Table", "games", "production", "%032x".formatted(2)))) {
            Encoder encoder = new Encoder();
            BindingCodec.write(encoder, binding);
            assertThat(BindingCodec.read(new Decoder(encoder.toBytes()))).isEqualTo(binding);
        }
    }
}
