package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.catalog.Deployment;
import dev.selvedge.catalog.WorkerLimits;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to Workers when the process under them ends. */
class EngineDeathTest {
    private static final String HELLO = "export default { fetch() { return new Response('hello') } }";
    private static final String SPIN = "export default { fetch() { for (;;) new Array(100).fill(1.5); } }";
    private static final String COUNTS =
            "export default { fetch(q) { let n = 0; if (q.url.endsWith('/long')) for (let i = 0; i < 1e11; i++) n += i; return new Response('calm') } }";
    private static final String WAITS =
            "export default { async fetch() { await new Promise(r => setTimeout(r, 20000)); return new Response('late') } }";
    /** One line that V8 answers with the end of its process. */
    private static final String BOMB =
            "export default { fetch(q) { if (q.url.endsWith('/bomb')) 'x'.repeat(1 << 28).split('').sort(); return new Response('calm') } }";

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
    void whatIsInFlightIsAnsweredAndTheEngineComesBack() throws Exception {
        rig.deploy("waits", WAITS);
        rig.deploy("hello", HELLO);
        assertThat(rig.get("hello", "/").body()).isEqualTo("hello");
        CompletableFuture<HttpResponse<String>> inFlight =
                rig.client().sendAsync(rig.request("waits", "/").build(), HttpResponse.BodyHandlers.ofString());
        rig.await("the request is in flight", Duration.ofSeconds(5), () -> inFlight() == 1);
        for (int i = 0; i < 20; i++) { // time for its turn to end
            assertThat(rig.get("hello", "/").body()).isEqualTo("hello");
        }
        long before = rig.clock.nanos();
        kill();
        HttpResponse<String> lost = inFlight.get();
        assertThat(lost.statusCode()).isEqualTo(500);
        assertThat(lost.body()).startsWith("1101 ENGINE_LOST");
        assertThat(rig.get("hello", "/").body()).isEqualTo("hello");
        assertThat(Duration.ofNanos(rig.clock.nanos() - before)).isLessThan(Duration.ofSeconds(3));
        // Neither Worker was on the CPU: nobody is to blame.
        assertThat(rig.workers.status().suspects()).isEmpty();
    }

    @Test
    void theWorkerOnTheCpuGoesSoloAndIsThenRefused() throws Exception {
        rig.deploy("bomb", BOMB);
        rig.deploy("hello", HELLO);
        assertThat(rig.get("bomb", "/").body()).isEqualTo("calm");
        HttpResponse<String> first = rig.get("bomb", "/bomb");
        assertThat(first.body()).contains("ENGINE_LOST");
        assertThat(rig.get("hello", "/").body()).isEqualTo("hello");
        assertThat(rig.workers.status().suspects()).singleElement().satisfies(suspect -> {
            assertThat(suspect.worker()).endsWith("/bomb");
            assertThat(suspect.standing()).isEqualTo("solo");
        });

        assertThat(rig.get("bomb", "/").body()).as("it still serves, alone").isEqualTo("calm");
        assertThat(rig.workers.status().engines())
                .anySatisfy(engine -> assertThat(engine.cordon()).startsWith("solo"));
        HttpResponse<String> second = rig.get("bomb", "/bomb");
        assertThat(second.body()).contains("ENGINE_LOST");
        HttpResponse<String> refused = rig.get("bomb", "/");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).startsWith("1102 REFUSED");
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(rig.get("hello", "/").body()).isEqualTo("hello");

        rig.await("it is tried again", Duration.ofSeconds(10), () -> calm());
    }

    /** As an operator does, or a test: nobody is over any limit. */
    @Test
    void whoeverIsOnTheCpuWhenSomebodyElseKillsTheEngineIsNotToBlame() throws Exception {
        rig.deploy("counts", COUNTS);
        for (int i = 0; i < 3; i++) {
            assertThat(rig.get("counts", "/").body()).isEqualTo("calm");
            Duration before = cpuOfEngine();
            CompletableFuture<HttpResponse<String>> inFlight = rig.client()
                    .sendAsync(rig.request("counts", "/long").build(), HttpResponse.BodyHandlers.ofString());
            rig.await(
                    "it counts",
                    Duration.ofSeconds(10),
                    () -> inFlight() == 1 && cpuOfEngine().compareTo(before.plusMillis(300)) > 0);
            kill();
            assertThat(inFlight.get().body()).startsWith("1101 ENGINE_LOST");
            assertThat(rig.workers.status().suspects()).isEmpty();
        }
        assertThat(rig.get("counts", "/").body()).isEqualTo("calm");
    }

    /** A loop that V8's optimizing compiler makes impossible to stop: only the end of the process ends it. */
    @Test
    void anEngineThatHasToGoHandsOverFirst() throws Exception {
        rig.release("spin", new Deployment.Share(rig.upload("spin", SPIN, new WorkerLimits(100, 0)), 100));
        rig.deploy("hello", HELLO);
        rig.get("hello", "/");
        int before = serving().number();
        assertThat(rig.get("spin", "/").body()).startsWith("1102");
        rig.await("another engine has taken over and the old one is gone", Duration.ofSeconds(15), () -> {
            assertThat(get("hello")).isEqualTo("hello");
            return rig.workers.status().engines().stream().noneMatch(engine -> engine.number() == before);
        });
        assertThat(rig.workers.status().suspects())
                .singleElement()
                .satisfies(suspect -> assertThat(suspect.standing()).isEqualTo("solo"));

        // Its own engine is one that can stop it: this does not go on for ever.
        assertThat(rig.get("spin", "/").body()).startsWith("1102");
        assertThat(rig.get("spin", "/").body()).startsWith("1102");
        assertThat(rig.workers.status().suspects())
                .singleElement()
                .satisfies(suspect -> assertThat(suspect.kills()).isEqualTo(1));
    }

    private String get(String worker) {
        try {
            return rig.get(worker, "/").body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean calm() {
        try {
            return rig.get("bomb", "/").body().equals("calm");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private int inFlight() {
        return rig.workers.status().engines().stream()
                .mapToInt(WorkersStatus.Engine::inFlight)
                .sum();
    }

    private WorkersStatus.Engine serving() {
        return rig.workers.status().engines().stream()
                .filter(it -> it.cordon().equals(Rig.ACCOUNT.id()))
                .findFirst()
                .orElseThrow();
    }

    private Duration cpuOfEngine() {
        return ProcessHandle.of(serving().pid())
                .orElseThrow()
                .info()
                .totalCpuDuration()
                .orElseThrow();
    }

    private void kill() {
        ProcessHandle.of(serving().pid()).orElseThrow().destroyForcibly();
    }
}
