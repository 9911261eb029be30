package dev.selvedge.turn;

import dev.selvedge.fuzz.Target;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A Worker as a probe hands it back: what it says of its modules lies within what it brought. */
public final class ControlTarget implements Target {
    @Override
    public void attack(byte[] input) {
        int jsonLength = input.length / 2;
        ByteBuffer bytes =
                ByteBuffer.allocate(Frame.HEADER_BYTES + 16 + input.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(Frame.HEADER_BYTES - 4 + 16 + input.length).putInt(0).putInt(4);
        bytes.putInt(ControlOp.PREPARED.code()).putInt(1).putInt(jsonLength).putInt(input.length - jsonLength);
        FrameReader reader = FrameReader.fed(ControlTarget::read);
        try {
            reader.feed(bytes.put(input).flip());
        } catch (WireException refused) {
            Target.check(refused.getMessage() != null, "a refusal says why");
        }
    }

    private static void read(Frame frame) {
        ControlMessage message = ControlMessage.of(frame);
        WorkerSpec worker = WorkerSpec.of(message);
        for (ModuleSpec module : worker.modules()) {
            Target.check(
                    message.blobBytes(module.offset(), module.length()).length == module.length(), "a module is there");
            Target.check(
                    message.blobBytes(module.mapOffset(), module.mapLength()).length == module.mapLength(),
                    "a map is there");
        }
    }

    @Override
    public List<byte[]> seeds() {
        String json =
                "{\"isolate\":1,\"worker\":\"w\",\"version\":\"v\",\"main\":\"m.js\",\"limits\":{\"cpuMs\":50},\"modules\":"
                        + "[{\"name\":\"m.js\",\"type\":\"esm\",\"offset\":0,\"length\":9,\"mapOffset\":9,\"mapLength\":2}]}";
        return Target.texts(json + "x".repeat(json.length()), "{}{}");
    }
}
