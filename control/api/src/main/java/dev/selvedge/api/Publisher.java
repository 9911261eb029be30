package dev.selvedge.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.Preparation;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.Version;
import dev.selvedge.catalog.VersionDraft;
import dev.selvedge.catalog.VersionId;
import dev.selvedge.rest.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

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

    /**
     * The script as it is after the commit.
     *
     * @param version the new one
     * @param report on the Durable Object classes that it declares
     */
    record Published(Script script, Version version, Optional<ObjectNode> report) {}

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
        UploadMetadata metadata = metadata(form, mode, existing);
        Lifecycle lifecycle = lifecycle(form.metadata(), mode, existing);
        requireFits(view, accountId, existing, mode, lifecycle);
        BindingPlan plan = mode == Mode.CODE_ONLY
                ? BindingPlan.unchanged(ports.limits().variables())
                : BindingPlan.read(
                        form.metadata(),
                        new BindingReader(ports, view, accountId, name),
                        request.query("bindings_inherit").orElse("").equals("strict"),
                        ports.limits().variables());
        List<Binding> bindings = plan.resolve(existing.flatMap(Script::latest), ObjectBindings::unknown);
        VersionDraft draft = draft(accountId, name, metadata, form, bindings);
        VersionStore.requireModules(draft);
        Preparation.Accepted accepted = Preparing.prepare(ports.preparer(), draft);
        Upload upload = new Upload(
                ports,
                accountId,
                name,
                mode,
                form.metadata(),
                plan,
                lifecycle,
                new NamespaceIds(ports),
                Set.copyOf(accepted.objectClasses()));
        upload.look(ports.catalog().view());
        VersionStore.Origin origin = new VersionStore.Origin(
                sourceOf(request), request.principal().name(), ports.clock().wallMillis());
        return commit(upload, VersionStore.store(ports.catalog().blobs(), draft, accepted, metadata, origin));
    }

    /** New code alone leaves the declared classes as they are. */
    private static Lifecycle lifecycle(ObjectNode metadata, Mode mode, Optional<Script> existing) {
        if (mode != Mode.CODE_ONLY) {
            return Lifecycle.read(metadata);
        }
        Exports exports = existing.flatMap(Script::latest).map(Exports::of).orElseGet(() -> new Exports(Map.of()));
        return exports.isEmpty() ? new Lifecycle.Unchanged() : exports;
    }

    private void requireFits(
            CatalogView view, String accountId, Optional<Script> existing, Mode mode, Lifecycle lifecycle) {
        if (existing.isEmpty() && mode != Mode.DEPLOY) {
            throw ApiError.NOT_FOUND.because("This Worker does not exist on your account.", "Deploy it first.");
        }
        if (existing.isEmpty()
                && view.scripts(accountId).size() >= ports.limits().scripts()) {
            throw ApiError.TOO_MANY.because(
                    "The account has its " + ports.limits().scripts() + " Workers.", "Delete one first.");
        }
        if (!(lifecycle instanceof Migration migration)) {
            return;
        }
        if (mode != Mode.DEPLOY) {
            throw ApiError.MIGRATION_IN_VERSION.because(
                    "A version that waits for its deployment cannot bring a Durable Object migration;"
                            + " migrations must be fully applied by running \"wrangler deploy\".");
        }
        migration.requireTag(existing.orElse(null));
        if (existing.map(Exports::deployed)
                .filter(exports -> !exports.isEmpty())
                .isPresent()) {
            throw ApiError.INVALID_SCRIPT.because(
                    "The Worker declares its Durable Object classes in \"exports\"; it cannot go back to \"migrations\".");
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
            String accountId, String name, UploadMetadata metadata, UploadForm form, List<Binding> bindings) {
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

    private Published commit(Upload upload, Version version) {
        AtomicReference<Optional<ObjectNode>> report = new AtomicReference<>(Optional.empty());
        CatalogView after = ports.catalog().commit(view -> {
            Upload.Outcome outcome = upload.look(view);
            report.set(outcome.report());
            return upload.changes(view, version, outcome);
        });
        Script script = Look.script(after, upload.accountId(), upload.name());
        return new Published(script, script.version(version.id()).orElseThrow(), report.get());
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
        NamespaceIds ids = new NamespaceIds(ports);
        CatalogView after = ports.catalog().commit(view -> {
            Script script = Look.script(view, accountId, name);
            Version latest = deploy
                    ? Look.onlyVersion(script, ApiError.LATEST_NOT_DEPLOYED)
                    : script.latest().orElseThrow(() -> ApiError.NO_VERSIONS.because("The Worker has no versions."));
            Version next = Versions.amended(
                    latest,
                    id,
                    script.head().nextNumber(),
                    change.bindings(latest, ObjectBindings.of(new ClassTable(view, accountId, name, ids))),
                    Upload.triggered(annotations, "secret"),
                    ports.clock().wallMillis(),
                    sourceOf(request),
                    request.principal().name());
            List<Change> changes = new ArrayList<>();
            changes.add(new Change.PutScript(script.head().numberTaken(next.createdMillis())));
            changes.add(new Change.AddVersion(accountId, name, next));
            if (deploy) {
                changes.add(new Change.Deploy(accountId, name, Upload.deployment(ports, next, next.annotations())));
            }
            return changes;
        });
        Script script = Look.script(after, accountId, name);
        return new Published(script, script.version(id).orElseThrow(), Optional.empty());
    }

    /** {@code wrangler} matters: it asks before it overwrites what came from elsewhere. */
    static String sourceOf(Request request) {
        String agent = request.headers().get("user-agent", "").toLowerCase(Locale.ROOT);
        return agent.startsWith("wrangler") ? "wrangler" : "api";
    }
}
