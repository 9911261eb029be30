package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Isolates are kept within bounds. */
class EvictionTest {
    @Test
    void theLongestIdleIsolateMakesRoomForTheNext() throws Exception {
        try (Rig rig =
                new Rig(new Bounds().isolates(6).idle(Duration.ofMinutes(5)).limits())) {
            for (int i = 0; i < 20; i++) {
                rig.deploy(
                        "w" + i, "let n = 0; export default { fetch() { return new Response('" + i + ":' + ++n) } }");
            }
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 20; i++) {
                    assertThat(rig.get("w" + i, "/").body()).isEqualTo(i + ":1");
                }
            }
            int isolates = rig.workers.status().engines().stream()
                    .filter(engine -> engine.cordon().equals(Rig.ACCOUNT.id()))
                    .mapToInt(WorkersStatus.Engine::isolates)
                    .sum();
            assertThat(isolates).isLessThanOrEqualTo(6);
        }
    }

    @Test
    void anIsolateThatNobodyAsksIsUnloaded() throws Exception {
        try (Rig rig =
                new Rig(new Bounds().isolates(200).idle(Duration.ofMillis(500)).limits())) {
            rig.deploy("idle", "let n = 0; export default { fetch() { return new Response('' + ++n) } }");
            assertThat(rig.get("idle", "/").body()).isEqualTo("1");
            rig.await(
                    "it is unloaded",
                    Duration.ofSeconds(10),
                    () -> rig.workers.status().engines().stream().allMatch(engine -> engine.isolates() == 0));
            assertThat(rig.get("idle", "/").body()).isEqualTo("1");
        }
    }
}
