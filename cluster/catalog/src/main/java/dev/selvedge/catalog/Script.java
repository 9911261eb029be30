package dev.selvedge.catalog;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Worker. The object is new whenever anything in it changed, so identity is enough to notice a change.
 *
 * @param versions oldest first; those that no deployment can reach any more are dropped in time
 * @param deployments newest first; the first is in force; empty for a script that was only uploaded
 */
public record Script(ScriptHead head, List<Version> versions, List<Deployment> deployments) {

    public Script {
        versions = List.copyOf(versions);
        deployments = List.copyOf(deployments);
    }

    public String accountId() {
        return head.identity().accountId();
    }

    public String name() {
        return head.identity().name();
    }

    public String tag() {
        return head.identity().tag();
    }

    public long createdMillis() {
        return head.identity().createdMillis();
    }

    public long modifiedMillis() {
        return head.progress().modifiedMillis();
    }

    public String lastDeployedFrom() {
        return head.progress().lastDeployedFrom();
    }

    public List<Cron> crons() {
        return head.crons();
    }

    public boolean subdomainEnabled() {
        return head.subdomain().enabled();
    }

    public boolean previewsEnabled() {
        return head.subdomain().previews();
    }

    public @Nullable String migrationTag() {
        return head.migrationTag();
    }

    public String settings() {
        return head.settings();
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
