package dev.selvedge.api;

import static dev.selvedge.api.ApiNode.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.ObjectNamespace;
import dev.selvedge.catalog.Version;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code migrations} of uploads, and the bindings that need them. */
final class MigrationTest extends ApiNodeTest {

    private static final String ROOM = "export class Room {}";
    private static final String FIRST = "{'new_tag':'v1','steps':[{'new_sqlite_classes':['Room']}]}";
    private static final String BOUND = "[{'type':'durable_object_namespace','name':'ROOMS','class_name':'Room'}]";

    private ApiNode.Answer put(String name, String bindings, String migrations, String code) throws Exception {
        return node.upload("PUT", script(name), metadata(bindings, migrations), code);
    }

    private static String metadata(String bindings, String migrations) {
        String text = "{'main_module':'index.js','bindings':" + bindings
                + (migrations.isEmpty() ? "" : ",'migrations':" + migrations) + "}";
        return text.replace('\'', '"');
    }

    private void deployRoom() throws Exception {
        ApiNode.Answer answer = put("chat", BOUND, FIRST, ROOM);
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
    }

    private List<ObjectNamespace> namespaces() {
        return node.catalog.view().namespaces(ApiNode.OWNER.id());
    }

    private ObjectNamespace namespace() {
        assertThat(namespaces()).hasSize(1);
        return namespaces().getFirst();
    }

    private Binding.DurableObject binding(String script) {
        Version version = node.catalog
                .view()
                .script(ApiNode.OWNER.id(), script)
                .orElseThrow()
                .latest()
                .orElseThrow();
        return (Binding.DurableObject) version.binding("ROOMS").orElseThrow();
    }

    @Test
    void aNewClassHasANamespaceAndItsBindingKnowsIt() throws Exception {
        deployRoom();
        assertThat(namespace().className()).isEqualTo("Room");
        assertThat(namespace().storage()).isEqualTo(ObjectNamespace.Storage.SQLITE);
        assertThat(binding("chat").namespaceId()).isEqualTo(namespace().id());
        JsonNode service = node.get("/accounts/" + ApiNode.OWNER.id() + "/workers/services/chat")
                .result();
        assertThat(service.path("default_environment")
                        .path("script")
                        .path("migration_tag")
                        .asText())
                .isEqualTo("v1");
        JsonNode shown = node.get(script("chat") + "/settings").result();
        assertThat(shown.path("migration_tag").asText()).isEqualTo("v1");
        assertThat(shown.path("bindings").path(0).path("class_name").asText()).isEqualTo("Room");
        assertThat(shown.path("bindings").path(0).path("namespace_id").asText())
                .isEqualTo(namespace().id());
    }

