package dev.selvedge.workers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.Blobs;
import dev.selvedge.catalog.Module;
import dev.selvedge.catalog.ScriptFormat;
import dev.selvedge.catalog.Vault;
import dev.selvedge.catalog.Version;
import dev.selvedge.catalog.VersionDraft;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.turn.ModuleSpec;
import dev.selvedge.turn.ModuleType;
import dev.selvedge.turn.WorkerLimits;
import dev.selvedge.turn.WorkerSpec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What LOAD and PREPARE carry: a version's modules, bindings and limits, secrets in the clear. Reads files: off the loop. */
final class WorkerImage {
    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] NOTHING = {};
    private static final String MAP_SUFFIX = ".map";

    private final List<ModuleSpec> modules = new ArrayList<>();
    private final ByteArrayOutputStream blob = new ByteArrayOutputStream();

    private WorkerImage() {}

    /** The LOAD frame of a stored version. */
    static ByteBuffer load(Shared shared, VersionSeat seat, int isolate) {
        Blobs blobs = shared.ports.catalog().blobs();
        Version version = seat.version;
        Map<String, byte[]> maps = new HashMap<>();
        for (Module module : version.modules()) {
            if (module.type() == dev.selvedge.catalog.ModuleType.SOURCE_MAP) {
                maps.put(module.name(), blobs.read(module.content()));
            }
        }
        WorkerImage image = new WorkerImage();
        for (Module module : version.modules()) {
            image.add(blobs, version, module, maps.get(module.name() + MAP_SUFFIX));
        }
        ObjectNode more = more(
                version.bindings(),
                shared.ports.catalog().vault(),
                Vault.ownerOf(seat.account, seat.script.name()),
                version);
        more.put("compatibilityDate", version.compatibilityDate());
        version.compatibilityFlags().forEach(more.putArray("compatibilityFlags")::add);
        more.set("cf", parse(shared.ports.cf()));
        WorkerLimits limits = limits(
                shared.limits, version.limits().cpuMillis(), version.limits().subrequests());
        return image.frame(ControlOp.LOAD, 0, isolate, seat.key, seat.versionText, version.mainModule(), limits, more);
    }

    /** The PREPARE frame of an upload. */
    static ByteBuffer prepare(Shared shared, VersionDraft draft, int seq) {
        Map<String, byte[]> maps = new HashMap<>();
        for (VersionDraft.Part part : draft.modules()) {
            if (part.type() == dev.selvedge.catalog.ModuleType.SOURCE_MAP) {
                maps.put(part.name(), part.content());
            }
        }
        WorkerImage image = new WorkerImage();
        for (VersionDraft.Part part : draft.modules()) {
            ModuleType type = typeOf(part.type(), draft.format(), part.name().equals(draft.mainModule()));
            if (type != null) {
                image.put(
                        part.name(),
                        type,
                        part.content(),
                        NOTHING,
                        maps.getOrDefault(part.name() + MAP_SUFFIX, NOTHING));
            }
        }
        String owner = Vault.ownerOf(draft.accountId(), draft.script());
        ObjectNode more = more(draft.bindings(), shared.ports.catalog().vault(), owner, null);
        more.put("compatibilityDate", draft.compatibilityDate());
        draft.compatibilityFlags().forEach(more.putArray("compatibilityFlags")::add);
        more.set("cf", parse(shared.ports.cf()));
        WorkerLimits limits =
                limits(shared.limits, draft.limits().cpuMillis(), draft.limits().subrequests());
        String worker = draft.accountId() + "/" + draft.script();
        return image.frame(ControlOp.PREPARE, seq, 0, worker, draft.id().toString(), draft.mainModule(), limits, more);
    }

    private static WorkerLimits limits(WorkersLimits defaults, int cpuMillis, int subrequests) {
        return new WorkerLimits(
                cpuMillis > 0 ? cpuMillis : defaults.cpuMillis(),
                defaults.memoryMegabytes(),
                subrequests > 0 ? subrequests : defaults.subrequests(),
                defaults.startupMillis());
    }

    private void add(Blobs blobs, Version version, Module module, byte @Nullable [] map) {
        ModuleType type = typeOf(module.type(), version.format(), module.name().equals(version.mainModule()));
        if (type == null) {
            return;
        }
        var prepared = version.preparedModule(module.name());
        byte[] code = blobs.read(prepared.map(it -> it.code()).orElse(module.content()));
        var cacheId = prepared.map(it -> it.cache()).orElse(null);
        byte[] cache = cacheId == null ? NOTHING : blobs.read(cacheId);
        put(module.name(), type, code, cache, map == null ? NOTHING : map);
    }

    private void put(String name, ModuleType type, byte[] code, byte[] cache, byte[] map) {
        int at = blob.size();
        modules.add(new ModuleSpec(
                name,
                type,
                at,
                code.length,
                at + code.length,
                cache.length,
                at + code.length + cache.length,
                map.length));
        blob.writeBytes(code);
        blob.writeBytes(cache);
        blob.writeBytes(map);
    }

    private ByteBuffer frame(
            ControlOp op,
            int seq,
            int isolate,
            String worker,
            String version,
            String main,
            WorkerLimits limits,
            ObjectNode more) {
        ObjectNode json = WorkerSpec.json(isolate, worker, version, main, modules, limits, more);
        return new ControlMessage(op, seq, json, ByteBuffer.wrap(blob.toByteArray())).toBuffer();
    }

    /** How the engine calls a module's type; null for what no isolate needs. */
    private static @Nullable ModuleType typeOf(
            dev.selvedge.catalog.ModuleType type, ScriptFormat format, boolean main) {
        if (main && format == ScriptFormat.SERVICE_WORKER) {
            return ModuleType.SCRIPT;
        }
        return switch (type) {
            case ES_MODULE -> ModuleType.ESM;
            case COMMON_JS -> ModuleType.COMMONJS;
            case WASM -> ModuleType.WASM;
            case TEXT -> ModuleType.TEXT;
            case DATA -> ModuleType.DATA;
            case JSON -> ModuleType.JSON;
            case PYTHON, PYTHON_REQUIREMENT, SOURCE_MAP -> null;
        };
    }

    private static ObjectNode more(List<Binding> bindings, Vault vault, String owner, @Nullable Version version) {
        ObjectNode more = ControlMessage.object();
        ArrayNode list = more.putArray("bindings");
        for (Binding binding : bindings) {
            ObjectNode json = list.addObject().put("type", binding.type()).put("name", binding.name());
            fill(json, binding, vault, owner, version);
        }
        return more;
    }

    private static void fill(ObjectNode json, Binding binding, Vault vault, String owner, @Nullable Version version) {
        switch (binding) {
            case Binding.PlainText text -> json.put("text", text.text());
            case Binding.Json value -> json.set("json", parse(value.json()));
            case Binding.SecretText secret -> json.put("text", vault.open(owner, secret.text()));
            case Binding.SecretKey key -> key(json, key, vault.open(owner, key.key()));
            case Binding.Service service -> {
                json.put("service", service.service());
                json.put("entrypoint", service.entrypoint());
                if (service.props() != null) {
                    json.set("props", parse(service.props()));
                }
            }
            case Binding.VersionMetadata _ -> {
                if (version != null) {
                    json.put("id", version.id().toString());
                    json.put("tag", version.annotations().getOrDefault("workers/tag", ""));
                    json.put(
                            "timestamp",
                            Instant.ofEpochMilli(version.createdMillis()).toString());
                }
            }
            case Binding.Part part -> json.put("part", part.module());
            case Binding.DurableObject objects -> {
                json.put("namespace", objects.namespaceId());
                json.put("className", objects.className());
                json.put("script", objects.script());
            }
        }
    }

    private static void key(ObjectNode json, Binding.SecretKey key, String secret) {
        json.put("format", key.format());
        json.set("algorithm", parse(key.algorithm()));
        json.set("usages", parse(key.usages()));
        if (key.format().equals("jwk")) {
            json.set("key_jwk", parse(secret));
        } else {
            json.put("key_base64", secret);
        }
    }

    private static JsonNode parse(String json) {
        try {
            return json.isEmpty() ? ControlMessage.object() : JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("stored JSON is broken", e);
        }
    }
}
