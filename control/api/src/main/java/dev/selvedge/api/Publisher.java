package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.base.Bytes;
import dev.selvedge.base.Hex;
import dev.selvedge.catalog.BlobId;
import dev.selvedge.catalog.Blobs;
import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.Deployment;
import dev.selvedge.catalog.Module;
import dev.selvedge.catalog.ModuleType;
import dev.selvedge.catalog.Preparation;
import dev.selvedge.catalog.PreparedModule;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.ScriptHead;
import dev.selvedge.catalog.Version;
import dev.selvedge.catalog.VersionDraft;
import dev.selvedge.catalog.VersionId;
import dev.selvedge.rest.Request;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The way of an upload: read and bound it, check it in the probe engine, store its blobs, and only then commit. Whatever goes
 * wrong before the commit leaves nothing that anybody can see.
 */
final class Publisher {

    private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9_-]{0,62}");

    private final ApiPorts ports;
    private final UploadBudget budget;

    /** What a call asks for beside the form. */
    enum Mode {
        /** A new version gets all traffic; the Worker is made if it does not exist. */
        DEPLOY,
        /** A new version waits for a deployment. */
        VERSION_ONLY,
        /** New code under the bindings and settings of the latest version. */
        CODE_ONLY
    }

    Publisher(ApiPorts ports) {
        this.ports = ports;
        this.budget = new UploadBudget(ports.limits().uploadMebibytes());
    }

    /** The script as it is after the commit; its latest version is the new one. */
    record Published(Script script, Version version) {}

    Published upload(Request request, Mode mode) throws IOException {
        String name = request.path("script");
        if (!NAME.matcher(name).matches()) {
            throw ApiError.INVALID_NAME.because(
                    "\"" + name.substring(0, Math.min(70, name.length())) + "\" is not a name for a Worker:",
                    "use up to 63 lower-case letters, digits, dashes and underscores.");
        }
        try (UploadBudget.Share _ = budget.take(request.exchange().contentLength())) {
            UploadForm form = UploadForm.read(request, ports.limits(), "metadata");
            return publish(request, mode, form);
        }
    }

    private Published publish(Request request, Mode mode, UploadForm form) {
        CatalogView view = ports.catalog().view();
        String accountId = request.path("account");
        String name = request.path("script");
        Optional<Script> existing = view.script(accountId, name);
        requireFits(view, accountId, existing, mode, form.metadata());
        UploadMetadata metadata = metadata(form, mode, existing);
        BindingPlan plan = mode == Mode.CODE_ONLY
                ? BindingPlan.unchanged(ports.limits().variables())
                : BindingPlan.read(
                        form.metadata(),
                        new BindingReader(ports, view, accountId, name),
                        request.query("bindings_inherit").orElse("").equals("strict"),
                        ports.limits().variables());
        VersionDraft draft = draft(accountId, name, metadata, form, plan.resolve(existing.flatMap(Script::latest)));
        requireModules(draft);
        Preparation.Accepted accepted = Preparing.prepare(ports.preparer(), draft);
        Version version = store(
                draft,
                accepted,
                metadata,
                sourceOf(request),
                request.principal().name());
        return commit(request, mode, form.metadata(), plan, version);
    }

    private void requireFits(
            CatalogView view, String accountId, Optional<Script> existing, Mode mode, ObjectNode metadata) {
        if (existing.isEmpty() && mode != Mode.DEPLOY) {
            throw ApiError.NOT_FOUND.because("This Worker does not exist on your account.", "Deploy it first.");
        }
        if (existing.isEmpty()
                && view.scripts(accountId).size() >= ports.limits().scripts()) {
            throw ApiError.TOO_MANY.because(
                    "The account has its " + ports.limits().scripts() + " Workers.", "Delete one first.");
        }
        boolean migrates = Migrations.check(metadata, existing.orElse(null)).isPresent();
        if (migrates && mode != Mode.DEPLOY) {
            throw ApiError.MIGRATION_IN_VERSION.because(
                    "Migrations must be fully applied by a deployment.", "Run \"wrangler deploy\".");
        }
    }

    private UploadMetadata metadata(UploadForm form, Mode mode, Optional<Script> existing) {
        UploadMetadata read = UploadMetadata.read(form.metadata(), ports.clock().wallMillis());
        Optional<Version> latest = existing.flatMap(Script::latest);
        if (mode != Mode.CODE_ONLY || latest.isEmpty()) {
            return read;
        }
        Version version = latest.get();
        return new UploadMetadata(
                read.format(),
                read.mainModule(),
                version.compatibilityDate(),
                version.compatibilityFlags(),
                version.limits(),
                read.annotations(),
                version.extras());
    }

    private VersionDraft draft(
            String accountId,
            String name,
            UploadMetadata metadata,
            UploadForm form,
            List<dev.selvedge.catalog.Binding> bindings) {
        return new VersionDraft(
                accountId,
                name,
                Ids.version(ports.random()),
                metadata.format(),
                metadata.mainModule(),
                form.modules(),
                bindings,
                metadata.compatibilityDate(),
                metadata.compatibilityFlags(),
                metadata.limits());
    }

    private static void requireModules(VersionDraft draft) {
        VersionDraft.Part main = draft.modules().stream()
                .filter(module -> module.name().equals(draft.mainModule()))
                .findFirst()
                .orElseThrow(() -> ApiError.INVALID_SCRIPT.because(
                        "The main module \"" + draft.mainModule() + "\" is not among the uploaded modules."));
        if (main.type() != ModuleType.ES_MODULE && main.type() != ModuleType.COMMON_JS) {
            throw ApiError.INVALID_SCRIPT.because("The main module \"" + main.name() + "\" is not JavaScript.");
        }
        for (dev.selvedge.catalog.Binding binding : draft.bindings()) {
            if (binding instanceof dev.selvedge.catalog.Binding.Part part
                    && draft.modules().stream()
                            .noneMatch(module -> module.name().equals(part.module()))) {
                throw ApiError.INVALID_SCRIPT.because("The binding \"" + part.name() + "\" names the part \""
                        + part.module() + "\", which is missing.");
            }
        }
    }

    private Version store(
            VersionDraft draft, Preparation.Accepted accepted, UploadMetadata metadata, String source, String author) {
        Blobs blobs = ports.catalog().blobs();
        List<Module> modules = new ArrayList<>();
        for (VersionDraft.Part part : draft.modules()) {
            modules.add(new Module(part.name(), part.type(), blobs.put(part.content()), part.content().length));
        }
        List<PreparedModule> prepared = new ArrayList<>();
        for (Preparation.PreparedPart part : accepted.modules()) {
            byte[] cache = part.cache();
            BlobId cacheId = cache == null ? null : blobs.put(cache);
            prepared.add(new PreparedModule(
                    part.name(),
                    blobs.put(part.code()),
                    part.code().length,
                    cacheId,
                    cache == null ? 0 : cache.length));
        }
        return new Version(
                draft.id(),
                0,
                ports.clock().wallMillis(),
                source,
                author,
                draft.format(),
                draft.mainModule(),
                modules,
                prepared,
                draft.bindings(),
                draft.compatibilityDate(),
                draft.compatibilityFlags(),
                draft.limits(),
                metadata.annotations(),
                accepted.handlers(),
                accepted.namedHandlers(),
                accepted.startupMillis(),
                etag(draft, modules),
                metadata.extras());
    }

    private static String etag(VersionDraft draft, List<Module> modules) {
        MessageDigest digest = Bytes.newSha256();
        digest.update(Bytes.utf8(draft.mainModule()));
        for (Module module : modules) {
            digest.update(Bytes.utf8("\n" + module.name() + "\n" + module.type() + "\n" + module.content()));
        }
        return Hex.encode(digest.digest());
    }

    private Published commit(Request request, Mode mode, ObjectNode metadata, BindingPlan plan, Version version) {
        String accountId = request.path("account");
        String name = request.path("script");
        CatalogView after = ports.catalog().commit(view -> {
            Script script = view.script(accountId, name).orElse(null);
            if (script == null && mode != Mode.DEPLOY) {
                throw ApiError.NOT_FOUND.because("The Worker was deleted meanwhile.");
            }
            Optional<Script> existing = Optional.ofNullable(script);
            ScriptHead head = head(accountId, name, script, mode, metadata, version);
            List<Change> changes = new ArrayList<>();
            Version numbered = Versions.derive(
                    version,
                    version.id(),
                    head.nextNumber() - 1,
                    plan.resolve(existing.flatMap(Script::latest)),
                    triggered(version.annotations(), "upload"));
            changes.add(new Change.PutScript(head));
            changes.add(new Change.AddVersion(accountId, name, numbered));
            if (mode != Mode.VERSION_ONLY) {
                changes.add(
                        new Change.Deploy(accountId, name, deployment(version.id(), version, numbered.annotations())));
            }
            return changes;
        });
        Script script = Look.script(after, accountId, name);
        return new Published(script, script.version(version.id()).orElseThrow());
    }

    /** The script's own record after the upload. What is not deployed leaves everything but the number as it was. */
    private ScriptHead head(
            String accountId, String name, @Nullable Script script, Mode mode, ObjectNode metadata, Version version) {
        long now = version.createdMillis();
        ScriptHead before = script != null ? script.head() : firstOf(accountId, name, version);
        ScriptHead numbered = before.numberTaken(now);
        if (mode != Mode.DEPLOY) {
            return mode == Mode.CODE_ONLY ? numbered.deployedFrom(version.source(), now) : numbered;
        }
        ScriptHead after = numbered.deployedFrom(version.source(), now)
                .withSettings(ScriptSettings.merge(before.settings(), metadata));
        JsonNode migration = Migrations.check(metadata, script).orElse(null);
        return migration == null
                ? after
                : after.withSettings(ScriptSettings.withMigration(after.settings(), migration))
                        .migratedTo(migration.path("new_tag").asText());
    }

    /**
     * A new script answers at its subdomain from its first deployment on: on a node of one's own an upload that nothing
     * reaches helps nobody. wrangler turns it off right after, where the configuration says so.
     */
    private ScriptHead firstOf(String accountId, String name, Version version) {
        String tag = Ids.random(ports.random());
        return ScriptHead.first(
                new ScriptHead.Identity(accountId, name, tag, version.createdMillis()),
                version.source(),
                new ScriptHead.Subdomain(true, true));
    }

    private static Map<String, String> triggered(Map<String, String> annotations, String by) {
        Map<String, String> all = new HashMap<>(annotations);
        all.putIfAbsent("workers/triggered_by", by);
        return all;
    }

    private Deployment deployment(VersionId version, Version from, Map<String, String> annotations) {
        Map<String, String> own = new HashMap<>();
        own.put("workers/triggered_by", "upload");
        String message = annotations.get("workers/message");
        if (message != null) {
            own.put("workers/message", message);
        }
        return new Deployment(
                Ids.version(ports.random()),
                from.createdMillis(),
                from.source(),
                from.author(),
                own,
                List.of(new Deployment.Share(version, 100)));
    }

    /**
     * A version like the latest one, with other bindings: what putting a secret makes.
     *
     * @param change from the latest version to the bindings of the new one; runs under the catalog's lock
     * @param deploy whether it gets all traffic, which only follows if the latest version has it now
     */
    Published amend(Request request, Versions.Amendment change, Map<String, String> annotations, boolean deploy) {
        String accountId = request.path("account");
        String name = request.path("script");
        VersionId id = Ids.version(ports.random());
        CatalogView after = ports.catalog().commit(view -> {
            Script script = Look.script(view, accountId, name);
            Version latest = deploy
                    ? Look.onlyVersion(script, ApiError.LATEST_NOT_DEPLOYED)
                    : script.latest().orElseThrow(() -> ApiError.NO_VERSIONS.because("The Worker has no versions."));
            Version next = Versions.amended(
                    latest,
                    id,
                    script.head().nextNumber(),
                    change.bindings(latest),
                    triggered(annotations, "secret"),
                    ports.clock().wallMillis(),
                    sourceOf(request),
                    request.principal().name());
            List<Change> changes = new ArrayList<>();
            changes.add(new Change.PutScript(script.head().numberTaken(next.createdMillis())));
            changes.add(new Change.AddVersion(accountId, name, next));
            if (deploy) {
                changes.add(new Change.Deploy(accountId, name, deployment(id, next, next.annotations())));
            }
            return changes;
        });
        Script script = Look.script(after, accountId, name);
        return new Published(script, script.version(id).orElseThrow());
    }

    /** {@code wrangler} matters: it asks before it overwrites what came from elsewhere. */
    static String sourceOf(Request request) {
        String agent = request.headers().get("user-agent", "").toLowerCase(Locale.ROOT);
        return agent.startsWith("wrangler") ? "wrangler" : "api";
    }
}
