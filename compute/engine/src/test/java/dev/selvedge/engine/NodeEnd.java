package dev.selvedge.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.turn.Frame;
import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.FrameReader;
import dev.selvedge.turn.ModuleSpec;
import dev.selvedge.turn.ModuleType;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.TextColumns;
import dev.selvedge.turn.Wire;
import dev.selvedge.turn.WorkerLimits;
import dev.selvedge.turn.WorkerSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A node's end of one lane, for a test to speak through. Waiting fails after {@value #PATIENCE_SECONDS} s. */
public class NodeEnd implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    /** A record that came out of an isolate, copied. */
    public record Said(int isolate, int kind, int id, int a, int b, int c, int d, int e, int f, List<byte[]> parts) {
        /** Its parts as text. */
        public List<String> text() {
            return parts.stream()
                    .map(part -> new String(part, StandardCharsets.UTF_8))
                    .toList();
        }

        /** Its first part. */
        public byte[] bytes() {
            return parts.getFirst();
        }
    }

    private final SocketChannel node;
    private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();
    private final BlockingQueue<ControlMessage> controls = new LinkedBlockingQueue<>();
    private final FrameBatch batch = new FrameBatch();
    private int seq;

    NodeEnd(SocketChannel node) {
        this.node = node;
        Thread reader = new Thread(this::read, "node-end");
        reader.setDaemon(true);
        reader.start();
    }

    /** Loads a Worker and waits for LOADED or LOAD_FAILED. */
    public ControlMessage load(int isolate, Upload upload) {
        control(ControlOp.LOAD, upload.json(isolate), upload.blob());
        return await(m -> (m.op() == ControlOp.LOADED || m.op() == ControlOp.LOAD_FAILED)
                && m.json().path("isolate").asInt() == isolate);
    }

    /** Loads a Worker of one ES module, which must start. */
    public void load(int isolate, String source) {
        ControlMessage answer = load(isolate, new Upload().esm("index.js", source));
        if (answer.op() != ControlOp.LOADED) {
            throw new AssertionError("not loaded: " + answer.json());
        }
    }

    /** Tries an upload out; returns PREPARED. */
    public ControlMessage prepare(Upload upload) {
        int asked = control(ControlOp.PREPARE, upload.json(900 + seq), upload.blob());
        return await(m -> m.op() == ControlOp.PREPARED && m.seq() == asked);
    }

    /** Loads what a PREPARED gave back. */
    public ControlMessage loadPrepared(int isolate, ControlMessage preparedAnswer, String main) {
        List<ModuleSpec> modules = new ArrayList<>();
        for (JsonNode module : preparedAnswer.json().path("modules")) {
            modules.add(new ModuleSpec(
                    module.path("name").asText(),
                    ModuleType.of(module.path("type").asText()),
                    module.path("offset").asInt(),
                    module.path("length").asInt(),
                    module.path("cacheOffset").asInt(),
                    module.path("cacheLength").asInt(),
                    0,
                    0));
        }
        ObjectNode json = WorkerSpec.json(
                isolate, "test-worker", "v1", main, modules, WorkerLimits.DEFAULT, ControlMessage.object());
        byte[] blob = preparedAnswer.blobBytes(0, preparedAnswer.blob().remaining());
        control(ControlOp.LOAD, json, blob);
        return await(m -> m.op() == ControlOp.LOADED || m.op() == ControlOp.LOAD_FAILED);
    }

    public ControlMessage unload(int isolate) {
        control(ControlOp.UNLOAD, ControlMessage.object().put("isolate", isolate), new byte[0]);
        return await(m -> m.op() == ControlOp.UNLOADED);
    }

    public ControlMessage statistics() {
        int asked = control(ControlOp.STATS, ControlMessage.object(), new byte[0]);
        return await(m -> m.op() == ControlOp.STATISTICS && m.seq() == asked);
    }

    /** Sends a control frame; returns its sequence number. */
    public synchronized int control(ControlOp op, JsonNode json, byte[] blob) {
        write(new ControlMessage(op, ++seq, json, ByteBuffer.wrap(blob)).toBuffer());
        return seq;
    }

    /** Sends a GET without a body. */
    public void get(int isolate, int id, String url) {
        request(isolate, id, Wire.Method.GET, url, "", "");
    }

    public synchronized void request(int isolate, int id, int method, String url, String headers, String body) {
        queue(id, method, url, headers, body);
        write(batch.toBuffer(isolate));
    }

    /** Queues a request; {@link #send} sends all of them in one frame. */
    public synchronized void queue(int id, int method, String url, String headers, String body) {
        int flags = method | Wire.Body.flag(body.isEmpty() ? Wire.Body.NONE : Wire.Body.BYTES);
        batch.record(Wire.In.REQUEST, id, flags, url.length(), headers.length(), body.length(), 0, 0)
                .latin1(url)
                .latin1(headers)
                .latin1(body);
    }

    /** Queues any record. */
    synchronized void queueRecord(int kind, int id, int a, int b, int c, int d, int e, int f, String text) {
        batch.record(kind, id, a, b, c, d, e, f).latin1(text);
    }

    public synchronized void send(int isolate) {
        write(batch.toBuffer(isolate));
    }

    /** Sends one record. */
    public synchronized void record(
            int isolate, int kind, int id, int a, int b, int c, int d, int e, int f, String text) {
        batch.record(kind, id, a, b, c, d, e, f).latin1(text);
        write(batch.toBuffer(isolate));
    }

    /** The body of the whole response to a request; fails if what comes is something else. */
    public String body(int isolate, int id) {
        Said response = await(isolate, Wire.Out.RESPONSE, id);
        return response.text().get(2);
    }

    /** Waits for a record of this kind and id; what comes before it is dropped. */
    public Said await(int isolate, int kind, int id) {
        while (true) {
            Said next = poll(said);
            if (next.isolate() == isolate && next.kind() == kind && next.id() == id) {
                return next;
            }
        }
    }

    /** The next record, whatever it is. */
    public Said next() {
        return poll(said);
    }

    /** The next record, or null if none comes in time. */
    public @Nullable Said pollSaid(long millis) throws InterruptedException {
        return said.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** The next control message, or null if none is there. */
    public @Nullable ControlMessage pollControl() {
        return controls.poll();
    }

    /** Waits for a control message. */
    public ControlMessage await(Predicate<ControlMessage> wanted) {
        while (true) {
            ControlMessage next = poll(controls);
            if (wanted.test(next)) {
                return next;
            }
        }
    }

    private static <T> T poll(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("the engine said nothing for " + PATIENCE_SECONDS + " s");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void write(ByteBuffer frame) {
        try {
            while (frame.hasRemaining()) {
                node.write(frame);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        FrameReader reader = FrameReader.reading(this::take);
        try {
            while (node.read(reader.space()) >= 0) {
                reader.read();
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void take(Frame frame) {
        if (frame.isControl()) {
            controls.add(ControlMessage.of(frame));
            return;
        }
        Records records = new Records(TextColumns.FROM_ISOLATE).of(frame);
        while (records.next()) {
            List<byte[]> text = new ArrayList<>();
            for (int part = 0; part < TextColumns.FROM_ISOLATE.count(records.kind()); part++) {
                text.add(records.bytes(part).clone());
            }
            said.add(new Said(
                    frame.isolate(),
                    records.kind(),
                    records.id(),
                    records.a(),
                    records.b(),
                    records.c(),
                    records.d(),
                    records.e(),
                    records.f(),
                    text));
        }
    }

    @Override
    public void close() {
        try {
            node.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
