package dev.selvedge.catalog;

import java.util.List;
import java.util.Map;

/**
 * Which versions get a Worker's traffic from now on.
 *
 * @param shares one or two, percentages together 100
 */
public record Deployment(
        VersionId id,
        long createdMillis,
        String source,
        String author,
        Map<String, String> annotations,
        List<Share> shares) {

    /**
     * The part of the traffic that one version gets.
     *
     * @param percentage above 0, up to 100, with at most two decimals
     */
    public record Share(VersionId version, double percentage) {}

    public Deployment {
        annotations = Map.copyOf(annotations);
        shares = List.copyOf(shares);
    }

    public boolean includes(VersionId version) {
        return shares.stream().anyMatch(share -> share.version().equals(version));
    }
}
