package dev.selvedge.catalog;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Small but complete things to put into a catalog. */
final class Samples {

    static final String SUFFIX = "workers.localhost";
    static final Account OWNER = new Account("a".repeat(32), "Owner", "owner", true, 1);
    static final Account TENANT = new Account("b".repeat(32), "Tenant", "tenant", false, 2);

    private Samples() {}

    static LocalCatalog open(Path data) {
        return open(data, 8 << 20);
    }

    static LocalCatalog open(Path data, long snapshotBytes) {
        return LocalCatalog.open(
                new LocalCatalog.Options(data, SUFFIX, snapshotBytes), Clock.system(), RandomSource.secure());
    }

    static Change.PutScript script(Account account, String name) {
        return new Change.PutScript(new ScriptHead(
                new ScriptHead.Identity(account.id(), name, "c".repeat(32), 3),
                new ScriptHead.Progress(4, "wrangler", 2),
                List.of(new Cron("*/5 * * * *", 5, 6)),
                new ScriptHead.Subdomain(true, true),
                null,
                "{\"logpush\":false}"));
    }

    static VersionId id(long number) {
        return new VersionId(0x0123456789abcdefL, number);
    }

    static Version version(long number) {
        return new Version(
                id(number),
                (int) number,
                7,
                "wrangler",
                "owner@selvedge",
                ScriptFormat.MODULES,
                "index.js",
                List.of(new Module("index.js", ModuleType.ES_MODULE, BlobId.of(new byte[] {1}), 1)),
                List.of(new PreparedModule("index.js", BlobId.of(new byte[] {2}), 1, BlobId.of(new byte[] {3}), 1)),
                List.of(
                        new Binding.PlainText("GREETING", "grüße"),
                        new Binding.Json("OPTIONS", "{\"a\":[1,2]}"),
                        new Binding.SecretText("TOKEN", new SealedText("c2VhbGVk")),
                        new Binding.SecretKey("KEY", "{}", "raw", "[\"sign\"]", new SealedText("a2V5")),
                        new Binding.Service("OTHER", "other", null, "Admin", "{\"x\":1}"),
                        new Binding.VersionMetadata("VERSION"),
                        new Binding.Part("WASM", "wasm_module", "a.wasm")),
                "2026-11-01",
                List.of("nodejs_compat"),
                new WorkerLimits(50, 0),
                Map.of("workers/message", "first", Previews.ALIAS, "blue"),
                List.of("fetch", "scheduled"),
                List.of(new NamedHandler("Admin", List.of("fetch"))),
                12,
                "e".repeat(64),
                "{\"placement\":{\"mode\":\"smart\"}}");
    }

    static Deployment deployment(long number, Deployment.Share... shares) {
        return new Deployment(id(1000 + number), number, "wrangler", "owner@selvedge", Map.of(), List.of(shares));
    }

    static Deployment.Share all(long version) {
        return new Deployment.Share(id(version), 100);
    }

    /** Everything that a first upload of a Worker puts. */
    static Change[] deployed(Account account, String name) {
        return new Change[] {
            script(account, name),
            new Change.AddVersion(account.id(), name, version(1)),
            new Change.Deploy(account.id(), name, deployment(1, all(1)))
        };
    }

    static ApiToken token(String id, String sha256) {
        return new ApiToken(
                id, OWNER.id(), "ci", sha256, Set.of(TokenScope.WORKERS_WRITE, TokenScope.TAIL_READ), true, 8, 0);
    }
}
