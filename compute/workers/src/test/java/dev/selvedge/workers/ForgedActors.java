package dev.selvedge.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.selvedge.durable.CommitImage;
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
import java.lang.foreign.MemorySegment;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * An engine in which every Worker is the same, and so is every actor, without any JavaScript: a Worker asked for
 * {@code /<id>/<deed>} asks that actor for the deed, and answers what it says. So the node's side is tested alone.
 */
final class ForgedActors {
    private final SocketChannel node;
    private final Records records = new Records(TextColumns.FROM_NODE);
    private final Map<Integer, Integer> callers = new HashMap<>();
    private final Map<Integer, long[]> actors = new HashMap<>();
    private int operations;

    private ForgedActors(SocketChannel node) {
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
            ForgedActors forged = new ForgedActors(node);
            if (lane == 0) {
                forged.send(new ControlMessage(
                                ControlOp.READY, 0, ControlMessage.object().put("pid", 1))
                        .toBuffer());
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
            switch (records.kind()) {
                case Wire.In.REQUEST -> request(isolate);
                case Wire.In.REPLY -> answer(isolate, caller(), records.e(), text(2));
                case Wire.In.REFUSED -> answer(isolate, caller(), 500, text(0));
                case Wire.In.ACTOR -> introduce();
                case Wire.In.EVICT -> close(isolate, records.id());
                default -> {
                    // Credit and the like.
                }
            }
        }
    }

    private int caller() {
        Integer id = callers.remove(records.id());
        return id == null ? 0 : id;
    }

    private String text(int part) {
        return StandardCharsets.UTF_8.decode(records.part(part)).toString();
    }

    private void introduce() {
        try {
            JsonNode json = new JsonMapper().readTree(text(0));
            actors.put(records.id(), new long[] {json.path("sequence").asLong(), 0});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void request(int isolate) {
        String path = text(0).replaceFirst("^https?://[^/]*/", "");
        int id = records.id();
        if ((records.a() & Wire.Flag.ACTOR) != 0) {
            act(isolate, id, records.e(), path);
            return;
        }
        String[] parts = path.split("/", 2);
        if (parts[1].equals("stray")) {
            call(isolate, id, "add", ":facet: 1;x;Part\r\n", Wire.Out.TO_FACET);
        } else {
            call(isolate, id, parts[1], ":actor: " + parts[0] + ";;\r\n", 1);
        }
    }

    private void call(int isolate, int id, String deed, String line, int target) {
        operations--;
        callers.put(operations, id);
        byte[] url = ("http://actor/" + deed).getBytes(StandardCharsets.UTF_8);
        byte[] headers = line.getBytes(StandardCharsets.ISO_8859_1);
        send(new FrameBatch()
                .record(Wire.Out.FETCH, operations, id, Wire.Method.GET, url.length, headers.length, 0, target)
                .text(url)
                .text(headers)
                .toBuffer(isolate));
    }

    private void act(int isolate, int id, int number, String deed) {
        long[] actor = actors.computeIfAbsent(number, _ -> new long[2]);
        switch (deed) {
            case "add" -> {
                actor[0]++;
                actor[1]++;
                commit(isolate, number, actor[0]);
                answer(isolate, id, 200, "" + actor[0]);
            }
            case "seen" -> answer(isolate, id, 200, actor[0] + " of which here " + actor[1]);
            case "skip" -> commit(isolate, number, actor[0] + 2);
            case "reset" -> reset(isolate, number);
            case "die" -> Runtime.getRuntime().halt(1);
            case "part-add" -> call(isolate, id, "add", ":facet: 1;x;Part\r\n", Wire.Out.TO_FACET);
            case "part-seen" -> call(isolate, id, "seen", ":facet: 1;x;Part\r\n", Wire.Out.TO_FACET);
            case "part-reset" -> call(isolate, id, "reset", ":facet: 1;x;Part\r\n", Wire.Out.TO_FACET);
            case "part-part" -> call(isolate, id, "part-add", ":facet: 1;x;Part\r\n", Wire.Out.TO_FACET);
            case "part-forged" -> call(isolate, id, "add", ":facet: x;;" + "y".repeat(1000), Wire.Out.TO_FACET);
            case "drop" -> {
                facet(isolate, number, Wire.Facet.DELETE, "x", "");
                answer(isolate, id, 200, "dropped");
            }
            case "drop-forged" -> {
                facet(isolate, number, 77, "x", "y");
                facet(isolate, number, Wire.Facet.DELETE, "", "");
                facet(isolate, number, Wire.Facet.DELETE, "z".repeat(5_000), "");
                facet(isolate, number, Wire.Facet.COPY, "x", "");
                facet(isolate, 99_999, Wire.Facet.DELETE_ALL, "", "");
                answer(isolate, id, 200, "ignored");
            }
            case "hang" -> {
                // Never answered.
            }
            default -> answer(isolate, id, 404, deed);
        }
    }

    private void commit(int isolate, int number, long sequence) {
        ByteBuffer image = ByteBuffer.allocate((int) CommitImage.bytes(512, 2));
        CommitImage.putHeader(image, sequence, 1, CommitImage.NO_ALARM, 512, 2);
        CommitImage.putFrame(image, 1, MemorySegment.ofArray(new byte[512]));
        int middle = image.position();
        CommitImage.putFrame(image, 2, MemorySegment.ofArray(new byte[512]));
        byte[] all = java.util.Arrays.copyOf(image.array(), image.position());
        byte[] first = java.util.Arrays.copyOf(all, middle);
        byte[] rest = java.util.Arrays.copyOfRange(all, middle, all.length);
        send(new FrameBatch()
                .record(Wire.Out.COMMIT, number, first.length, 1)
                .text(first)
                .record(Wire.Out.COMMIT, number, rest.length, 0)
                .text(rest)
                .toBuffer(isolate));
    }

    private void facet(int isolate, int number, int what, String name, String text) {
        byte[] first = name.getBytes(StandardCharsets.UTF_8);
        byte[] second = text.getBytes(StandardCharsets.UTF_8);
        send(new FrameBatch()
                .record(Wire.Out.FACET, number, what, first.length, second.length, 0, 0, 0)
                .text(first)
                .text(second)
                .toBuffer(isolate));
    }

    private void reset(int isolate, int number) {
        byte[] error = "{\"message\":\"broken on purpose\"}".getBytes(StandardCharsets.UTF_8);
        send(new FrameBatch()
                .record(Wire.Out.ACTOR_RESET, number, error.length, 0)
                .text(error)
                .toBuffer(isolate));
    }

    private void close(int isolate, int number) {
        actors.remove(number);
        send(new FrameBatch().record(Wire.Out.ACTOR_CLOSED, number, 1, 0).toBuffer(isolate));
    }

    private void answer(int isolate, int id, int status, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        send(new FrameBatch()
                .record(
                        Wire.Out.RESPONSE,
                        id,
                        Wire.Body.flag(Wire.Body.BYTES) | Wire.Flag.FINAL,
                        status,
                        0,
                        0,
                        body.length,
                        0)
                .text(body)
                .toBuffer(isolate));
    }

    private void send(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                node.write(bytes);
            }
        } catch (IOException e) {
            bytes.position(bytes.limit()); // the node has had enough
        }
    }
}
