package dev.selvedge.turn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A control frame: an operation, a sequence number that its answer repeats, a JSON object and bytes.
 *
 * <p>Only the tree model of Jackson is used: binding to classes by reflection would cost an engine a good part of its start.
 */
public record ControlMessage(ControlOp op, int seq, JsonNode json, ByteBuffer blob) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);
    private static final int INTS = 4;

    public ControlMessage(ControlOp op, int seq, JsonNode json) {
        this(op, seq, json, NO_BYTES);
    }

    /** An empty object to fill in. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Reads a control frame. */
    public static ControlMessage of(Frame frame) {
        if (!frame.isControl() || frame.ints() != INTS) {
            throw new WireException("not a control frame: isolate " + frame.isolate() + ", " + frame.ints() + " ints");
        }
        int jsonLength = frame.intAt(2);
        int blobLength = frame.intAt(3);
        if (jsonLength < 0 || blobLength < 0 || (long) jsonLength + blobLength != frame.textLength()) {
            throw new WireException("a control frame whose parts do not add up");
        }
        byte[] json = new byte[jsonLength];
        byte[] blob = new byte[blobLength];
        frame.copyText(0, json, 0, jsonLength);
        frame.copyText(jsonLength, blob, 0, blobLength);
        return new ControlMessage(ControlOp.of(frame.intAt(0)), frame.intAt(1), parse(json), ByteBuffer.wrap(blob));
    }

    private static JsonNode parse(byte[] json) {
        try {
            JsonNode node = JSON.readTree(json);
            if (!node.isObject()) {
                throw new WireException("a control frame whose JSON is not an object");
            }
            return node;
        } catch (IOException e) {
            // Not only JsonProcessingException: bytes that look like UTF-32 and are none end in another one.
            throw new WireException("a control frame whose JSON is broken: " + e.getMessage());
        }
    }

    /** The whole frame, ready to be written. */
    public ByteBuffer toBuffer() {
        byte[] text = jsonBytes();
        int length = Frame.HEADER_BYTES + INTS * Integer.BYTES + text.length + blob.remaining();
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(length - Integer.BYTES).putInt(0).putInt(INTS);
        out.putInt(op.code()).putInt(seq).putInt(text.length).putInt(blob.remaining());
        return out.put(text).put(blob.duplicate()).flip();
    }

    /** Part of the blob, copied. */
    public byte[] blobBytes(int offset, int length) {
        byte[] bytes = new byte[length];
        blob.get(blob.position() + offset, bytes);
        return bytes;
    }

    private byte[] jsonBytes() {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
