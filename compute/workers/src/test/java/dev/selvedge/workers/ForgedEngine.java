package dev.selvedge.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.selvedge.engine.EngineMain;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.turn.Frame;
import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.FrameReader;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.TextColumns;
import dev.selvedge.turn.Wire;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * An engine that somebody has taken over: it greets as a real one does, and answers a request by what its path asks for, in
 * frames that no real engine would send. Uploads are checked by a real one.
 */
final class ForgedEngine {
    private final SocketChannel node;
    private final Records records = new Records(TextColumns.FROM_NODE);

    private ForgedEngine(SocketChannel node) {
        this.node = node;
    }

    public static void main(String[] arguments) throws IOException {
        byte[] line = configuration();
        JsonNode config = new JsonMapper().readTree(line);
        if (config.path("probe").asBoolean()) {
            System.setIn(new SequenceInputStream(new ByteArrayInputStream(line), System.in));
            EngineMain.main(arguments);
            return;
        }
        for (int lane = 0; lane < config.path("lanes").asInt(); lane++) {
            SocketChannel node = SocketChannel.open(
                    UnixDomainSocketAddress.of(config.path("socket").asText()));
            ByteBuffer hello = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            node.write(hello.putInt(lane).putInt(config.path("secret").asInt()).flip());
            ForgedEngine forged = new ForgedEngine(node);
            if (lane == 0) {
                forged.say(ControlOp.READY, ControlMessage.object().put("pid", 1));
            }
            Thread.ofPlatform().daemon().start(forged::serve);
        }
        while (System.in.read() >= 0) {
            // The lifeline.
        }
    }

    private static byte[] configuration() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet;
        do {
            octet = System.in.read();
            line.write(octet);
        } while (octet != '\n' && octet >= 0);
        return line.toByteArray();
    }

    private void serve() {
        FrameReader reader = FrameReader.reading(this::frame);
        try {
            while (node.read(reader.space()) >= 0) {
                reader.read();
            }
        } catch (IOException e) {
            return; // the node has had enough
        }
    }

    private void frame(Frame frame) {
        if (frame.isControl()) {
            return;
        }
        int isolate = frame.isolate();
        records.of(frame);
        while (records.next()) {
            if (records.kind() == Wire.In.REQUEST) {
                String url = StandardCharsets.ISO_8859_1.decode(records.part(0)).toString();
                Forgery.named(url.substring(url.lastIndexOf('/') + 1)).commit(this, isolate, records.id());
                answer(isolate, records.id());
            }
        }
    }

    /** What an honest engine says; the node ignores it where it has answered already. */
    void answer(int isolate, int id) {
        send(new FrameBatch()
                .record(Wire.Out.RESPONSE, id, Wire.Body.flag(Wire.Body.ASCII) | Wire.Flag.FINAL, 200, 0, 0, 6, 0)
                .latin1("honest")
                .toBuffer(isolate));
    }

    void say(ControlOp op, JsonNode json) {
        send(new ControlMessage(op, 0, json).toBuffer());
    }

    /** Any bytes at all. */
    void send(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                node.write(bytes);
            }
        } catch (IOException e) {
            bytes.position(bytes.limit()); // the node has had enough
        }
    }

    void ints(int... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            raw.putInt(value);
        }
        send(raw.flip());
    }
}
