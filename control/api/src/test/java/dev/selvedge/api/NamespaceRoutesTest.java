package dev.selvedge.api;

import static dev.selvedge.api.ApiNode.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.selvedge.catalog.TokenScope;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking at namespaces and objects, and deleting Workers that have some. */
final class NamespaceRoutesTest {

    private static final String NAMESPACES = "/accounts/" + ApiNode.OWNER.id() + "/workers/durable_objects/namespaces";

    @TempDir
    Path data;

    private ApiNode node;

    @BeforeEach
    void open() throws Exception {
        node = new ApiNode(data);
        String metadata = "{'main_module':'index.js','migrations':{'new_tag':'v1','steps':"
                + "[{'new_sqlite_classes':['Room'],'new_classes':['Hall']}]}}";
        ApiNode.Answer answer = node.upload(
                "PUT", script("chat"), metadata.replace('\'', '"'), "export class Room {} export class Hall {}");
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void bindFromOther() throws Exception {
        String metadata = "{'main_module':'index.js','bindings':[{'type':'durable_object_namespace','name':'ROOMS',"
                + "'class_name':'Room','script_name':'chat'}]}";
        assertThat(node.upload("PUT", script("other"), metadata.replace('\'', '"'), "x")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void namespacesAreListedInPages() throws Exception {
        JsonNode first = node.get(NAMESPACES + "?per_page=1&page=1").result();
        assertThat(first).hasSize(1);
        assertThat(first.path(0).path("name").asText()).isEqualTo("chat_Hall");
        assertThat(first.path(0).path("use_sqlite").asBoolean(true)).isFalse();
        JsonNode second = node.get(NAMESPACES + "?per_page=1&page=2").result();
        assertThat(second.path(0).path("class").asText()).isEqualTo("Room");
        assertThat(second.path(0).path("use_sqlite").asBoolean()).isTrue();
        assertThat(node.get(NAMESPACES + "?per_page=1&page=3").result()).isEmpty();
        String id = second.path(0).path("id").asText();
        assertThat(node.get(NAMESPACES + "/" + id).result()).isEqualTo(second.path(0));
        assertThat(node.get(NAMESPACES + "/nothing").status()).isEqualTo(404);
    }

    @Test
    void anotherAccountSeesNothingOfThem() throws Exception {
        String id = node.get(NAMESPACES).result().path(0).path("id").asText();
        node.catalog.commit(new dev.selvedge.catalog.Change.PutToken(
                ApiNode.token("t", ApiNode.TENANT.id(), "tenant", TokenScope.WORKERS_WRITE)));
        String own = NAMESPACES.replace(ApiNode.OWNER.id(), ApiNode.TENANT.id());
        assertThat(node.call("GET", own, "tenant", "text/plain", "").result()).isEmpty();
        assertThat(node.call("GET", own + "/" + id, "tenant", "text/plain", "").status())
                .isEqualTo(404);
        assertThat(node.call("GET", own + "/" + id + "/objects", "tenant", "text/plain", "")
                        .status())
                .isEqualTo(404);
        assertThat(node.call("GET", NAMESPACES, "tenant", "text/plain", "").status())
                .isEqualTo(403);
    }

    @Test
    void objectsAreListedFromCursorToCursor() throws Exception {
        String id = node.get(NAMESPACES).result().path(0).path("id").asText();
        List<String> objects = List.of("a".repeat(64), "b".repeat(64), "c".repeat(64));
        node.stored.put(id, new TreeSet<>(objects));
        ApiNode.Answer first = node.get(NAMESPACES + "/" + id + "/objects?limit=2");
        assertThat(first.result())
                .extracting(object -> object.path("id").asText())
                .containsExactlyElementsOf(objects.subList(0, 2));
        assertThat(first.result().path(0).path("hasStoredData").asBoolean()).isTrue();
        JsonNode info = first.json().path("result_info");
        assertThat(info.path("total_count").asInt()).isEqualTo(3);
        String cursor = info.path("cursor").asText();
        assertThat(info.path("cursors").path("after").asText()).isEqualTo(cursor);
        ApiNode.Answer last = node.get(NAMESPACES + "/" + id + "/objects?limit=2&cursor=" + cursor);
        assertThat(last.result()).hasSize(1);
        assertThat(last.json().path("result_info").path("cursor").asText()).isEmpty();
        assertThat(node.get(NAMESPACES + "/" + id + "/objects?cursor=x").code()).isEqualTo(10001);
        String other = node.get(NAMESPACES).result().path(1).path("id").asText();
        assertThat(node.get(NAMESPACES + "/" + other + "/objects").result()).isEmpty();
    }

    @Test
    void deletingTheScriptOfObjectsNeedsForce() throws Exception {
        assertThat(node.call("DELETE", script("chat"), "").code()).isEqualTo(10001);
        assertThat(node.call("DELETE", script("chat") + "?force=true", "").status())
                .isEqualTo(200);
        assertThat(node.get(NAMESPACES).result()).isEmpty();
        assertThat(node.catalog.view().deletedNamespaces()).hasSize(2);
    }

    @Test
    void deletingTheServiceTakesItsObjectsUnlessOthersBindThem() throws Exception {
        bindFromOther();
        String service = "/accounts/" + ApiNode.OWNER.id() + "/workers/services/chat";
        JsonNode references = node.get(script("chat") + "/references").result().path("durable_objects");
        assertThat(references.path(0).path("service").asText()).isEqualTo("other");
        assertThat(references.path(0).path("durable_object_namespace_name").asText())
                .isEqualTo("chat_Room");
        assertThat(node.call("DELETE", service + "?force=false", "").message()).contains("bound by other");
        node.upload("PUT", script("other"), "{\"main_module\":\"index.js\"}", "x");
        assertThat(node.call("DELETE", service + "?force=false", "").status()).isEqualTo(200);
        assertThat(node.catalog.view().deletedNamespaces()).hasSize(2);
    }
}
