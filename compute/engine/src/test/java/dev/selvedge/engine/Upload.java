package dev.selvedge.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ModuleSpec;
import dev.selvedge.turn.ModuleType;
import dev.selvedge.turn.WorkerLimits;
import dev.selvedge.turn.WorkerSpec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A Worker to load: modules, limits, and what only JavaScript reads. */
public final class Upload {
    private final ByteArrayOutputStream blob = new ByteArrayOutputStream();
    private final List<ModuleSpec> modules = new ArrayList<>();
    private final ObjectNode more = ControlMessage.object();
    private WorkerLimits limits = WorkerLimits.DEFAULT;
    private String main = "";

    public Upload module(String name, ModuleType type, byte[] bytes) {
        modules.add(new ModuleSpec(name, type, blob.size(), bytes.length, 0, 0, 0, 0));
        blob.writeBytes(bytes);
        main = main.isEmpty() ? name : main;
        return this;
    }

    public Upload esm(String name, String source) {
        return module(name, ModuleType.ESM, source.getBytes(StandardCharsets.UTF_8));
    }

    /** An ES module with a source map. */
    public Upload mapped(String name, String source, String map) {
        byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
        byte[] json = map.getBytes(StandardCharsets.UTF_8);
        int at = blob.size();
        modules.add(new ModuleSpec(name, ModuleType.ESM, at, bytes.length, 0, 0, at + bytes.length, json.length));
        blob.writeBytes(bytes);
        blob.writeBytes(json);
        main = main.isEmpty() ? name : main;
        return this;
    }

    public Upload limits(WorkerLimits own) {
        limits = own;
        return this;
    }

    /** Bindings, compatibility date and so on. */
    public ObjectNode more() {
        return more;
    }

    ObjectNode json(int isolate) {
        return WorkerSpec.json(isolate, "test-worker", "v1", main, modules, limits, more);
    }

    byte[] blob() {
        return blob.toByteArray();
    }
}
