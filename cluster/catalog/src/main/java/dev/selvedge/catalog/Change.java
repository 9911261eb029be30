package dev.selvedge.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a commit. Each says what is true afterwards, so that replaying it twice does no harm. */
public sealed interface Change {

    record PutAccount(Account account) implements Change {}

    record PutToken(ApiToken token) implements Change {}

    record RemoveToken(String id) implements Change {}

    /** Everything of a script but its versions and deployments, which have changes of their own. */
    record PutScript(
            String accountId,
            String name,
            String tag,
            long createdMillis,
            long modifiedMillis,
            String lastDeployedFrom,
            int nextNumber,
            List<Cron> crons,
            boolean subdomainEnabled,
            boolean previewsEnabled,
            @Nullable String migrationTag,
            String settings)
            implements Change {
        public PutScript {
            crons = List.copyOf(crons);
        }

        public static PutScript of(Script script) {
            return new PutScript(
                    script.accountId(),
                    script.name(),
                    script.tag(),
                    script.createdMillis(),
                    script.modifiedMillis(),
                    script.lastDeployedFrom(),
                    script.nextNumber(),
                    script.crons(),
                    script.subdomainEnabled(),
                    script.previewsEnabled(),
                    script.migrationTag(),
                    script.settings());
        }

        public PutScript withCrons(List<Cron> newCrons) {
            return new PutScript(
                    accountId,
                    name,
                    tag,
                    createdMillis,
                    modifiedMillis,
                    lastDeployedFrom,
                    nextNumber,
                    newCrons,
                    subdomainEnabled,
                    previewsEnabled,
                    migrationTag,
                    settings);
        }

        public PutScript withSubdomain(boolean enabled, boolean previews) {
            return new PutScript(
                    accountId,
                    name,
                    tag,
                    createdMillis,
                    modifiedMillis,
                    lastDeployedFrom,
                    nextNumber,
                    crons,
                    enabled,
                    previews,
                    migrationTag,
                    settings);
        }

        public PutScript withSettings(String newSettings) {
            return new PutScript(
                    accountId,
                    name,
                    tag,
                    createdMillis,
                    modifiedMillis,
                    lastDeployedFrom,
                    nextNumber,
                    crons,
                    subdomainEnabled,
                    previewsEnabled,
                    migrationTag,
                    newSettings);
        }

        public PutScript deployedFrom(String source, long nowMillis) {
            return new PutScript(
                    accountId,
                    name,
                    tag,
                    createdMillis,
                    nowMillis,
                    source,
                    nextNumber,
                    crons,
                    subdomainEnabled,
                    previewsEnabled,
                    migrationTag,
                    settings);
        }

        /** With one more version: its number is {@link #nextNumber} as it was before. */
        public PutScript numberTaken(long nowMillis) {
            return new PutScript(
                    accountId,
                    name,
                    tag,
                    createdMillis,
                    nowMillis,
                    lastDeployedFrom,
                    nextNumber + 1,
                    crons,
                    subdomainEnabled,
                    previewsEnabled,
                    migrationTag,
                    settings);
        }

        public PutScript migratedTo(String newTag) {
            return new PutScript(
                    accountId,
                    name,
                    tag,
                    createdMillis,
                    modifiedMillis,
                    lastDeployedFrom,
                    nextNumber,
                    crons,
                    subdomainEnabled,
                    previewsEnabled,
                    newTag,
                    settings);
        }
    }

    /** The script with its versions, deployments, routes and domains. */
    record RemoveScript(String accountId, String name) implements Change {}

    record AddVersion(String accountId, String script, Version version) implements Change {}

    record DropVersion(String accountId, String script, VersionId version) implements Change {}

    record Deploy(String accountId, String script, Deployment deployment) implements Change {}

    record PutZone(Zone zone) implements Change {}

    record RemoveZone(String id) implements Change {}

    record PutRoute(Route route) implements Change {}

    record RemoveRoute(String id) implements Change {}

    record PutDomain(CustomDomain domain) implements Change {}

    record RemoveDomain(String id) implements Change {}
}
