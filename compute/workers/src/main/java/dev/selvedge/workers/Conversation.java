package dev.selvedge.workers;

import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One id between the node and an isolate: a request (positive) or an operation of the isolate (negative), each with at
 * most one byte stream in, one out, or one WebSocket. Belongs to the loop of its lane.
 */
abstract class Conversation {
    final Resident resident;
    final int id;

    @Nullable
    BodyInto in;

    @Nullable
    BodyFrom out;

    /** Stands where {@code out} would, when the isolate passed a stream on. */
    @Nullable
    Junction joint;

    @Nullable
    SocketLink socket;

    Conversation(Resident resident, int id) {
        this.resident = resident;
        this.id = id;
    }

    final Lane lane() {
        return resident.lane;
    }

    /** Whoever the stream into this conversation was passed on to takes no more of it. */
    void abandoned() {
        // Most have nobody behind them who would go on sending.
    }

    /** A stream or a socket of this conversation reached its end. */
    abstract void partEnded();

    /** Records that every conversation understands. */
    final void stream(Records records) {
        switch (records.kind()) {
            case Wire.Out.SLOT -> slot(records.a(), records.b(), records.c() == 1);
            case Wire.Out.BYTES -> bytes(records.part(0), records.c() == 1);
            case Wire.Out.END -> {
                if (out != null) {
                    out.end();
                }
            }
            case Wire.Out.BROKEN -> {
                if (out != null) {
                    out.broken(Text.utf8(records.part(0)));
                }
            }
            case Wire.Out.CREDIT -> {
                if (in != null) {
                    in.credit(records.a());
                }
            }
            case Wire.Out.WS_TEXT, Wire.Out.WS_BINARY, Wire.Out.WS_CLOSE -> {
                if (socket != null) {
                    socket.fromIsolate(records);
                } else {
                    lane().returnSlot(this, records);
                }
            }
            default -> {
                // Other kinds are told apart before they come here.
            }
        }
    }

    private void slot(int offset, int length, boolean end) {
        BodyFrom stream = out;
        if (stream == null) {
            lane().creditSlot(resident, id, offset, length);
        } else {
            stream.slot(offset, length, end);
        }
    }

    private void bytes(ByteBuffer bytes, boolean end) {
        if (out != null) {
            out.bytes(bytes, end);
        }
    }

    /** Whether nothing leaves the isolate under this id any more. */
    final boolean silent() {
        return (out == null || out.ended()) && (joint == null || joint.ended()) && (socket == null || socket.ended());
    }

    /** The stream that the isolate means by a number in the place of a body; null if it cannot be passed on. */
    final @Nullable BodyInto handed(ByteBuffer number) {
        int from = Text.number(number);
        Conversation other = from > 0 ? lane().flights.get(from, resident) : resident.operations.get(from);
        BodyInto stream = other == null ? null : other.in;
        return stream != null && stream.unread() ? stream : null;
    }

    /** Ends streams and sockets of an isolate that can no longer speak. */
    final void severStreams(String reason) {
        BodyInto incoming = in;
        if (incoming != null) {
            incoming.stop();
        }
        BodyFrom outgoing = out;
        if (outgoing != null) {
            outgoing.sever(reason);
        }
        Junction joined = joint;
        if (joined != null) {
            joined.drop(reason);
        }
        SocketLink link = socket;
        if (link != null) {
            link.sever();
        }
    }
}
