package dev.selvedge.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ModuleSpec;
import dev.selvedge.turn.WorkerSpec;
import dev.selvedge.v8.Handle;
import dev.selvedge.v8.Isolate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A Worker in its isolate: started, and then ready for turns. */
final class LoadedWorker {
    private static final JsonMapper JSON = new JsonMapper();

    private final WorkerIsolate owner;
    private final Engine engine;
    private final CoreIsolate core;
    private @Nullable Modules modules;
    private int heldAtCount;

    LoadedWorker(WorkerIsolate owner, Engine engine, CoreIsolate core) {
        this.owner = owner;
        this.engine = engine;
        this.core = core;
    }

    CoreIsolate core() {
        return core;
    }

    WorkerIsolate owner() {
        return owner;
    }

    /** The modules that came with a LOAD. */
    static List<ModuleSource> sources(ControlMessage message, WorkerSpec spec) {
        return spec.modules().stream()
                .map(module -> ModuleSource.of(module, message))
                .toList();
    }

    /** Runs the Worker's top level; returns its handlers and how long it took, or throws {@link LoadFailure}. */
    ObjectNode start(LaneThread thread, ControlMessage message, List<ModuleSource> sources) {
        core.isolate().onNearHeapLimit((current, initial) -> owner.nearHeapLimit(current));
        owner.runningOn(thread);
        long before = engine.clock().nanos();
        ObjectNode started = run(thread, sourceMaps(owner.spec(), message), sources);
        return started.put("startupMs", (engine.clock().nanos() - before) / 1_000_000);
    }

    private ObjectNode run(LaneThread thread, SourceMaps maps, List<ModuleSource> sources) {
        WorkerSpec spec = owner.spec();
        engine.beginTurn(thread, owner, core.isolate());
        try (Isolate.Held _ = core.isolate().hold()) {
            thread.activity()
                    .beginStep(
                            engine.clock().nanos(),
                            engine.cpuClock().ofCurrent(),
                            spec.limits().startupMs() * 1_000_000L);
            Modules loading = new Modules(core, sources);
            modules = loading;
            core.install(
                    new HostOps(owner.id(), core, engine.shared(), loading, maps, owner::say, owner::isStopped),
                    spec.json().toString());
            Object handlers = start(loading, spec);
            core.count();
            heldAtCount = loading.held();
            return (ObjectNode) parse((String) Objects.requireNonNull(handlers));
        } catch (RuntimeException e) {
            throw Thrown.failure(e).mapped(maps);
        } finally {
            int killed = thread.activity().endStep();
            engine.endTurn(thread);
            if (killed != 0) {
                core.isolate().forgetTermination();
            }
        }
    }

    private @Nullable Object start(Modules loading, WorkerSpec spec) {
        try (Handle namespace = loading.runMain(Specifiers.canonical(spec.main()))) {
            return core.call("start", namespace);
        }
    }

    /** The modules, once they are loaded. */
    Modules modules() {
        return Objects.requireNonNull(modules, "the Worker has not started");
    }

    /** Handles that no turn may leave behind. */
    int leaked() {
        return core.leaked() - (modules().held() - heldAtCount);
    }

    private static SourceMaps sourceMaps(WorkerSpec spec, ControlMessage message) {
        SourceMaps maps = new SourceMaps();
        for (ModuleSpec module : spec.modules()) {
            if (module.mapLength() > 0) {
                byte[] json = message.blobBytes(module.mapOffset(), module.mapLength());
                maps.add(Specifiers.canonical(module.name()), () -> json);
            }
        }
        return maps;
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
