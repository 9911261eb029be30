package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.observe.TailEvent;
import dev.selvedge.observe.TailFilter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How much a Worker may have going on, and for how long. */
class PatienceTest {

    @Test
    void oneRequestTooManyIsToldToComeBack() throws Exception {
        try (Rig rig = new Rig(new Bounds().requests(3).limits())) {
            rig.deploy(
                    "slow",
                    "export default { async fetch() {"
                            + " await new Promise(go => setTimeout(go, 1500)); return new Response('done') } }");
            assertThat(rig.get("slow", "/").body()).isEqualTo("done");
            List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                asked.add(
                        rig.client().sendAsync(rig.request("slow", "/").build(), HttpResponse.BodyHandlers.ofString()));
            }
            int done = 0;
            for (CompletableFuture<HttpResponse<String>> each : asked) {
                HttpResponse<String> answer = each.get(20, TimeUnit.SECONDS);
                if (answer.statusCode() == 200) {
                    done++;
                } else {
                    assertThat(answer.statusCode()).isEqualTo(503);
                    assertThat(answer.body()).startsWith("1105 OVERLOADED");
                    assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
                }
            }
            assertThat(done).isBetween(3, 2 * 3);
            assertThat(rig.get("slow", "/").body()).isEqualTo("done");
        }
    }

    @Test
    void whatGoesOnAfterTheAnswerEndsWithItsTime() throws Exception {
        LinkedBlockingQueue<TailEvent> events = new LinkedBlockingQueue<>();
        try (Rig rig = new Rig(new Bounds().waitUntil(Duration.ofMillis(300)).limits());
                AutoCloseable _ =
                        rig.tails.subscribe(Rig.ACCOUNT.id() + "/after", TailFilter.EVERYTHING, events::add)) {
            rig.deploy(
                    "after",
                    "export default { fetch(q, env, ctx) {"
                            + " ctx.waitUntil(new Promise(() => {}));"
                            + " ctx.waitUntil((async () => { for (;;) await new Promise(go => setTimeout(go, 20)) })());"
                            + " return new Response('early') } }");
            assertThat(rig.get("after", "/").body()).isEqualTo("early");
            TailEvent event = events.poll(20, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            assertThat(event.json()).contains("waitUntil() tasks did not complete within the allowed time");
            rig.await(
                    "nothing is in flight",
                    Duration.ofSeconds(5),
                    () -> rig.workers.status().engines().stream().allMatch(engine -> engine.inFlight() == 0));
            assertThat(rig.get("after", "/").body()).isEqualTo("early");
        }
    }
}
