package dev.selvedge.engine;

import dev.selvedge.durable.CommitImage;
import dev.selvedge.sqlite.FrameSink;
import dev.selvedge.turn.Wire;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Says a commit of an actor's database to the node: a {@link CommitImage} in parts that fit the protocol, each of whole frames, as
 * they come out of the write-ahead log, so that a large one never lies in memory whole. Belongs to one isolate.
 */
final class CommitWriter implements FrameSink {
    /** With what is around it, a part has to fit into what the node reads at once. */
    private static final int PART_BYTES = 240 * 1024;

    private static final int INITIAL = 16 * 1024;

    /** Where what is said goes: the lane's buffer. */
    @FunctionalInterface
    interface Voice {
        void say(ByteBuffer records, byte[] text);
    }

    private final Voice voice;
    private final ByteBuffer record = ByteBuffer.allocate(Wire.RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private ByteBuffer part = ByteBuffer.allocate(INITIAL);
    private int actor;

    CommitWriter(Voice voice) {
        this.voice = voice;
    }

    /**
     * The pages follow, then {@link #end}.
     *
     * @param pages that the database has by now
     */
    void begin(int ofActor, long sequence, long wallMillis, long alarmMillis, int pageBytes, int pages) {
        actor = ofActor;
        part.clear();
        CommitImage.putHeader(part, sequence, wallMillis, alarmMillis, pageBytes, pages);
    }

    @Override
    public void frame(int number, int databasePages, MemorySegment page) {
        int bytes = CommitImage.FRAME_HEADER_BYTES + (int) page.byteSize();
        if (part.position() + bytes > PART_BYTES) {
            say(1);
        }
        if (part.remaining() < bytes) {
            part = ByteBuffer.allocate(Math.min(PART_BYTES, part.capacity() * 4))
                    .put(part.flip());
        }
        CommitImage.putFrame(part, number, page);
    }

    void end() {
        say(0);
        if (part.capacity() > INITIAL) {
            part = ByteBuffer.allocate(INITIAL);
        }
    }

    private void say(int more) {
        byte[] text = Arrays.copyOf(part.array(), part.position());
        say(Wire.Out.COMMIT, actor, text.length, more, 0, text);
        part.clear();
    }

    /** Says that an actor's database is closed. */
    void closed(int ofActor, boolean whole, long sequence) {
        say(
                Wire.Out.ACTOR_CLOSED,
                ofActor,
                whole ? 1 : 0,
                (int) sequence,
                (int) (sequence >>> Integer.SIZE),
                new byte[0]);
    }

    /** Says that an actor is broken. */
    void reset(int ofActor, String error) {
        byte[] text = Utf8.encode(error);
        say(Wire.Out.ACTOR_RESET, ofActor, text.length, 0, 0, text);
    }

    private void say(int kind, int id, int a, int b, int c, byte[] text) {
        record.clear();
        record.putInt(kind)
                .putInt(id)
                .putInt(a)
                .putInt(b)
                .putInt(c)
                .putInt(0)
                .putInt(0)
                .putInt(0);
        voice.say(record.flip(), text);
    }
}
