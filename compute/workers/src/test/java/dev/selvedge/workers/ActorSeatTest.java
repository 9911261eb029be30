package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.RandomSource;
import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.ObjectNamespace;
import dev.selvedge.durable.ActorId;
import dev.selvedge.durable.ActorNamespace;
import dev.selvedge.durable.Jurisdiction;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the node does for actors, with an engine that only says what actors would say. */
@Timeout(60)
class ActorSeatTest {
    private static final String SPACE = "f".repeat(32);
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final MemoryStore store = new MemoryStore();
    private final ActorNamespace ids = new ActorNamespace(SPACE);

    @SuppressWarnings("NullAway.Init")
    private Rig rig;

    @BeforeEach
    void open() throws IOException {
        Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
        Path forger = folder.resolve("java");
        Files.writeString(
                forger,
                "#!/bin/sh\nexec '" + java + "' --enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 -cp '"
                        + System.getProperty("java.class.path") + "' " + ForgedActors.class.getName() + "\n");
        Files.setPosixFilePermissions(forger, PosixFilePermissions.fromString("rwx------"));
        rig = new Rig(WorkersLimits.DEFAULTS, forger, store);
        deploy();
        rig.catalog.commit(new Change.PutNamespace(
                new ObjectNamespace(SPACE, Rig.ACCOUNT.id(), "app", "Thing", ObjectNamespace.Storage.SQLITE, 0)));
    }

    private void deploy() {
        rig.deploy(
                "app",
                "export default { fetch() {} }; export class Thing {}",
                new Binding.DurableObject("THING", "Thing", null, null, SPACE));
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    private ActorId id(String name) {
        return ids.named(Jurisdiction.NONE, name);
    }

    /** One whose home is that loop of the two. */
    private ActorId on(int loop) {
        ActorId id = id("first");
        for (int i = 0; id.shard(2) != loop; i++) {
            id = id("other " + i);
        }
        return id;
    }

    private String ask(ActorId id, String deed) throws IOException, InterruptedException {
        return rig.get("app", "/" + id.hex() + "/" + deed).body();
    }

    private CompletableFuture<String> asking(ActorId id, String deed) {
        return rig.client()
                .sendAsync(
                        rig.request("app", "/" + id.hex() + "/" + deed).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::body);
    }

    @Test
    void everyActorIsFoundFromEveryLoop() throws Exception {
        for (int loop = 0; loop < 2; loop++) {
            for (int i = 1; i <= 10; i++) {
                assertThat(ask(on(loop), "add")).as(rig.logText()).isEqualTo("" + i);
            }
        }
        assertThat(store.opened()).isEqualTo(2);
    }

    @Test
    void nothingIsSaidBeforeItIsDurable() throws Exception {
        ActorId id = id("gate");
        assertThat(ask(id, "add")).isEqualTo("1");
        store.slow(true);
        CompletableFuture<String> write = asking(id, "add");
        rig.await("the commit comes", SOON, () -> store.waiting() == 1);
        CompletableFuture<String> read = asking(id, "seen");
        assertThat(ask(id("neighbour"), "seen")).isEqualTo("0 of which here 0");
        assertThat(write).isNotDone();
        assertThat(read).isNotDone();
        store.flush(true);
        assertThat(write.get()).isEqualTo("2");
        assertThat(read.get()).isEqualTo("2 of which here 2");
    }

    @Test
    void aFacetCommitsForItselfAndSaysNothingBefore() throws Exception {
        ActorId id = id("whole");
        assertThat(ask(id, "add")).isEqualTo("1");
        assertThat(ask(id, "part-add")).isEqualTo("1");
        assertThat(ask(id, "part-part")).isEqualTo("1");
        store.slow(true);
        CompletableFuture<String> write = asking(id, "part-add");
        rig.await("the commit comes", SOON, () -> store.waiting() == 1);
        CompletableFuture<String> read = asking(id, "part-seen");
        assertThat(ask(id, "seen")).isEqualTo("1 of which here 1");
        assertThat(write).isNotDone();
        assertThat(read).isNotDone();
        store.flush(true);
        assertThat(write.get()).isEqualTo("2");
        assertThat(read.get()).isEqualTo("2 of which here 2");
    }

    @Test
    void theResetOfAnActorIsThatOfItsFacetsAndNotTheOtherWayRound() throws Exception {
        ActorId id = id("broken whole");
        assertThat(ask(id, "add")).isEqualTo("1");
        assertThat(ask(id, "part-add")).isEqualTo("1");
        assertThat(ask(id, "part-reset")).contains("broken on purpose");
        assertThat(ask(id, "seen")).isEqualTo("1 of which here 1");
        assertThat(ask(id, "part-seen")).isEqualTo("1 of which here 0");
        assertThat(ask(id, "part-add")).isEqualTo("2");
        assertThat(ask(id, "reset")).contains("broken on purpose");
        assertThat(ask(id, "part-seen")).isEqualTo("2 of which here 0");
    }

    @Test
    void anActorIsSilentUntilItsFacetIsDeletedForGood() throws Exception {
        ActorId id = id("forgetful");
        assertThat(ask(id, "part-add")).isEqualTo("1");
        store.slow(true);
        CompletableFuture<String> deletion = asking(id, "drop");
        rig.await("the deletion comes", SOON, () -> store.waiting() == 1);
        CompletableFuture<String> after = asking(id, "part-seen");
        assertThat(ask(id("another"), "seen")).isEqualTo("0 of which here 0");
        assertThat(deletion).isNotDone();
        assertThat(after).isNotDone();
        store.flush(true);
        assertThat(deletion.get()).isEqualTo("dropped");
        assertThat(after.get()).isEqualTo("0 of which here 0");
    }

    @Test
    void aDeletionWaitsForWhatIsUnderWayDeepWithin() throws Exception {
        ActorId id = id("deep");
        assertThat(ask(id, "part-part")).isEqualTo("1");
        store.slow(true);
        CompletableFuture<String> write = asking(id, "part-part");
        rig.await("the commit comes", SOON, () -> store.waiting() == 1);
        CompletableFuture<String> deletion = asking(id, "drop");
        rig.await("the facet has gone, and what is within it has not", SOON, () -> rig.workers.liveObjects() == 2);
        store.flush(true);
        rig.await("the deletion comes", SOON, () -> store.waiting() == 1);
        assertThat(deletion).isNotDone();
        store.flush(true);
        assertThat(deletion.get()).isEqualTo("dropped");
        assertThat(write.get()).contains("Facet was deleted");
    }

    @Test
    void onlyActorsReachFacetsAndOnlyTheirOwn() throws Exception {
        ActorId id = id("strict");
        assertThat(ask(id, "stray")).contains("only Durable Objects have facets");
        assertThat(ask(id, "part-forged")).contains("no such facet");
        assertThat(ask(id, "part-add")).isEqualTo("1");
        assertThat(ask(id, "drop-forged")).isEqualTo("ignored");
        assertThat(ask(id, "part-seen")).isEqualTo("1 of which here 1");
    }

    @Test
    void aCommitThatFailsTakesBackWhatFollowedFromIt() throws Exception {
        ActorId id = id("unlucky");
        assertThat(ask(id, "add")).isEqualTo("1");
        store.slow(true);
        CompletableFuture<String> write = asking(id, "add");
        rig.await("the commit comes", SOON, () -> store.waiting() == 1);
        CompletableFuture<String> read = asking(id, "seen");
        store.flush(false);
        assertThat(write.get())
                .contains("storage write caused object to be reset")
                .contains("durableObjectReset");
        // It came before the object was reset, or after.
        assertThat(read.get())
                .containsAnyOf("1 of which here 0", "durableObjectReset")
                .doesNotContain("2");
        store.slow(false);
        assertThat(ask(id, "add")).isEqualTo("2");
    }

    @Test
    void anEngineIsNotListenedToWhileTheDiskDoesNotKeepUp() throws Exception {
        ActorId id = id("eager");
        assertThat(ask(id, "add")).isEqualTo("1");
        store.crowded(true);
        List<CompletableFuture<String>> adding = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            adding.add(asking(id, "add"));
        }
        rig.await("the node stops listening", SOON, () -> store.deaf() == 1);
        CompletableFuture<String> read = asking(id, "seen");
        rig.await("it is in flight", SOON, () -> inFlight() > 0);
        assertThat(read).isNotDone();
        store.crowded(false);
        List<String> counts = new ArrayList<>();
        for (CompletableFuture<String> answer : adding) {
            counts.add(answer.get());
        }
        assertThat(counts).as("nothing was reset").doesNotHaveDuplicates().contains("51");
        assertThat(read.get()).contains(" of which here ");
        assertThat(ask(id, "seen")).isEqualTo("51 of which here 51");
        assertThat(store.parts()).isEqualTo(51);
    }

