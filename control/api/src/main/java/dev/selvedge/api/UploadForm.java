package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.base.Bytes;
import dev.selvedge.base.PlatformException;
import dev.selvedge.catalog.ModuleType;
import dev.selvedge.catalog.VersionDraft;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.MultipartLimits;
import dev.selvedge.rest.MultipartReader;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.RestError;
import dev.selvedge.rest.RestException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The form of an upload, read and bounded: the metadata and the modules. */
record UploadForm(ObjectNode metadata, List<VersionDraft.Part> modules) {

    private static final int HEADER_BYTES = 16 << 10;
    private static final int NAME_LENGTH = 1000;
    private static final long MAX_DRAIN = 80L << 20;

    /**
     * Reads a form.
     *
     * @param metadataName of the part that holds the metadata
     */
    static UploadForm read(Request request, ApiLimits limits, String metadataName) throws IOException {
        if (!request.isMultipart()) {
            throw new RestException(RestError.MALFORMED_BODY, "the upload must be multipart/form-data");
        }
        try {
            return readParts(request, limits, metadataName);
        } catch (PlatformException e) {
            drain(request);
            if (e.code() == RestError.TOO_LARGE) {
                throw ApiError.SCRIPT_TOO_LARGE.because("Your Worker is too large: " + e.what() + ".");
            }
            throw e;
        }
    }

    /** Reads on to the end, bounded by the server: a client that is still sending would not see the answer otherwise. */
    private static void drain(Request request) throws IOException {
        try {
            if (request.exchange().contentLength() <= MAX_DRAIN) {
                request.body().transferTo(OutputStream.nullOutputStream());
            }
        } catch (RestException tooLarge) {
            return; // the reason that is being reported already
        }
    }

    private static UploadForm readParts(Request request, ApiLimits limits, String metadataName) throws IOException {
        MultipartReader reader = request.multipart(
                new MultipartLimits(limits.modules() + 1, HEADER_BYTES, limits.rawBytes() + limits.metadataBytes()));
        ObjectNode metadata = null;
        BracketForm spelled = new BracketForm();
        List<VersionDraft.Part> modules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (MultipartReader.Part part = reader.next(); part != null; part = reader.next()) {
            String name = part.fileName() != null ? part.fileName() : part.name();
            if (part.name().equals(metadataName) && metadata == null) {
                metadata = metadata(reader.content(), limits, metadataName);
            } else if (part.fileName() == null && BracketForm.isPart(part.name(), metadataName)) {
                spelled.add(part.name(), Bytes.utf8(reader.content()));
            } else if (name.isEmpty() || name.length() > NAME_LENGTH || isOutside(name) || !names.add(name)) {
                throw ApiError.INVALID_SCRIPT.because("The module name \"" + shown(name)
                        + "\" is empty, too long, used twice or no path within the Worker.");
            } else {
                modules.add(new VersionDraft.Part(name, typeOf(name, part.contentType()), reader.content()));
            }
        }
        if (metadata == null && !spelled.metadata().isEmpty()) {
            metadata = spelled.metadata();
        }
        if (metadata == null) {
            throw ApiError.INVALID_SCRIPT.because("The upload has no part \"" + metadataName + "\".");
        }
        UploadForm form = new UploadForm(metadata, List.copyOf(modules));
        form.requireWithin(limits);
        return form;
    }

    private static ObjectNode metadata(byte[] content, ApiLimits limits, String name) {
        if (content.length > limits.metadataBytes()) {
            throw ApiError.INVALID_SCRIPT.because(
                    "The part \"" + name + "\" is larger than " + limits.metadataBytes() + " bytes.");
        }
        JsonNode node = Json.parse(content, "the part \"" + name + "\"");
        if (!(node instanceof ObjectNode object)) {
            throw ApiError.INVALID_SCRIPT.because("The part \"" + name + "\" must be a JSON object.");
        }
        return object;
    }

    /** Names are paths within the Worker; nothing legitimate starts at the root or climbs out. */
    private static boolean isOutside(String name) {
        return name.startsWith("/") || List.of(name.split("/")).contains("..");
    }

    private static ModuleType typeOf(String name, String contentType) {
        ModuleType type = switch (contentType) {
            case "application/javascript+module" -> ModuleType.ES_MODULE;
            case "application/javascript", "text/javascript", "application/x-javascript" -> ModuleType.COMMON_JS;
            case "application/wasm" -> ModuleType.WASM;
            case "text/plain" -> ModuleType.TEXT;
            case "application/octet-stream" -> ModuleType.DATA;
            case "application/json" -> ModuleType.JSON;
            case "text/x-python" -> ModuleType.PYTHON;
            case "text/x-python-requirement" -> ModuleType.PYTHON_REQUIREMENT;
            case "application/source-map" -> ModuleType.SOURCE_MAP;
            case "" -> byEnding(name).orElse(null);
            default -> null;
        };
        if (type == null) {
            throw ApiError.INVALID_SCRIPT.because(
                    "The module \"" + shown(name) + "\" has the unknown content type \"" + shown(contentType) + "\".");
        }
        if (type == ModuleType.PYTHON || type == ModuleType.PYTHON_REQUIREMENT) {
            throw ApiError.INVALID_SCRIPT.because("Python Workers are not available on this node.");
        }
        return type;
    }

    private static Optional<ModuleType> byEnding(String name) {
        if (name.endsWith(".js") || name.endsWith(".mjs")) {
            return Optional.of(ModuleType.ES_MODULE);
        }
        return name.endsWith(".wasm") ? Optional.of(ModuleType.WASM) : Optional.empty();
    }

    private void requireWithin(ApiLimits limits) {
        long raw = 0;
        for (VersionDraft.Part module : modules) {
            raw += module.content().length;
        }
        if (raw > limits.rawBytes() || (raw > limits.compressedBytes() && compressed() > limits.compressedBytes())) {
            throw ApiError.SCRIPT_TOO_LARGE.because("Your Worker exceeded the size limit of "
                    + limits.compressedBytes() / 1_000_000 + " MB after compression.");
        }
    }

    private long compressed() {
        Counted counted = new Counted();
        for (VersionDraft.Part module : modules) {
            if (module.type() != ModuleType.SOURCE_MAP) {
                try (GZIPOutputStream gzip = new GZIPOutputStream(counted, 8 << 10)) {
                    gzip.write(module.content());
                } catch (IOException e) {
                    throw new IllegalStateException("counting cannot fail", e);
                }
            }
        }
        return counted.bytes;
    }

    private static final class Counted extends OutputStream {
        private long bytes;

        @Override
        public void write(int octet) {
            bytes++;
        }

        @Override
        public void write(byte @Nullable [] buffer, int offset, int length) {
            bytes += length;
        }
    }

    private static String shown(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
