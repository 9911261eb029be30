package dev.selvedge.api;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.Hex;
import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.BlobId;
import dev.selvedge.catalog.Blobs;
import dev.selvedge.catalog.Module;
import dev.selvedge.catalog.ModuleType;
import dev.selvedge.catalog.Preparation;
import dev.selvedge.catalog.PreparedModule;
import dev.selvedge.catalog.Version;
import dev.selvedge.catalog.VersionDraft;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** Makes a version of a draft that the probe engine accepted: its modules go to the blobs, its number is still to come. */
final class VersionStore {

    private VersionStore() {}

    /** Who uploaded it, when and with what. */
    record Origin(String source, String author, long createdMillis) {}

    static void requireModules(VersionDraft draft) {
        VersionDraft.Part main = draft.modules().stream()
                .filter(module -> module.name().equals(draft.mainModule()))
                .findFirst()
                .orElseThrow(() -> ApiError.INVALID_SCRIPT.because(
                        "The main module \"" + draft.mainModule() + "\" is not among the uploaded modules."));
        if (main.type() != ModuleType.ES_MODULE && main.type() != ModuleType.COMMON_JS) {
            throw ApiError.INVALID_SCRIPT.because("The main module \"" + main.name() + "\" is not JavaScript.");
        }
        for (Binding binding : draft.bindings()) {
            if (binding instanceof Binding.Part part
                    && draft.modules().stream()
                            .noneMatch(module -> module.name().equals(part.module()))) {
                throw ApiError.INVALID_SCRIPT.because("The binding \"" + part.name() + "\" names the part \""
                        + part.module() + "\", which is missing.");
            }
        }
    }

    static Version store(
            Blobs blobs, VersionDraft draft, Preparation.Accepted accepted, UploadMetadata metadata, Origin origin) {
        List<Module> modules = new ArrayList<>();
        for (VersionDraft.Part part : draft.modules()) {
            modules.add(new Module(part.name(), part.type(), blobs.put(part.content()), part.content().length));
        }
        return new Version(
                draft.id(),
                0,
                origin.createdMillis(),
                origin.source(),
                origin.author(),
                draft.format(),
                draft.mainModule(),
                modules,
                prepared(blobs, accepted),
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

    private static List<PreparedModule> prepared(Blobs blobs, Preparation.Accepted accepted) {
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
        return prepared;
    }

    private static String etag(VersionDraft draft, List<Module> modules) {
        MessageDigest digest = Bytes.newSha256();
        digest.update(Bytes.utf8(draft.mainModule()));
        for (Module module : modules) {
            digest.update(Bytes.utf8("\n" + module.name() + "\n" + module.type() + "\n" + module.content()));
        }
        return Hex.encode(digest.digest());
    }
}
