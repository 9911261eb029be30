package dev.selvedge.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalCatalogTest {

    @TempDir
    Path data;

    @Test
    void everyKindOfChangeIsThereAfterOpeningAgain() {
        Zone zone = new Zone("z1", Samples.OWNER.id(), "example.org", 1);
        Route route = new Route("r1", Samples.OWNER.id(), "z1", "example.org/api/*", "hello");
        Route none = new Route("r2", Samples.OWNER.id(), "z1", "example.org/api/off", null);
        CustomDomain domain = new CustomDomain(
                "d1", Samples.OWNER.id(), "www.example.org", "z1", "example.org", "hello", true, false);
        try (LocalCatalog catalog = Samples.open(data)) {
            catalog.commit(new Change.PutAccount(Samples.OWNER), new Change.PutAccount(Samples.TENANT));
            catalog.commit(Samples.deployed(Samples.OWNER, "hello"));
            catalog.commit(
                    new Change.PutToken(Samples.token("t1", "s1")),
                    new Change.PutToken(Samples.token("t2", "s2")),
                    new Change.RemoveToken("t2"),
                    new Change.PutZone(zone),
                    new Change.PutRoute(route),
                    new Change.PutRoute(none),
                    new Change.PutDomain(domain));
        }
        try (LocalCatalog catalog = Samples.open(data)) {
            CatalogView view = catalog.view();
            assertThat(view.sequence()).isEqualTo(3);
            assertThat(view.accounts()).containsExactly(Samples.OWNER, Samples.TENANT);
            Script script = view.script(Samples.OWNER.id(), "hello").orElseThrow();
            assertThat(new Change.PutScript(script.head())).isEqualTo(Samples.script(Samples.OWNER, "hello"));
            assertThat(script.versions()).containsExactly(Samples.version(1));
            assertThat(script.deployments()).containsExactly(Samples.deployment(1, Samples.all(1)));
            assertThat(view.tokens()).containsExactly(Samples.token("t1", "s1"));
            assertThat(view.tokenOfSecret("s2")).isEmpty();
            assertThat(view.routes()).containsExactly(route, none);
            assertThat(view.domains()).containsExactly(domain);
            assertThat(view.zones()).containsExactly(zone);
        }
    }

    @Test
    void aCommitThatContradictsTheCatalogChangesNothing() {
        try (LocalCatalog catalog = Samples.open(data)) {
            catalog.commit(new Change.PutAccount(Samples.OWNER));
            assertThatThrownBy(() -> catalog.commit(
                            Samples.script(Samples.OWNER, "a"),
                            new Change.Deploy(Samples.OWNER.id(), "a", Samples.deployment(1, Samples.all(9)))))
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining("no such version");
            assertThat(catalog.view().sequence()).isEqualTo(1);
            assertThat(catalog.view().script(Samples.OWNER.id(), "a")).isEmpty();
            catalog.commit(Samples.deployed(Samples.OWNER, "a"));
        }
        try (LocalCatalog catalog = Samples.open(data)) {
            assertThat(catalog.view().sequence()).isEqualTo(2);
        }
    }

    @Test
    void aTornWriteIsCutWhereverItEndsAndEarlierCommitsStay() throws IOException {
        Path log = twoCommits();
        byte[] whole = Files.readAllBytes(log);
        int first = firstGroupEnd(whole);
        for (int length = first; length < whole.length; length++) {
            Files.write(log, Arrays.copyOf(whole, length));
            try (LocalCatalog catalog = Samples.open(data)) {
                assertThat(catalog.view().sequence()).isEqualTo(1);
                assertThat(catalog.recoveredBytes()).isEqualTo(length - first);
                catalog.commit(new Change.PutAccount(Samples.TENANT));
            }
            try (LocalCatalog catalog = Samples.open(data)) {
                assertThat(catalog.view().accounts()).containsExactly(Samples.OWNER, Samples.TENANT);
            }
        }
    }

    @Test
    void everyTornHeaderOfANewLogIsRepaired() throws IOException {
        for (int length = 0; length < Segment.HEADER.length; length++) {
            Path log = data.resolve("catalog").resolve("log-0000000000000001");
            Files.createDirectories(log.getParent());
            Files.write(log, Arrays.copyOf(Segment.HEADER, length));
            try (LocalCatalog catalog = Samples.open(data)) {
                catalog.commit(new Change.PutAccount(Samples.OWNER));
            }
            try (LocalCatalog catalog = Samples.open(data)) {
                assertThat(catalog.view().sequence()).isEqualTo(1);
            }
        }
    }

    @Test
    void everyDamagedByteBeforeTheLastCommitIsReportedAndNothingIsDropped() throws IOException {
        Path log = twoCommits();
        byte[] whole = Files.readAllBytes(log);
        int first = firstGroupEnd(whole);
        for (int at = 0; at < first; at += 1 + at / 64) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(log, damaged);
            assertThatThrownBy(() -> Samples.open(data))
                    .as("byte %d", at)
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining(log.toString())
                    .hasMessageContaining("restore the data directory from a backup");
            assertThat(Files.readAllBytes(log)).isEqualTo(damaged);
        }
    }

    @Test
    void aMissingSegmentIsReported() throws IOException {
        try (LocalCatalog catalog = Samples.open(data)) {
            catalog.commit(new Change.PutAccount(Samples.OWNER));
        }
        Path folder = data.resolve("catalog");
        Files.move(folder.resolve("log-0000000000000001"), folder.resolve("log-0000000000000003"));
        Path log = folder.resolve("log-0000000000000003");
        byte[] group =
                new Group(Group.COMMITS, 3, new Encoder().raw(new byte[0]).toBytes()).toBytes();
        Files.write(log, Segment.HEADER);
        Files.write(log, group, java.nio.file.StandardOpenOption.APPEND);
        assertThatThrownBy(() -> Samples.open(data)).hasMessageContaining("commits 1 to 2 are missing");
    }

    @Test
    void snapshotsReplaceTheLogAndLoseNothing() throws Exception {
        try (LocalCatalog catalog = Samples.open(data, 4096)) {
            catalog.commit(new Change.PutAccount(Samples.OWNER));
            for (int i = 0; i < 200; i++) {
                catalog.commit(Samples.deployed(Samples.OWNER, "w" + i));
            }
        }
        try (Stream<Path> files = Files.list(data.resolve("catalog"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("snapshot-"))
                    .doesNotContain("log-0000000000000001");
        }
        try (LocalCatalog catalog = Samples.open(data, 4096)) {
            assertThat(catalog.view().sequence()).isEqualTo(201);
            assertThat(catalog.view().scripts(Samples.OWNER.id())).hasSize(200);
            catalog.commit(Samples.deployed(Samples.OWNER, "last"));
        }
        try (LocalCatalog catalog = Samples.open(data, 4096)) {
            assertThat(catalog.view().scripts(Samples.OWNER.id())).hasSize(201);
        }
    }

    @Test
    void aScriptWithMoreVersionsThanAreKeptSurvivesASnapshot() throws IOException {
        State state = State.empty(Samples.SUFFIX)
                .with(1, List.of(new Change.PutAccount(Samples.OWNER), Samples.script(Samples.OWNER, "a")));
        for (int i = 1; i <= 150; i++) {
            Change version = new Change.AddVersion(Samples.OWNER.id(), "a", Samples.version(i));
            Change deploy = new Change.Deploy(Samples.OWNER.id(), "a", Samples.deployment(i, Samples.all(i)));
            state = state.with(1 + i, List.of(version, deploy));
        }
        Snapshot.write(state, data.resolve("snapshot"));
        Replay replay = new Replay(State.empty(Samples.SUFFIX));
        replay.snapshot(data.resolve("snapshot"), 151);
        Script script = replay.state().script(Samples.OWNER.id(), "a").orElseThrow();
        assertThat(script.versions()).hasSize(StateEdit.KEPT_VERSIONS);
        assertThat(script.latest()).contains(Samples.version(150));
        assertThat(script).isEqualTo(state.script(Samples.OWNER.id(), "a").orElseThrow());
    }

    @Test
    void concurrentCommitsAllArriveInOneOrder() throws Exception {
        List<Long> heard = new ArrayList<>();
        try (LocalCatalog catalog = Samples.open(data);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            catalog.commit(new Change.PutAccount(Samples.OWNER));
            catalog.listen((view, changes) -> heard.add(view.sequence()));
            List<Future<CatalogView>> commits = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String name = "w" + i;
                commits.add(threads.submit(() -> catalog.commit(Samples.deployed(Samples.OWNER, name))));
            }
            for (Future<CatalogView> commit : commits) {
                commit.get();
            }
            assertThat(heard).hasSize(200).isSorted();
        }
        try (LocalCatalog catalog = Samples.open(data)) {
            assertThat(catalog.view().scripts(Samples.OWNER.id())).hasSize(200);
        }
    }

    @Test
    void aSecondCatalogOnTheSameFolderIsRefused() {
        try (LocalCatalog catalog = Samples.open(data)) {
            assertThat(catalog.view().sequence()).isZero();
            assertThatThrownBy(() -> Samples.open(data)).hasMessageContaining("in use by another node");
        }
    }

    @Test
    void secretsRestEncryptedAndOpenOnlyForTheirOwner() throws IOException {
        String owner = Vault.ownerOf(Samples.OWNER.id(), "a");
        SealedText sealed;
        try (LocalCatalog catalog = Samples.open(data)) {
            catalog.commit(new Change.PutAccount(Samples.OWNER));
            sealed = catalog.vault().seal(owner, "hunter2");
        }
        assertThat(sealed.base64()).doesNotContain("hunter2");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("secret.key"))))
                .isEqualTo("rw-------");
        try (LocalCatalog catalog = Samples.open(data)) {
            assertThat(catalog.vault().open(owner, sealed)).isEqualTo("hunter2");
            assertThatThrownBy(() -> catalog.vault().open(Vault.ownerOf(Samples.OWNER.id(), "b"), sealed))
                    .isInstanceOf(CatalogException.class);
        }
        Files.delete(data.resolve("secret.key"));
        assertThatThrownBy(() -> Samples.open(data)).hasMessageContaining("secret.key is missing");
    }

    @Test
    void blobsAreKeptWhileAVersionNamesThem() throws IOException {
        try (LocalCatalog catalog = Samples.open(data)) {
            byte[] code = "export default {}".getBytes(StandardCharsets.UTF_8);
            BlobId named = catalog.blobs().put(new byte[] {1});
            BlobId orphan = catalog.blobs().put(code);
            assertThat(catalog.blobs().read(orphan)).isEqualTo(code);
            catalog.commit(new Change.PutAccount(Samples.OWNER));
            catalog.commit(Samples.deployed(Samples.OWNER, "a"));
            assertThat(catalog.sweep(Duration.ofHours(1))).isZero();
            assertThat(catalog.sweep(Duration.ofSeconds(-1))).isEqualTo(1);
            assertThat(catalog.blobs().contains(orphan)).isFalse();
            assertThat(catalog.blobs().contains(named)).isTrue();
            Path file = data.resolve("modules")
                    .resolve(named.sha256().substring(0, 2))
                    .resolve(named.sha256());
            Files.write(file, new byte[] {9});
            assertThatThrownBy(() -> catalog.blobs().read(named)).hasMessageContaining("damaged");
        }
    }

    @Test
    void aDiskThatRefusesFailsTheCommitAndLaterOnesGoOn() throws IOException {
        try (LocalCatalog catalog =
                LocalCatalog.open(new LocalCatalog.Options(data, "w"), Clock.system(), RandomSource.secure())) {
            catalog.commit(new Change.PutAccount(Samples.OWNER));
            assertThatThrownBy(() -> catalog.commit(view -> {
                        throw new IllegalStateException("changed my mind");
                    }))
                    .hasMessage("changed my mind");
            assertThat(catalog.commit(view -> List.of()).sequence()).isEqualTo(1);
            assertThat(catalog.commit(new Change.PutAccount(Samples.TENANT)).sequence())
                    .isEqualTo(2);
        }
    }

    @Test
    void tenThousandWorkersLoadQuicklyAndCostLittleHeap() {
        putTenThousandWorkers();
        long before = usedHeap();
        long started = Clock.system().nanos();
        try (LocalCatalog catalog = Samples.open(data)) {
            long millis = (Clock.system().nanos() - started) / 1_000_000;
            long each = (usedHeap() - before) / 10_000;
            assertThat(catalog.view().scripts()).hasSize(10_000);
            assertThat(each).as("heap bytes of a Worker").isLessThan(5 * 1024);
            assertThat(millis).as("milliseconds to load").isLessThan(2_000);
            System.out.println("10,000 Workers: " + millis + " ms, " + each + " bytes each");
        }
    }

    private void putTenThousandWorkers() {
        try (LocalCatalog catalog = Samples.open(data)) {
            catalog.commit(new Change.PutAccount(Samples.OWNER));
            for (int i = 0; i < 100; i++) {
                List<Change> changes = new ArrayList<>();
                for (int j = 0; j < 100; j++) {
                    changes.addAll(List.of(Samples.deployed(Samples.OWNER, "worker-" + i + "-" + j)));
                }
                catalog.commit(view -> changes);
            }
        }
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private Path twoCommits() throws IOException {
        try (LocalCatalog catalog = Samples.open(data)) {
            catalog.commit(new Change.PutAccount(Samples.OWNER));
            catalog.commit(Samples.deployed(Samples.OWNER, "hello"));
        }
        try (Stream<Path> files = Files.list(data.resolve("catalog"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("log-"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private static int firstGroupEnd(byte[] log) {
        Group group = Group.at(log, Segment.HEADER.length);
        assertThat(group).isNotNull();
        return Segment.HEADER.length + java.util.Objects.requireNonNull(group).size();
    }
}
