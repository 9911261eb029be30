package dev.selvedge.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.turn.ModuleSpec;
import dev.selvedge.turn.ModuleType;
import dev.selvedge.turn.WorkerSpec;
import dev.selvedge.v8.Isolate;
import dev.selvedge.v8.JsException;
import dev.selvedge.v8.V8;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tries an upload out before anybody is served by it: rewrites its imports, compiles everything, starts it under the limits of a
 * start, and keeps what V8 compiled, so that later loads only consume.
 */
final class Probe {
    private final Engine engine;
    private final V8 v8;
    private final CoreImage image;
    private @Nullable ImportRewriter rewriter;

    Probe(Engine engine, V8 v8, CoreImage image) {
        this.engine = engine;
        this.v8 = v8;
        this.image = image;
    }

    /** Answers a PREPARE. */
    ControlMessage prepare(LaneThread thread, Lane lane, ControlMessage message) {
        try {
            return prepared(thread, lane, message);
        } catch (RuntimeException e) {
            LoadFailure failure = Thrown.failure(e);
            ObjectNode json = ControlMessage.object().put("ok", false);
            json.set("error", failure.toJson());
            return new ControlMessage(ControlOp.PREPARED, message.seq(), json);
        }
    }

    private ControlMessage prepared(LaneThread thread, Lane lane, ControlMessage message) {
        WorkerSpec spec = WorkerSpec.of(message);
        List<ModuleSource> sources = new ArrayList<>();
        for (ModuleSpec module : spec.modules()) {
            sources.add(rewritten(ModuleSource.of(module, message)));
        }
        WorkerIsolate throwAway = new WorkerIsolate(spec, null, lane, engine);
        LoadedWorker worker =
                new LoadedWorker(throwAway, engine, engine.spares().take());
        try {
            ObjectNode json = worker.start(thread, message, sources).put("ok", true);
            return packed(message.seq(), json, sources, caches(worker));
        } finally {
            engine.slots().release(spec.isolate());
            engine.spares().dispose(worker.core(), () -> {});
        }
    }

    private static Map<String, byte[]> caches(LoadedWorker worker) {
        try (Isolate.Held _ = worker.core().isolate().hold()) {
            worker.modules().compileAll();
            return worker.modules().codeCaches();
        } catch (JsException e) {
            throw Thrown.failure(e);
        }
    }

    private ModuleSource rewritten(ModuleSource source) {
        if (source.type() != ModuleType.ESM) {
            return source;
        }
        try {
            String text = rewriter().rewrite(source.name(), source.text());
            return new ModuleSource(source.name(), source.type(), text.getBytes(StandardCharsets.UTF_8), null);
        } catch (JsException e) {
            // What the lexer cannot read, V8 will not compile either, and says why better.
            return source;
        }
    }

    private synchronized ImportRewriter rewriter() {
        ImportRewriter known = rewriter;
        if (known == null) {
            known = new ImportRewriter(v8, image);
            rewriter = known;
        }
        return known;
    }

    /** The code modules as they are to be loaded, with their caches. Other modules stay as they were uploaded. */
    private static ControlMessage packed(
            int seq, ObjectNode json, List<ModuleSource> sources, Map<String, byte[]> caches) {
        ByteArrayOutputStream blob = new ByteArrayOutputStream();
        ArrayNode modules = json.putArray("modules");
        for (ModuleSource source : sources) {
            if (source.type().isCode()) {
                byte[] cache = caches.getOrDefault(source.name(), new byte[0]);
                modules.addObject()
                        .put("name", source.name())
                        .put("type", source.type().word())
                        .put("offset", blob.size())
                        .put("length", source.bytes().length)
                        .put("cacheOffset", blob.size() + source.bytes().length)
                        .put("cacheLength", cache.length);
                blob.writeBytes(source.bytes());
                blob.writeBytes(cache);
            }
        }
        return new ControlMessage(ControlOp.PREPARED, seq, json, ByteBuffer.wrap(blob.toByteArray()));
    }
}
