package dev.selvedge.api;

import static dev.selvedge.api.ApiNode.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.selvedge.catalog.ObjectNamespace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Durable Object classes that an upload declares in {@code exports}. */
final class ExportsTest extends ApiNodeTest {

    private static final String ROOM = "export class Room {}";
    private static final String LIVE = "{'type':'durable-object','storage':'sqlite'}";
    private static final String BOUND = "[{'type':'durable_object_namespace','name':'ROOMS','class_name':'Room'}]";

    private ApiNode.Answer put(String name, String bindings, String exports, String code) throws Exception {
        return node.upload("PUT", script(name), metadata(bindings, exports), code);
    }

    private static String metadata(String bindings, String exports) {
        String text = "{'main_module':'index.js','bindings':" + bindings + ",'exports':" + exports + "}";
        return text.replace('\'', '"');
    }

    private JsonNode deployed(String name, String bindings, String exports, String code) throws Exception {
        ApiNode.Answer answer = put(name, bindings, exports, code);
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
        return answer.result().path("exports_reconciliation");
    }

    private static JsonNode detail(ApiNode.Answer answer) {
        assertThat(answer.code()).as(answer.message()).isEqualTo(100402);
        return answer.json().path("errors").path(0).path("meta").path("details").path(0);
    }

    private List<ObjectNamespace> namespaces() {
        return node.catalog.view().namespaces(ApiNode.OWNER.id());
    }

    @Test
    void aDeclaredClassIsMadeOnceAndMayBeBoundAtOnce() throws Exception {
        JsonNode report = deployed("chat", BOUND, "{'Room':" + LIVE + "}", ROOM);
        assertThat(report.path("created").path(0).asText()).isEqualTo("Room");
        report = deployed("chat", BOUND, "{'Room':" + LIVE + "}", ROOM + "// two");
        assertThat(report.path("created")).isEmpty();
        assertThat(namespaces()).hasSize(1);
    }

    @Test
    void aClassIsDeletedWithAnEntryThatThenMayGo() throws Exception {
        deployed("chat", "[]", "{'Room':" + LIVE + "}", ROOM);
        String deleted = "{'Room':{'type':'durable-object','state':'deleted'}}";
        assertThat(detail(put("chat", "[]", deleted, ROOM)).path("scenario").asText())
                .isEqualTo("tombstone_delete_class_still_in_code");
        assertThat(deployed("chat", "[]", deleted, "x").path("deleted").path(0).asText())
                .isEqualTo("Room");
        assertThat(namespaces()).isEmpty();
        assertThat(node.catalog.view().deletedNamespaces()).hasSize(1);
        JsonNode report = deployed("chat", "[]", deleted, "x");
        assertThat(report.path("info").path(0).path("scenario").asText()).isEqualTo("stale_tombstone");
        assertThat(report.path("removable_entries").path(0).asText()).isEqualTo("Room");
    }

    @Test
    void objectsThatOthersBindAreNotDeleted() throws Exception {
        deployed("chat", "[]", "{'Room':" + LIVE + "}", ROOM);
        deployed("other", BOUND.replace("}", ",'script_name':'chat'}"), "{}", "x");
        JsonNode detail = detail(put("chat", "[]", "{'Room':{'type':'durable-object','state':'deleted'}}", "x"));
        assertThat(detail.path("scenario").asText()).isEqualTo("tombstone_delete_blocked_by_external_bindings");
        assertThat(detail.path("referencing_scripts").path(0).asText()).isEqualTo("other");
        assertThat(namespaces()).hasSize(1);
    }

    @Test
    void aRenamedClassKeepsItsObjects() throws Exception {
        deployed("chat", BOUND, "{'Room':" + LIVE + "}", ROOM);
        String id = namespaces().getFirst().id();
        String renamed = "{'Room':{'type':'durable-object','state':'renamed','renamed_to':'Hall'},'Hall':" + LIVE + "}";
        JsonNode report = deployed("chat", BOUND.replace("Room", "Hall"), renamed, ROOM + " export class Hall {}");
        assertThat(report.path("renamed").path(0).path("to").asText()).isEqualTo("Hall");
        assertThat(report.path("created")).isEmpty();
        assertThat(report.path("info").path(0).path("scenario").asText()).isEqualTo("tombstone_class_still_in_code");
        assertThat(namespaces()).hasSize(1);
        assertThat(namespaces().getFirst().id()).isEqualTo(id);
        assertThat(namespaces().getFirst().className()).isEqualTo("Hall");
    }

