package dev.selvedge.turn;

import dev.selvedge.fuzz.Cuts;
import dev.selvedge.fuzz.Target;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Frames that an engine which somebody has taken over sends to its node: read whole or refused, and never beyond their ends. */
public final class FramesTarget implements Target {
    private static final int MOST_CONTROL = 1 << 16;

    @Override
    public void attack(byte[] input) {
        Target.check(read(Cuts.of(input)).equals(read(Cuts.none(input))), "frames are the same however they are cut");
    }

    private static List<String> read(List<byte[]> pieces) {
        List<String> told = new ArrayList<>();
        Records records = new Records(TextColumns.FROM_ISOLATE);
        FrameReader reader = FrameReader.fed(frame -> tell(frame, records, told), MOST_CONTROL);
        try {
            for (byte[] piece : pieces) {
                reader.feed(ByteBuffer.wrap(piece));
            }
        } catch (WireException refused) {
            told.add("refused");
        }
        return told;
    }

    private static void tell(Frame frame, Records records, List<String> told) {
        if (frame.isControl()) {
            ControlMessage message = ControlMessage.of(frame);
            told.add(message.op() + " " + message.json() + message.blob().remaining());
            return;
        }
        records.of(frame);
        while (records.next()) {
            StringBuilder text =
                    new StringBuilder().append(records.kind()).append(' ').append(records.id());
            for (int part = 0; part < TextColumns.FROM_ISOLATE.count(records.kind()); part++) {
                byte[] bytes = records.bytes(part);
                Target.check(records.part(part).equals(ByteBuffer.wrap(bytes)), "a view shows what a copy holds");
                text.append(Arrays.toString(bytes));
            }
            told.add(text.toString());
            checkSlot(records.a(), records.b());
        }
    }

    private static void checkSlot(int offset, int length) {
        try {
            int slot = Arena.checkSlot(Arena.Side.ENGINE, offset, length);
            Target.check(slot >= 0 && slot < Arena.SLOTS_PER_SIDE, "an engine's slot is one of its own");
            Target.check(Arena.slotAt(slot) == offset && length <= Arena.SLOT_BYTES, "a slot holds what lies in it");
        } catch (WireException refused) {
            // as it should be
        }
    }

    @Override
    public List<byte[]> seeds() {
        FrameBatch batch = new FrameBatch()
                .record(Wire.Out.RESPONSE, 1, Wire.Body.flag(Wire.Body.ASCII), 200, 2, 6, 5, 77)
                .latin1("OK" + "a: b\r\n" + "hello")
                .record(Wire.Out.SLOT, 1, Arena.slotAt(3), 100);
        ControlMessage ready =
                new ControlMessage(ControlOp.READY, 1, ControlMessage.object().put("pid", 7));
        return List.of(withCut(batch.toBuffer(1)), withCut(ready.toBuffer()));
    }

    /** A seed's first byte says how it is cut. */
    static byte[] withCut(ByteBuffer bytes) {
        ByteBuffer seed =
                ByteBuffer.allocate(bytes.remaining() + 1).put((byte) 0xff).put(bytes);
        return seed.array();
    }
}