    @Test
    void laterUploadsKeepTheNamespaceWithoutAMigration() throws Exception {
        deployRoom();
        String id = namespace().id();
        assertThat(put("chat", BOUND, "", ROOM + "// two").status()).isEqualTo(200);
        assertThat(node.upload("POST", script("chat") + "/versions", metadata(BOUND, ""), ROOM + "// three")
                        .status())
                .isEqualTo(200);
        assertThat(namespace().id()).isEqualTo(id);
        assertThat(binding("chat").namespaceId()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'new_tag':'v2','steps':[]}|export class Room {}|10079|got tag '' when expected tag is 'v1'",
                "{'old_tag':'v0','new_tag':'v2','steps':[]}|export class Room {}|10079|got tag 'v0' when expected tag is 'v1'",
                "{'old_tag':'v1','new_tag':'v2','steps':[{'new_classes':['Room']}]}|export class Room {}|10074|new-class migration to class 'Room' that is already",
                "{'old_tag':'v1','new_tag':'v2','steps':[{'new_sqlite_classes':['Hall']}]}|export class Room {}|10070|new-sqlite-class migration to class 'Hall' that is not exported",
                "{'old_tag':'v1','new_tag':'v2','steps':[{'deleted_classes':['Hall']}]}|export class Room {}|10074|class 'Hall' which was not exported in the previous",
                "{'old_tag':'v1','new_tag':'v2','steps':[{'renamed_classes':[{'from':'Hall','to':'H'}]}]}|export class Room {}|10074|rename-class migration to class 'Hall'",
                "{'old_tag':'v1','new_tag':'v2','steps':[{'renamed_classes':[{'from':'Room','to':'Room'}]}]}|export class Room {}|10074|already depended on",
                "{'old_tag':'v1','new_tag':'v2','steps':[{'renamed_classes':[{'from':'Room','to':'Hall'}]}]}|export class Room {}|10070|'Hall' that is not exported",
                "{'old_tag':'v1','new_tag':'v2','steps':[{'transferred_classes':[{'from':'A','from_script':'b','to':'Hall'}]}]}|export class Room {}|10074|of script 'b'",
                "{'old_tag':'v1','new_tag':'v2','steps':[{'transferred_classes':[{'from':'A','to':'Hall'}]}]}|export class Room {}|10021|from_script",
                "{'old_tag':'v1','new_tag':'v2','steps':[{'new_classes':['a b']}]}|export class Room {}|10021|no class",
                "{'old_tag':'v1','new_tag':'v2','steps':[{'new_classes':7}]}|export class Room {}|10021|must be an array",
                "{'old_tag':'v1','new_tag':'v2','deleted_classes':['Room']}|x|10061|without also removing the binding",
                "{'old_tag':'v1','new_tag':'v2','steps':[]}|x|10064|does not export class 'Room'"
            })
    void aMigrationThatDoesNotFitChangesNothing(String migrations, String code, int number, String words)
            throws Exception {
        deployRoom();
        long before = node.catalog.view().sequence();
        ApiNode.Answer answer = put("chat", BOUND, migrations, code);
        assertThat(answer.code()).as(answer.message()).isEqualTo(number);
        assertThat(answer.message()).contains(words);
        assertThat(node.catalog.view().sequence()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'class_name':'Hall'}|class 'Hall' because it is not currently configured to implement Durable Objects",
                "{'class_name':'Room','script_name':'no'}|in script 'no' that does not exist",
                "{'class_name':'Hall','script_name':'chat'}|'Hall' that is not exported by script 'chat'",
                "{'namespace_id':'ffffffffffffffffffffffffffffffff'}|which does not exist"
            })
    void aBindingWithoutObjectsIsRefused(String fields, String words) throws Exception {
        deployRoom();
        String binding = "[" + fields.replace("{", "{'type':'durable_object_namespace','name':'ROOMS',") + "]";
        ApiNode.Answer answer = put("other", binding, "", "x");
        assertThat(answer.code()).as(answer.message()).isEqualTo(10061);
        assertThat(answer.message()).contains(words);
        assertThat(node.catalog.view().script(ApiNode.OWNER.id(), "other")).isEmpty();
    }

    @Test
    void aWholeHistoryComesWithTheFirstUpload() throws Exception {
        String history = "{'new_tag':'v4','steps':[{'new_classes':['Hall','Old']},"
                + "{'renamed_classes':[{'from':'Hall','to':'Room'}],'deleted_classes':['Old']},{}]}";
        ApiNode.Answer answer = put("chat", BOUND, history, ROOM);
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
        assertThat(namespace().className()).isEqualTo("Room");
        assertThat(namespace().storage()).isEqualTo(ObjectNamespace.Storage.KEY_VALUE);
        assertThat(node.catalog.view().deletedNamespaces()).isEmpty();
    }

    @Test
    void aRenamedClassKeepsItsObjectsForEveryBinding() throws Exception {
        deployRoom();
        String id = namespace().id();
        String foreign = BOUND.replace("}", ",'script_name':'chat'}");
        assertThat(put("other", foreign, "", "x").status()).isEqualTo(200);
        String rename = "{'old_tag':'v1','new_tag':'v2','steps':[{'renamed_classes':[{'from':'Room','to':'Hall'}]}]}";
        ApiNode.Answer answer = put("chat", BOUND.replace("Room", "Hall"), rename, "export class Hall {}");
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
        assertThat(namespace().id()).isEqualTo(id);
        assertThat(namespace().className()).isEqualTo("Hall");
        assertThat(binding("other").namespaceId()).isEqualTo(id);
        String inherited = "[{'type':'inherit','name':'ROOMS'}]";
        assertThat(put("other", inherited, "", "y").status()).isEqualTo(200);
        assertThat(binding("other").className()).isEqualTo("Hall");
        assertThat(put("other", foreign, "", "z").code()).isEqualTo(10061);
    }

    @Test
    void aTransferredClassIsServedByItsNewWorker() throws Exception {
        deployRoom();
        String id = namespace().id();
        String transfer = "{'new_tag':'t1','steps':[{'transferred_classes':"
                + "[{'from':'Room','from_script':'chat','to':'Table'}]}]}";
        ApiNode.Answer answer = put("games", BOUND.replace("Room", "Table"), transfer, "export class Table {}");
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
        assertThat(namespace().script()).isEqualTo("games");
        assertThat(binding("games").namespaceId()).isEqualTo(id);
        assertThat(put("chat", "[]", "", "no class any more").status()).isEqualTo(200);
    }

    @Test
    void aDeletedClassLeavesAMarkAndMayComeAgainWithoutItsObjects() throws Exception {
        deployRoom();
        ObjectNamespace first = namespace();
        String delete = "{'old_tag':'v1','new_tag':'v2','steps':[{'deleted_classes':['Room']}]}";
        assertThat(put("other", BOUND.replace("}", ",'script_name':'chat'}"), "", "x")
                        .status())
                .isEqualTo(200);
        ApiNode.Answer bound = put("chat", "[]", delete, "x");
        assertThat(bound.code()).isEqualTo(10061);
        assertThat(bound.message()).contains("bound by other");
        assertThat(put("other", "[]", "", "x").status()).isEqualTo(200);
        assertThat(put("chat", "[{'type':'inherit','name':'ROOMS'}]", delete, "x")
                        .code())
                .isEqualTo(10061);
        assertThat(put("chat", "[]", delete, "x").status()).isEqualTo(200);
        assertThat(namespaces()).isEmpty();
        assertThat(node.catalog.view().deletedNamespaces()).containsExactly(first);
        String again = "{'old_tag':'v2','new_tag':'v3','steps':[{'new_sqlite_classes':['Room']}]}";
        assertThat(put("chat", BOUND, again, ROOM).status()).isEqualTo(200);
        assertThat(namespace().id()).isNotEqualTo(first.id());
    }

    @Test
    void aVersionThatWaitsBringsNoMigration() throws Exception {
        deployRoom();
        String next = "{'old_tag':'v1','new_tag':'v2','steps':[{'new_classes':['Hall']}]}";
        String path = script("chat") + "/versions";
        ApiNode.Answer answer = node.upload("POST", path, metadata(BOUND, next), ROOM + " export class Hall {}");
        assertThat(answer.code()).isEqualTo(10211);
        assertThat(node.upload("POST", path, metadata("[]", ""), "x").code()).isEqualTo(10064);
        assertThat(namespaces()).hasSize(1);
    }

    @Test
    void goingBackToAVersionWithoutTheClassIsRefused() throws Exception {
        node.deploy("chat");
        String first = node.catalog
                .view()
                .script(ApiNode.OWNER.id(), "chat")
                .orElseThrow()
                .latest()
                .orElseThrow()
                .id()
                .toString();
        deployRoom();
        String back = "{\"versions\":[{\"version_id\":\"" + first + "\",\"percentage\":100}]}";
        assertThat(node.call("POST", script("chat") + "/deployments?force=true", back)
                        .code())
                .isEqualTo(10064);
    }

    @Test
    void anAccountHasABoundedNumberOfClasses() throws Exception {
        StringBuilder code = new StringBuilder();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i <= ApiLimits.DEFAULT.objectClasses(); i++) {
            code.append("export class C").append(i).append(" {}\n");
            names.append(i == 0 ? "'C" : ",'C").append(i).append("'");
        }
        ApiNode.Answer answer = put("many", "[]", "{'new_tag':'v1','new_classes':[" + names + "]}", code.toString());
        assertThat(answer.code()).isEqualTo(10037);
        assertThat(namespaces()).isEmpty();
    }
}