    @Test
    void anEngineThatDiesLosesNothingThatWasAcknowledged() throws Exception {
        ActorId id = id("phoenix");
        assertThat(ask(id, "add")).isEqualTo("1");
        ask(id, "die");
        assertThat(ask(id, "add")).as(rig.logText()).isEqualTo("2");
        assertThat(ask(id, "seen")).isEqualTo("2 of which here 1");
    }

    @Test
    void anObjectThatIsResetBeginsAnewAndItsCallersHearWhy() throws Exception {
        ActorId id = id("broken");
        CompletableFuture<String> waiting = asking(id, "hang");
        ask(id, "add");
        assertThat(ask(id, "reset")).contains("broken on purpose");
        assertThat(waiting.get()).contains("broken on purpose");
        assertThat(ask(id, "seen")).isEqualTo("1 of which here 0");
    }

    @Test
    void aNewVersionFindsTheObjectWithoutItsMemory() throws Exception {
        ActorId id = id("updated");
        ask(id, "add");
        CompletableFuture<String> waiting = asking(id, "hang");
        rig.await("it is in flight", SOON, () -> inFlight() > 0);
        deploy();
        assertThat(ask(id, "seen")).isEqualTo("1 of which here 0");
        assertThat(waiting.get()).contains("reset because its code was updated");
    }

    private int inFlight() {
        return rig.workers.status().engines().stream()
                .mapToInt(WorkersStatus.Engine::inFlight)
                .sum();
    }

    @Test
    void anIdOfAnotherNamespaceIsRefused() throws Exception {
        ActorId stranger = new ActorNamespace("e".repeat(32)).unique(Jurisdiction.NONE, RandomSource.seeded(1));
        assertThat(ask(stranger, "seen")).contains("another namespace");
    }

    @Test
    void aDeletedNamespaceHasNoObjects() throws Exception {
        ActorId id = id("doomed");
        ask(id, "add");
        rig.catalog.commit(
                new Change.RemoveNamespace(rig.catalog.view().namespace(SPACE).orElseThrow()));
        assertThat(ask(id, "seen")).contains("deleted");
    }

    @Test
    void manyCallersOfOneObjectAreServedInTurn() throws Exception {
        ActorId id = on(1);
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            answers.add(asking(id, "add"));
        }
        List<Integer> numbers = new ArrayList<>();
        for (CompletableFuture<String> answer : answers) {
            numbers.add(Integer.parseInt(answer.get()));
        }
        assertThat(numbers).doesNotHaveDuplicates().hasSize(500);
        assertThat(ask(id, "seen")).isEqualTo("500 of which here 500");
    }
}
