package dev.selvedge.api;

import static dev.selvedge.api.ApiNode.script;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.TokenScope;
import dev.selvedge.catalog.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ControlApiTest extends ApiNodeTest {

    private Script stored(String name) {
        return node.catalog.view().script(ApiNode.OWNER.id(), name).orElseThrow();
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("modules"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void anUploadIsDeployedWhenItIsAnswered() throws Exception {
        ApiNode.Answer answer = node.deploy("hello");
        assertThat(answer.status()).isEqualTo(200);
        Version version = stored("hello").latest().orElseThrow();
        assertThat(answer.result().path("deployment_id").asText())
                .isEqualTo(version.id().hex());
        assertThat(stored("hello").deployment().orElseThrow().includes(version.id()))
                .isTrue();
        assertThat(stored("hello").lastDeployedFrom()).isEqualTo("wrangler");
        assertThat(node.catalog.view().lookup(false, "hello.workers.localhost", "/"))
                .isNotNull();
        node.call("POST", script("hello") + "/subdomain", "{\"enabled\":false}");
        assertThat(node.catalog.view().lookup(false, "hello.workers.localhost", "/"))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{}|x|10021|neither",
                "{\"main_module\":\"other.js\"}|x|10021|not among",
                "{\"main_module\":\"index.js\"}|boom|10021|Uncaught Error: boom",
                "{\"main_module\":\"index.js\",\"compatibility_date\":\"2999-01-01\"}|x|10021|in the future",
                "{\"main_module\":\"index.js\",\"compatibility_date\":\"soon\"}|x|10021|Invalid compatibility date: soon",
                "{\"main_module\":\"index.js\",\"compatibility_flags\":[\"no_such\"]}|x|10021|No such compatibility flag: no_such",
                "{\"main_module\":\"index.js\",\"compatibility_flags\":[5]}|x|10021|No such compatibility flag: 5",
                "{\"main_module\":\"index.js\",\"compatibility_flags\":\"nodejs_compat\"}|x|10021|must be a list",
                "{\"main_module\":\"index.js\",\"compatibility_flags\":[\"nodejs_als\",\"nodejs_als\"]}|x|10021|specified multiple times: nodejs_als",
                "{\"main_module\":\"index.js\",\"compatibility_flags\":[\"no_nodejs_compat\",\"nodejs_compat\"]}|x|10021|mutually contradictory: nodejs_compat vs no_nodejs_compat",
                "{\"main_module\":\"index.js\",\"compatibility_flags\":[\"webgpu\"]}|x|10021|experimental and cannot yet be used",
                "{\"main_module\":\"index.js\",\"limits\":{\"cpu_ms\":9}}|x|10021|cpu_ms",
                "{\"main_module\":\"index.js\",\"bindings\":{}}|x|10021|must be an array",
                "{\"main_module\":\"index.js\",\"bindings\":[{\"type\":\"plain_text\"}]}|x|10021|needs a \"name\"",
                "{\"main_module\":\"index.js\",\"bindings\":[{\"type\":\"plain_text\",\"name\":\"A\"}]}|x|10021|needs \"text\"",
                "{\"main_module\":\"index.js\",\"bindings\":[{\"type\":\"magic\",\"name\":\"A\"}]}|x|10021|unknown type",
                "{\"main_module\":\"index.js\",\"bindings\":[{\"type\":\"d1\",\"name\":\"A\",\"id\":\"x\"}]}|x|10021|D1",
                "{\"main_module\":\"index.js\",\"bindings\":[{\"type\":\"service\",\"name\":\"A\",\"service\":\"no\"}]}|x|10143|not found",
                "{\"main_module\":\"index.js\",\"bindings\":[{\"type\":\"inherit\",\"name\":\"A\"}]}|x|10057|cannot be inherited",
                "{\"main_module\":\"index.js\",\"migrations\":{\"old_tag\":\"v1\",\"new_tag\":\"v2\"}}|x|10079|precondition",
                "{\"main_module\":|x|6007|not valid JSON"
            })
    void aBadUploadIsRefusedWithItsNumberAndLeavesNothing(String metadata, String code, int number, String words)
            throws Exception {
        ApiNode.Answer answer = node.upload("PUT", script("bad") + "?bindings_inherit=strict", metadata, code);
        assertThat(answer.code()).as(answer.message()).isEqualTo(number);
        assertThat(answer.message()).contains(words);
        assertThat(node.catalog.view().script(ApiNode.OWNER.id(), "bad")).isEmpty();
        assertThat(files()).isZero();
    }

    @Test
    void valuesAndNumbersOfBindingsAreBounded() throws Exception {
        String large = "{\"main_module\":\"index.js\",\"bindings\":[{\"type\":\"plain_text\",\"name\":\"A\",\"text\":\""
                + "x".repeat(5121) + "\"}]}";
        assertThat(node.upload("PUT", script("a"), large, "x").code()).isEqualTo(10054);
        StringBuilder many = new StringBuilder("{\"main_module\":\"index.js\",\"bindings\":[");
        for (int i = 0; i < 129; i++) {
            many.append(i == 0 ? "" : ",").append("{\"type\":\"plain_text\",\"text\":\"\",\"name\":\"A" + i + "\"}");
        }
        assertThat(node.upload("PUT", script("a"), many + "]}", "x").code()).isEqualTo(10055);
    }

    @Test
    void secretsSurviveUploadsAndVariablesOnlyWhenTheyAreKept() throws Exception {
        String variables =
                "{\"main_module\":\"index.js\",\"bindings\":[{\"type\":\"plain_text\",\"name\":\"V\",\"text\":\"1\"}]}";
        node.upload("PUT", script("a"), variables, "x");
        assertThat(node.call("PUT", script("a") + "/secrets", "{\"name\":\"S\",\"text\":\"hush\"}")
                        .status())
                .isEqualTo(200);
        node.upload("PUT", script("a"), "{\"main_module\":\"index.js\",\"keep_bindings\":[\"plain_text\"]}", "y");
        assertThat(names("a")).containsExactlyInAnyOrder("V", "S");
        node.deploy("a");
        assertThat(names("a")).containsExactly("S");
        assertThat(node.get(script("a") + "/secrets").result().toString())
                .contains("\"S\"")
                .doesNotContain("hush");
    }

    private List<String> names(String script) {
        return stored(script).latest().orElseThrow().bindings().stream()
                .map(Binding::name)
                .toList();
    }

    @Test
    void versionsWaitForADeploymentThatSplitsTraffic() throws Exception {
        node.deploy("a");
        String first = stored("a").latest().orElseThrow().id().toString();
        ApiNode.Answer uploaded =
                node.upload("POST", script("a") + "/versions", "{\"main_module\":\"index.js\"}", "two");
        String second = uploaded.result().path("id").asText();
        assertThat(uploaded.result().path("number").asInt()).isEqualTo(2);
        assertThat(node.call("PUT", script("a") + "/secrets", "{\"name\":\"S\",\"text\":\"x\"}")
                        .code())
                .isEqualTo(10215);
        String split = "{\"strategy\":\"percentage\",\"versions\":[{\"version_id\":\"" + first
                + "\",\"percentage\":90},{\"version_id\":\"" + second + "\",\"percentage\":%d}]}";
        assertThat(node.call("POST", script("a") + "/deployments", split.formatted(20))
                        .code())
                .isEqualTo(10001);
        assertThat(node.call("POST", script("a") + "/deployments", split.formatted(10))
                        .status())
                .isEqualTo(200);
        assertThat(stored("a").deployment().orElseThrow().shares()).hasSize(2);
        assertThat(node.get(script("a") + "/versions")
                        .result()
                        .path("items")
                        .path(0)
                        .path("id")
                        .asText())
                .isEqualTo(second);
        assertThat(node.get(script("a") + "/versions/00000000-0000-4000-8000-000000000000")
                        .code())
                .isEqualTo(10212);
    }

    @Test
    void rollingBackOverAChangedSecretNeedsForce() throws Exception {
        node.deploy("a");
        String first = stored("a").latest().orElseThrow().id().toString();
        node.call("PUT", script("a") + "/secrets", "{\"name\":\"S\",\"text\":\"x\",\"type\":\"secret_text\"}");
        String back = "{\"versions\":[{\"version_id\":\"" + first + "\",\"percentage\":100}]}";
        ApiNode.Answer refused = node.call("POST", script("a") + "/deployments", back);
        assertThat(refused.code()).isEqualTo(10220);
        assertThat(refused.message()).endsWith("The following secrets have changed: S");
        assertThat(node.call("POST", script("a") + "/deployments?force=true", back)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void tokensOpenWhatTheyAreFor() throws Exception {
        node.deploy("a");
        node.catalog.commit(
                new Change.PutToken(ApiNode.token("read", ApiNode.OWNER.id(), "r", TokenScope.WORKERS_READ)),
                new Change.PutToken(ApiNode.token("other", ApiNode.TENANT.id(), "o", TokenScope.WORKERS_WRITE)));
        assertThat(node.call("GET", script("a") + "/settings", "r", "text/plain", "")
                        .status())
                .isEqualTo(200);
        for (String secret : List.of("r", "o", "wrong", "")) {
            ApiNode.Answer answer = node.call("DELETE", script("a"), secret, "text/plain", "");
            assertThat(answer.code()).as(secret).isEqualTo(10000);
            assertThat(answer.status()).isEqualTo(secret.length() == 1 ? 403 : 401);
        }
        ApiNode.Answer more = node.call(
                "POST",
                "/accounts/" + ApiNode.TENANT.id() + "/tokens",
                "o",
                "text/plain",
                "{\"name\":\"x\",\"scopes\":[\"admin\"]}");
        assertThat(more.code()).isEqualTo(10000);
        assertThat(stored("a").versions()).hasSize(1);
    }

    @Test
    void zonesBelongToTheAccountThatNamedThemFirst() throws Exception {
        node.deploy("a");
        String tenant = "/accounts/" + ApiNode.TENANT.id() + "/workers/scripts/t";
        node.upload("PUT", tenant, "{\"main_module\":\"index.js\"}", "x");
        String route = "[{\"pattern\":\"%s/*\",\"zone_name\":\"%s\"}]";
        assertThat(node.call("PUT", script("a") + "/routes", route.formatted("app.test", "app.test"))
                        .status())
                .isEqualTo(200);
        for (String zone : List.of("app.test", "www.app.test")) {
            assertThat(node.call("PUT", tenant + "/routes", route.formatted(zone, zone))
                            .code())
                    .isEqualTo(1061);
        }
        for (String zone : List.of("workers.localhost", "x.workers.localhost")) {
            assertThat(node.call("PUT", tenant + "/routes", route.formatted(zone, zone))
                            .code())
                    .isEqualTo(1061);
        }
        assertThat(node.call("PUT", script("a") + "/routes", route.formatted("evil.test", "app.test"))
                        .code())
                .isEqualTo(10022);
        assertThat(node.catalog.view().lookup(false, "app.test", "/x")).isNotNull();
    }

    @Test
    void cronTriggersAreCheckedAndReplaced() throws Exception {
        node.deploy("a");
        assertThat(node.call("PUT", script("a") + "/schedules", "[{\"cron\":\"* * * *\"}]")
                        .code())
                .isEqualTo(10100);
        node.call("PUT", script("a") + "/schedules", "[{\"cron\":\"*/5 * * * *\"},{\"cron\":\"0 0 1 * *\"}]");
        assertThat(stored("a").crons()).hasSize(2);
        node.call("PUT", script("a") + "/schedules", "[]");
        assertThat(stored("a").crons()).isEmpty();
    }

    @Test
    void whatDoesNotExistHasItsNumber() throws Exception {
        assertThat(node.get("/nothing").code()).isEqualTo(7003);
        assertThat(node.call("POST", "/accounts", "[").code()).isEqualTo(6007);
        assertThat(node.call("PATCH", "/user", "").status()).isEqualTo(405);
        assertThat(node.get(script("absent") + "/settings").code()).isEqualTo(10007);
        assertThat(node.get("/accounts/" + ApiNode.OWNER.id() + "/workers/services/absent")
                        .code())
                .isEqualTo(10090);
        assertThat(node.get("/accounts/" + ApiNode.OWNER.id() + "/r2/buckets").code())
                .isEqualTo(10042);
        assertThat(node.get("/accounts/" + ApiNode.OWNER.id() + "/workers/subdomains/free")
                        .code())
                .isEqualTo(10032);
    }

    @Test
    void deletingAWorkerThatOthersBindNeedsForce() throws Exception {
        node.deploy("a");
        String binds =
                "{\"main_module\":\"index.js\",\"bindings\":[{\"type\":\"service\",\"name\":\"A\",\"service\":\"a\"}]}";
        node.upload("PUT", script("b"), binds, "x");
        assertThat(node.call("DELETE", script("a"), "").code()).isEqualTo(10001);
        assertThat(node.call("DELETE", script("a") + "?force=true", "").status())
                .isEqualTo(200);
        assertThat(node.catalog.view().script(ApiNode.OWNER.id(), "a")).isEmpty();
    }
}