    @Test
    void aClassIsHandedOverInTwoDeployments() throws Exception {
        deployed("chat", "[]", "{'Room':" + LIVE + "}", ROOM);
        String id = namespaces().getFirst().id();
        String expecting = "{'Room':{'type':'durable-object','state':'expecting-transfer','storage':'sqlite',"
                + "'transfer_from':'chat'}}";
        String transferred = "{'Room':{'type':'durable-object','state':'transferred','transferred_to':'games'}}";
        assertThat(detail(put("chat", "[]", transferred, ROOM)).path("scenario").asText())
                .isEqualTo("transferred_target_missing");
        node.deploy("games");
        assertThat(detail(put("chat", "[]", transferred, ROOM)).path("scenario").asText())
                .isEqualTo("transferred_pending_not_found");
        JsonNode pending = deployed("games", "[]", expecting, ROOM).path("transfer_pending");
        assertThat(pending.path(0).path("from").asText()).isEqualTo("chat");
        assertThat(namespaces().getFirst().script()).isEqualTo("chat");
        JsonNode report = deployed("chat", BOUND.replace("}", ",'script_name':'games'}"), transferred, ROOM);
        assertThat(report.path("transferred").path(0).path("phase").asText()).isEqualTo("committed");
        assertThat(namespaces()).hasSize(1);
        assertThat(namespaces().getFirst().id()).isEqualTo(id);
        assertThat(namespaces().getFirst().script()).isEqualTo("games");
        assertThat(deployed("games", BOUND, expecting, ROOM)
                        .path("info")
                        .path(0)
                        .path("scenario")
                        .asText())
                .isEqualTo("transfer_receive_already_applied");
        deployed("games", BOUND, "{'Room':" + LIVE + "}", ROOM);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'Room':{'type':'durable-object'}}|export class Room {}|invalid_export",
                "{'Room':{'type':'durable-object','storage':'disk'}}|export class Room {}|invalid_export",
                "{'Room':{'type':'durable-object','state':'gone'}}|export class Room {}|invalid_export",
                "{'Room':{'type':'durable-object','state':'deleted','storage':'sqlite'}}|x|invalid_export",
                "{'Room':{'type':'durable-object','state':'renamed','renamed_to':'Hall'}}|export class Hall {}|invalid_export",
                "{'Room':{'type':'durable-object','storage':'legacy-kv'}}|export class Room {}|storage_type_mismatch",
                "{'Room':{'type':'durable-object','storage':'sqlite'}}|x|config_export_not_in_code",
                "{'Hall':{'type':'durable-object','storage':'sqlite'}}|export class Room {}|config_references_nonexistent_class",
                "{'Hall':{'type':'durable-object','storage':'sqlite'}}|export class Room {} export class Hall {}|provisioned_class_missing_from_config",
                "{'Hall':{'type':'durable-object','storage':'sqlite'}}|export class Hall {}|orphaned_provisioned_namespace",
                "{'Room':{'type':'durable-object','storage':'sqlite'},'Hall':{'type':'durable-object','storage':'legacy-kv'}}|export class Room {} export class Hall {}|invalid_export",
                "{'Room':{'type':'durable-object','storage':'sqlite','state':'expecting-transfer','transfer_from':'b'}}|export class Room {}|phase_one_transfer_target_class_provisioned"
            })
    void whatDoesNotFitIsToldInItsScenarioAndChangesNothing(String exports, String code, String scenario)
            throws Exception {
        deployed("chat", "[]", "{'Room':" + LIVE + "}", ROOM);
        long before = node.catalog.view().sequence();
        ApiNode.Answer answer = put("chat", "[]", exports, code);
        detail(answer);
        assertThat(answer.json().path("errors").path(0).path("meta").path("details"))
                .extracting(detail -> detail.path("scenario").asText())
                .contains(scenario);
        assertThat(node.catalog.view().sequence()).isEqualTo(before);
    }

    @Test
    void exportsAndMigrationsExcludeEachOther() throws Exception {
        String both =
                metadata("[]", "{'Room':" + LIVE + "}").replaceFirst("\\{", "{\"migrations\":{\"new_tag\":\"v1\"},");
        assertThat(node.upload("PUT", script("chat"), both, ROOM).code()).isEqualTo(10021);
        deployed("chat", "[]", "{'Room':" + LIVE + "}", ROOM);
        String back = "{\"main_module\":\"index.js\",\"migrations\":{\"new_tag\":\"v1\",\"new_classes\":[\"Hall\"]}}";
        assertThat(node.upload("PUT", script("chat"), back, ROOM).code()).isEqualTo(10021);
    }

    @Test
    void whatAVersionDeclaresComesTrueWithItsDeployment() throws Exception {
        node.deploy("chat");
        String path = script("chat") + "/versions";
        assertThat(node.upload("POST", path, metadata(BOUND, "{'Room':" + LIVE + "}"), ROOM)
                        .code())
                .isEqualTo(100406);
        ApiNode.Answer uploaded = node.upload("POST", path, metadata("[]", "{'Room':" + LIVE + "}"), ROOM);
        assertThat(uploaded.status()).as(uploaded.message()).isEqualTo(200);
        assertThat(namespaces()).isEmpty();
        String first = node.get(path).result().path("items").path(1).path("id").asText();
        String second = uploaded.result().path("id").asText();
        String split = "{\"versions\":[{\"version_id\":\"" + first + "\",\"percentage\":50},{\"version_id\":\"" + second
                + "\",\"percentage\":50}]}";
        assertThat(node.call("POST", script("chat") + "/deployments", split).code())
                .isEqualTo(100405);
        String all = "{\"versions\":[{\"version_id\":\"%s\",\"percentage\":100}]}";
        assertThat(node.call("POST", script("chat") + "/deployments", all.formatted(second))
                        .status())
                .isEqualTo(200);
        assertThat(namespaces()).extracting(ObjectNamespace::className).containsExactly("Room");
        assertThat(node.call("POST", script("chat") + "/deployments", all.formatted(first))
                        .code())
                .isEqualTo(10064);
    }

    @Test
    void goingBackNeverDeletesObjects() throws Exception {
        deployed("chat", "[]", "{'Room':" + LIVE + "}", ROOM);
        deployed("chat", "[]", "{'Room':{'type':'durable-object','state':'deleted'}}", "x");
        String deleting = node.get(script("chat") + "/versions")
                .result()
                .path("items")
                .path(0)
                .path("id")
                .asText();
        deployed("chat", "[]", "{'Room':" + LIVE + "}", ROOM);
        String back = "{\"versions\":[{\"version_id\":\"" + deleting + "\",\"percentage\":100}]}";
        assertThat(node.call("POST", script("chat") + "/deployments", back).code())
                .isEqualTo(100402);
        assertThat(namespaces()).hasSize(1);
    }
}
