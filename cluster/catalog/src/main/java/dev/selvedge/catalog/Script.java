package dev.selvedge.catalog;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Worker. The object is new whenever anything in it changed, so identity is enough to notice a change.
 *
 * @param tag 32 hexadecimal digits, the script's identity across uploads
 * @param versions oldest first; those that no deployment can reach any more are dropped in time
 * @param deployments newest first; the first is in force; empty for a script that was only uploaded
 * @param nextNumber number of the next version
 * @param migrationTag of the last Durable Object migration
 * @param settings JSON object of the settings that are not versioned (logpush, observability, tail_consumers, tags), or ""
 */
public record Script(
        String accountId,
        String name,
        String tag,
        long createdMillis,
        long modifiedMillis,
        String lastDeployedFrom,
        List<Version> versions,
        List<Deployment> deployments,
        int nextNumber,
        List<Cron> crons,
        boolean subdomainEnabled,
        boolean previewsEnabled,
        @Nullable String migrationTag,
        String settings) {

    public Script {
        versions = List.copyOf(versions);
        deployments = List.copyOf(deployments);
        crons = List.copyOf(crons);
    }

    public Optional<Deployment> deployment() {
        return deployments.isEmpty() ? Optional.empty() : Optional.of(deployments.getFirst());
    }

    public Optional<Version> version(VersionId id) {
        for (int i = versions.size() - 1; i >= 0; i--) {
            if (versions.get(i).id().equals(id)) {
                return Optional.of(versions.get(i));
            }
        }
        return Optional.empty();
    }

    public Optional<Version> latest() {
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.getLast());
    }
}
