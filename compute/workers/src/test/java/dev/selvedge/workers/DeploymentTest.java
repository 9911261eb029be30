package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.catalog.Deployment;
import dev.selvedge.catalog.VersionId;
import dev.selvedge.catalog.WorkerLimits;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which version a request gets, and how versions replace one another. */
class DeploymentTest extends RigTest {
    private static String saying(String text) {
        return "export default { fetch() { return new Response('" + text + "') } }";
    }

    @Test
    void theNextVersionOfAWorkerInUseStartsBeforeItIsAskedFor() throws Exception {
        rig.deploy("busy", saying("one"));
        assertThat(rig.get("busy", "/").body()).isEqualTo("one");
        String loads = loads();
        rig.deploy("busy", saying("two"));
        rig.await("it is loaded", Duration.ofSeconds(5), () -> !loads().equals(loads));
        String warmed = loads();
        assertThat(rig.get("busy", "/").body()).isEqualTo("two");
        assertThat(loads()).isEqualTo(warmed);
        rig.deploy("quiet", saying("one"));
        rig.deploy("quiet", saying("two"));
        assertThat(loads()).as("nobody asked for it").isEqualTo(warmed);
    }

    private static String loads() {
        return rig.counters
                .prometheus()
                .lines()
                .filter(line -> line.startsWith("selvedge_isolate_loads_total"))
                .findFirst()
                .orElse("none");
    }

    @Test
    void aDeployIsLiveForTheNextRequestAndOldRequestsFinish() throws Exception {
        rig.deploy(
                "live",
                "export default { async fetch() { await new Promise(r => setTimeout(r, 700)); return new Response('old') } }");
        CompletableFuture<HttpResponse<String>> old =
                rig.client().sendAsync(rig.request("live", "/").build(), HttpResponse.BodyHandlers.ofString());
        rig.await(
                "it is in flight",
                Duration.ofSeconds(5),
                () -> rig.workers.status().engines().stream().anyMatch(engine -> engine.inFlight() > 0));
        rig.deploy("live", saying("new"));
        assertThat(rig.get("live", "/").body()).isEqualTo("new");
        assertThat(old.get().body()).isEqualTo("old");
        rig.await(
                "the old isolate is unloaded",
                Duration.ofSeconds(10),
                () -> rig.counters.prometheus().contains("selvedge_isolate_unloads_total 1"));
    }

    @Test
    void percentagesAreKept() throws Exception {
        VersionId one = rig.upload("split", saying("one"), WorkerLimits.DEFAULT);
        VersionId two = rig.upload("split", saying("two"), WorkerLimits.DEFAULT);
        rig.release("split", new Deployment.Share(one, 90), new Deployment.Share(two, 10));
        int twos = 0;
        for (int i = 0; i < 1000; i++) {
            twos += rig.get("split", "/").body().equals("two") ? 1 : 0;
        }
        // 100 expected; five standard deviations are 47
        assertThat(twos).isBetween(53, 147);
    }

    @Test
    void aKeyAlwaysGetsTheSameVersionAndAnOverrideTheOneItNames() throws Exception {
        VersionId one = rig.upload("sticky", saying("one"), WorkerLimits.DEFAULT);
        VersionId two = rig.upload("sticky", saying("two"), WorkerLimits.DEFAULT);
        rig.release("sticky", new Deployment.Share(one, 50), new Deployment.Share(two, 50));
        Set<String> seen = new HashSet<>();
        for (int user = 0; user < 20; user++) {
            Set<String> answers = new HashSet<>();
            for (int i = 0; i < 5; i++) {
                answers.add(withHeader("Cloudflare-Workers-Version-Key", "user-" + user));
            }
            assertThat(answers).hasSize(1);
            seen.addAll(answers);
        }
        assertThat(seen).containsExactlyInAnyOrder("one", "two");
        for (int i = 0; i < 5; i++) {
            assertThat(withHeader("Cloudflare-Workers-Version-Overrides", "sticky=\"" + two + "\""))
                    .isEqualTo("two");
            assertThat(withHeader(
                            "Cloudflare-Workers-Version-Overrides", "other=\"" + two + "\", sticky=\"" + one + "\""))
                    .isEqualTo("one");
        }
    }

    private static String withHeader(String name, String value) throws IOException, InterruptedException {
        HttpRequest.Builder request = rig.request("sticky", "/").header(name, value);
        return rig.send(request).body();
    }

    @Test
    void noRequestIsLostWhileVersionsFollowOneAnother() throws Exception {
        rig.deploy("busy", saying("v0"));
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int version = 1; version <= 10; version++) {
            for (int i = 0; i < 20; i++) {
                answers.add(
                        rig.client().sendAsync(rig.request("busy", "/").build(), HttpResponse.BodyHandlers.ofString()));
            }
            rig.deploy("busy", saying("v" + version));
            assertThat(rig.get("busy", "/").body()).isEqualTo("v" + version);
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
            assertThat(answer.get().body()).matches("v\\d+");
        }
    }
}
