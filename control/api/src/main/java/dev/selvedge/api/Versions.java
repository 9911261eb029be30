package dev.selvedge.api;

import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.Version;
import dev.selvedge.catalog.VersionId;
import java.util.List;
import java.util.Map;

/** New versions made from old ones. */
final class Versions {

    private Versions() {}

    /** Decides the bindings of a new version from the latest one. */
    @FunctionalInterface
    interface Amendment {
        List<Binding> bindings(Version latest, ObjectBindings objects);
    }

    static Version derive(
            Version from, VersionId id, int number, List<Binding> bindings, Map<String, String> annotations) {
        return amended(from, id, number, bindings, annotations, from.createdMillis(), from.source(), from.author());
    }

    static Version amended(
            Version from,
            VersionId id,
            int number,
            List<Binding> bindings,
            Map<String, String> annotations,
            long createdMillis,
            String source,
            String author) {
        return new Version(
                id,
                number,
                createdMillis,
                source,
                author,
                from.format(),
                from.mainModule(),
                from.modules(),
                from.prepared(),
                bindings,
                from.compatibilityDate(),
                from.compatibilityFlags(),
                from.limits(),
                annotations,
                from.handlers(),
                from.namedHandlers(),
                from.startupMillis(),
                from.etag(),
                from.extras());
    }
}
