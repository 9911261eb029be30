package dev.selvedge.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlMessageTest {
    @Test
    void aMessageArrivesAsItWasSent() {
        ObjectNode json = ControlMessage.object().put("worker", "grün");
        ControlMessage back = roundTrip(
                new ControlMessage(ControlOp.LOAD, 9, json, ByteBuffer.wrap("blob".getBytes(StandardCharsets.UTF_8))));
        assertThat(back.op()).isEqualTo(ControlOp.LOAD);
        assertThat(back.seq()).isEqualTo(9);
        assertThat(back.json()).isEqualTo(json);
        assertThat(back.blobBytes(1, 3)).asString().isEqualTo("lob");
    }

    @Test
    void aWorkerArrivesAsItWasSent() {
        ModuleSpec module = new ModuleSpec("index.js", ModuleType.ESM, 0, 3, 3, 1, 0, 0);
        WorkerLimits limits = new WorkerLimits(10, 64, 5, 100);
        ObjectNode json = WorkerSpec.json(
                7,
                "w",
                "v",
                "index.js",
                List.of(module),
                limits,
                ControlMessage.object().put("compatibilityDate", "2026-01-01"));
        WorkerSpec spec =
                WorkerSpec.of(roundTrip(new ControlMessage(ControlOp.LOAD, 1, json, ByteBuffer.wrap(new byte[4]))));
        assertThat(spec.isolate()).isEqualTo(7);
        assertThat(spec.modules()).containsExactly(module);
        assertThat(spec.limits()).isEqualTo(limits);
        assertThat(spec.json().path("compatibilityDate").asText()).isEqualTo("2026-01-01");
    }

    @Test
    void limitsThatAreNotGivenAreTheDefaults() {
        WorkerSpec spec = WorkerSpec.of(new ControlMessage(ControlOp.LOAD, 1, ControlMessage.object()));
        assertThat(spec.limits()).isEqualTo(WorkerLimits.DEFAULT);
    }

    @Test
    void aModuleOutsideTheBlobIsRefused() {
        ModuleSpec module = new ModuleSpec("index.js", ModuleType.ESM, 2, 3, 0, 0, 0, 0);
        ObjectNode json = WorkerSpec.json(
                1, "w", "v", "index.js", List.of(module), WorkerLimits.DEFAULT, ControlMessage.object());
        ControlMessage message = new ControlMessage(ControlOp.LOAD, 1, json, ByteBuffer.wrap(new byte[4]));
        assertThatThrownBy(() -> WorkerSpec.of(message)).isInstanceOf(WireException.class);
    }

    @Test
    void brokenControlFramesAreRefused() {
        refused(77, "{}", 2, 0);
        refused(ControlOp.LOAD.code(), "{", 1, 0);
        refused(ControlOp.LOAD.code(), "[]", 2, 0);
        refused(ControlOp.LOAD.code(), "{\0\0\0\0\0z}", 8, 0);
        refused(ControlOp.LOAD.code(), "\0\0{\0", 4, 0);
        refused(ControlOp.LOAD.code(), "{}", 1, 0);
        refused(ControlOp.LOAD.code(), "{}", -2, 4);
        refused(ControlOp.LOAD.code(), "{}", Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    @Test
    void everyOperationIsFoundByItsCode() {
        for (ControlOp op : ControlOp.values()) {
            assertThat(ControlOp.of(op.code())).isEqualTo(op);
        }
        for (ModuleType type : ModuleType.values()) {
            assertThat(ModuleType.of(type.word())).isEqualTo(type);
        }
    }

    private static void refused(int op, String json, int jsonLength, int blobLength) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(28 + text.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(24 + text.length).putInt(0).putInt(4);
        frame.putInt(op)
                .putInt(1)
                .putInt(jsonLength)
                .putInt(blobLength)
                .put(text)
                .flip();
        FrameReader reader = FrameReader.fed(ControlMessage::of);
        assertThatThrownBy(() -> reader.feed(frame)).isInstanceOf(WireException.class);
    }

    private static ControlMessage roundTrip(ControlMessage message) {
        List<ControlMessage> seen = new ArrayList<>();
        FrameReader.fed(frame -> seen.add(ControlMessage.of(frame))).feed(message.toBuffer());
        assertThat(seen).hasSize(1);
        return seen.getFirst();
    }
}
