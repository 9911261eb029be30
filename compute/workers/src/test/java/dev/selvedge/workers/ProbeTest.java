package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.catalog.ModuleType;
import dev.selvedge.catalog.Preparation;
import dev.selvedge.catalog.ScriptFormat;
import dev.selvedge.catalog.VersionDraft;
import dev.selvedge.catalog.VersionId;
import dev.selvedge.catalog.WorkerLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of an upload when the engine that checks it ends. */
class ProbeTest {
    private static final String CALM = "export default { fetch() { return new Response('calm') } }";
    /** Starts within its limit, but not before somebody had time to do something about it. */
    private static final String SLOW =
            "let x = 0; for (let i = 0; i < 8e7; i++) x = (x + i) % 7; export default { fetch() { return new Response(x) } }";

    private static final String BOMB = "'x'.repeat(1 << 28).split('').sort(); " + CALM;

    @SuppressWarnings("NullAway.Init")
    private Rig rig;

    @BeforeEach
    void open() throws IOException {
        rig = new Rig();
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    @Test
    void anUploadWhoseEngineWasKilledFromOutsideIsCheckedAgain() throws Exception {
        CompletableFuture<Preparation> checked = checkInBackground(SLOW);
        kill(awaitBusy());
        assertThat(checked.get()).isInstanceOf(Preparation.Accepted.class);
    }

    @Test
    void anUploadThatEndsEveryEngineIsRefusedAndTheNextIsChecked() {
        assertThat(rig.workers.prepare(draft(BOMB)))
                .isInstanceOfSatisfying(
                        Preparation.Refused.class,
                        refused -> assertThat(refused.message()).contains("ended the engine"));
        assertThat(rig.workers.prepare(draft(CALM))).isInstanceOf(Preparation.Accepted.class);
    }

    @Test
    void anUploadIsNotBlamedForTheEndOfItsNode() throws Exception {
        CompletableFuture<Preparation> checked = checkInBackground(SLOW);
        awaitBusy();
        rig.workers.close();
        assertThat(checked.get()).isInstanceOf(Preparation.Unavailable.class);
        assertThat(rig.workers.prepare(draft(CALM))).isInstanceOf(Preparation.Unavailable.class);
    }

    private CompletableFuture<Preparation> checkInBackground(String source) {
        return CompletableFuture.supplyAsync(() -> rig.workers.prepare(draft(source)));
    }

    /** The engine that checks uploads, once it has used enough CPU to be at work on one. */
    private ProcessHandle awaitBusy() throws InterruptedException {
        rig.await("the engine is up", Duration.ofSeconds(20), () -> probe().isPresent());
        ProcessHandle process = ProcessHandle.of(probe().orElseThrow().pid()).orElseThrow();
        long before = cpuMillis(process);
        rig.await("the script runs", Duration.ofSeconds(20), () -> cpuMillis(process) > before + 100);
        return process;
    }

    private static long cpuMillis(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
    }

    private Optional<WorkersStatus.Engine> probe() {
        return rig.workers.status().engines().stream()
                .filter(engine ->
                        engine.cordon().equals("probe") && engine.state().equals("ready"))
                .findFirst();
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
    }

    private static VersionDraft draft(String source) {
        return new VersionDraft(
                Rig.ACCOUNT.id(),
                "checked",
                VersionId.of(UUID.randomUUID()),
                ScriptFormat.MODULES,
                "main.js",
                List.of(new VersionDraft.Part(
                        "main.js", ModuleType.ES_MODULE, source.getBytes(StandardCharsets.UTF_8))),
                List.of(),
                "2026-01-01",
                List.of(),
                WorkerLimits.DEFAULT);
    }
}
