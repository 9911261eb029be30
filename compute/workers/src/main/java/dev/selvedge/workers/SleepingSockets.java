package dev.selvedge.workers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The sockets of one actor that stay when it sleeps, and what they are answered without it. Belongs to the actor's loop. */
final class SleepingSockets {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST = 32_768;
    private static final int MOST_KEPT = 128 * 1024;
    private static final int MOST_AUTO = 4 * 2_048;
    private static final long MOST_WAITING = 64L << 20;

    private final ActorSeat seat;
    private final Actors actors;
    private final IntMap<SleepingSocket> sockets = new IntMap<>();
    private byte[] question = {};
    private byte[] answer = {};
    private long waiting;

    SleepingSockets(ActorSeat seat, Actors actors) {
        this.seat = seat;
        this.actors = actors;
    }

    boolean isEmpty() {
        return sockets.isEmpty();
    }

    @Nullable
    SleepingSocket get(int number) {
        return sockets.get(number);
    }

    /** What an actor says of its sockets. */
    void take(Records record) {
        switch (record.kind()) {
            case Wire.Out.SOCKET -> keep(record.a(), record.bytes(0));
            case Wire.Out.SOCKET_SEND -> send(record);
            default -> {
                boolean fits = record.length(0) <= MOST_AUTO && record.length(1) <= MOST_AUTO;
                question = fits ? record.bytes(0) : new byte[0];
                answer = fits ? record.bytes(1) : new byte[0];
            }
        }
    }

    private void keep(int number, byte[] text) {
        SleepingSocket known = sockets.get(number);
        if (number <= 0 || text.length > MOST_KEPT || (known == null && sockets.size() >= MOST)) {
            return;
        }
        JsonNode json = parse(text);
        String tags = json.path("tags").isArray() ? json.path("tags").toString() : "[]";
        JsonNode attachment = json.path("attachment");
        String kept = attachment.isTextual() ? attachment.asText() : null;
        if (known == null) {
            sockets.put(number, new SleepingSocket(this, number, tags, kept));
        } else {
            known.keep(tags, kept);
        }
    }

    private static JsonNode parse(byte[] text) {
        try {
            return JSON.readTree(new String(text, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    private void send(Records record) {
        SleepingSocket socket = sockets.get(record.a());
        if (socket == null) {
            return;
        }
        ByteBuffer payload = Text.copy(record.part(0));
        switch (record.b()) {
            case 0 -> socket.send(payload, false);
            case 1 -> socket.send(payload, true);
            default -> socket.close(record.d(), Text.utf8(payload));
        }
    }

    /** What a message is answered without the actor; null if the actor has to see it. */
    byte @Nullable [] answerTo(byte[] text) {
        return question.length > 0 && Arrays.equals(question, text) ? answer : null;
    }

    /** A message was answered without the actor, which may be awake nevertheless. */
    void answered(SleepingSocket socket) {
        seat.answeredFor(socket);
    }

    /** What a new instance of the actor has to know. */
    void introduce(ObjectNode json) {
        if (!sockets.isEmpty()) {
            ArrayNode list = json.putArray("sockets");
            sockets.forEach(socket -> list.addObject()
                    .put("socket", socket.number())
                    .putRawValue("tags", new RawValue(socket.tags()))
                    .put("attachment", socket.attachment())
                    .put("autoMillis", socket.autoMillis() == 0 ? null : (Long) socket.autoMillis()));
        }
        if (question.length > 0) {
            json.putObject("auto")
                    .put("request", new String(question, StandardCharsets.UTF_8))
                    .put("response", new String(answer, StandardCharsets.UTF_8));
        }
    }

    /** Something came in. An actor that is too far behind loses the socket, not the node its memory. */
    void arrived(SocketCaller event) {
        waiting += event.bytes();
        if (waiting > MOST_WAITING) {
            event.never();
            event.socket().abort();
        } else {
            seat.take(event);
        }
    }

    void taken(SocketCaller event) {
        waiting -= event.bytes();
    }

    void forget(SleepingSocket socket) {
        sockets.remove(socket.number());
        seat.forgotten();
    }

    /** The instance is gone: sockets that it never gave to a client go with it. */
    void left() {
        sockets.removeIf(socket -> !socket.attached());
    }

    /** Nobody is to hear of them any more. */
    void abortAll() {
        sockets.forEach(SleepingSocket::drop);
        sockets.removeIf(socket -> true);
    }

    long wallMillis() {
        return actors.wallMillis();
    }

    long ray() {
        return actors.ray();
    }

    void here(Runnable task) {
        actors.here(task);
    }
}
