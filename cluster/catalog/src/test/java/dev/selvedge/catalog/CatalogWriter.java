package dev.selvedge.catalog;

import dev.selvedge.base.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The process that {@link KillTest} kills: deploys, puts secrets and rolls back as fast as it can, and says what is durable. */
final class CatalogWriter {

    private static final int SCRIPTS = 7;

    private CatalogWriter() {}

    public static void main(String[] arguments) {
        LocalCatalog catalog = Samples.open(Path.of(arguments[0]), 64 << 10);
        if (catalog.view().defaultAccount().isEmpty()) {
            catalog.commit(new Change.PutAccount(Samples.OWNER));
        }
        while (true) {
            long next = catalog.view().sequence() + 1;
            String name = "w" + next % SCRIPTS;
            byte[] code = Bytes.utf8("export default " + next + ";".repeat((int) (next % 5000)));
            BlobId blob = catalog.blobs().put(code);
            CatalogView view = catalog.commit(before -> upload(catalog, before, name, next, blob, code.length));
            System.out.printf("%012d%n", view.sequence());
            System.out.flush();
        }
    }

    private static List<Change> upload(Catalog catalog, CatalogView view, String name, long id, BlobId blob, int size) {
        List<Change> changes = new ArrayList<>();
        ScriptHead script = view.script(Samples.OWNER.id(), name)
                .map(Script::head)
                .orElse(Samples.script(Samples.OWNER, name).head());
        int number = view.script(Samples.OWNER.id(), name).isPresent() ? script.nextNumber() : 1;
        SealedText sealed = catalog.vault().seal(Vault.ownerOf(Samples.OWNER.id(), name), "secret " + number);
        Version sample = Samples.version(id);
        changes.add(new Change.PutScript(number == 1 ? script : script.numberTaken(id)));
        changes.add(new Change.AddVersion(
                Samples.OWNER.id(),
                name,
                new Version(
                        sample.id(),
                        number,
                        id,
                        sample.source(),
                        sample.author(),
                        sample.format(),
                        sample.mainModule(),
                        List.of(new Module("index.js", ModuleType.ES_MODULE, blob, size)),
                        List.of(),
                        List.of(new Binding.SecretText("TOKEN", sealed)),
                        sample.compatibilityDate(),
                        sample.compatibilityFlags(),
                        sample.limits(),
                        Map.of(),
                        sample.handlers(),
                        List.of(),
                        1,
                        sample.etag(),
                        "")));
        changes.add(new Change.Deploy(
                Samples.OWNER.id(), name, Samples.deployment(id, Samples.all(rollBackTarget(view, name, id)))));
        return changes;
    }

    /** Every fifth deployment goes back to the version before. */
    private static long rollBackTarget(CatalogView view, String name, long id) {
        return view.script(Samples.OWNER.id(), name)
                .flatMap(Script::latest)
                .filter(version -> id % 5 == 0)
                .map(version -> version.id().low())
                .orElse(id);
    }

    static String secretOf(Catalog catalog, Script script, Version version) {
        Binding.SecretText secret =
                (Binding.SecretText) version.binding("TOKEN").orElseThrow();
        return catalog.vault().open(Vault.ownerOf(script.accountId(), script.name()), secret.text());
    }
}
