package dev.selvedge.workers;

import dev.selvedge.net.LocalChannel;
import dev.selvedge.net.LocalReader;
import dev.selvedge.net.Loop;
import dev.selvedge.turn.Arena;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.Frame;
import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.FrameReader;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.TextColumns;
import dev.selvedge.turn.Wire;
import dev.selvedge.turn.WireException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One lane of one engine, as the node sees it: the isolates on it, the requests in flight, and the socket. Records gather
 * in one batch per isolate and leave in one write at the end of the loop's round. Everything here runs on the loop.
 */
final class Lane implements LocalReader {
    private static final int PIECE = 64 * 1024;
    /** Shorter messages are not worth a slot. */
    private static final int INLINE_MOST = 4 * 1024;

    private static final long GRACE_NANOS = 5_000_000_000L;
    private static final int SWEEPS_TO_FORGET = 30;

    final Engine engine;
    final Loop loop;
    final int index;
    final Shared shared;
    final Flights flights = new Flights();
    final Residents residents = new Residents(this);
    Slots slots;

    private final FrameReader reader;
    private final Records records = new Records(TextColumns.FROM_ISOLATE);
    private final List<Resident> dirty = new ArrayList<>();
    private final ArrayDeque<FrameBatch> spare = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> controlsBefore = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> controlsAfter = new ArrayDeque<>();
    private final ArrayDeque<Runnable> awaitingRoom = new ArrayDeque<>();
    private final ArrayDeque<Runnable> awaitingEngine = new ArrayDeque<>();
    private ByteBuffer outgoing = sized(64 * 1024);
    private @Nullable LocalChannel channel;
    private boolean armed;
    private boolean dead;
    private boolean deaf;
    private int sweeps;

    Lane(Engine engine, Loop loop, int index, Shared shared) {
        this.engine = engine;
        this.loop = loop;
        this.index = index;
        this.shared = shared;
        this.slots = Slots.none();
        // Only an engine that checks uploads sends back what it was sent.
        boolean brief = engine.cordon.duty != Engine.Duty.PROBE;
        this.reader = FrameReader.fed(this::frame, brief ? FrameReader.MAX_TOLD_FRAME : FrameReader.MAX_CONTROL_FRAME);
    }

    /** On the loop now, or soon. */
    void run(Runnable task) {
        if (loop.current()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /** The engine's lane has connected. */
    void connected(LocalChannel connected) {
        channel = connected;
        slots = Slots.of(engine.arena(), index, engine.lanes());
        for (Runnable task = awaitingEngine.poll(); task != null; task = awaitingEngine.poll()) {
            task.run();
        }
        arm();
    }

    /** Runs the task when the engine has connected; never if it dies before. */
    void whenConnected(Runnable task) {
        if (connected()) {
            task.run();
        } else {
            awaitingEngine.add(task);
        }
    }

    boolean connected() {
        return channel != null && !dead;
    }

    Flight open(Resident resident, Caller caller, @Nullable ActorSeat actor, long now) {
        long millis = shared.clock().wallMillis();
        return flights.open(id -> new Flight(resident, id, caller, actor, now, millis));
    }

    // ---- what leaves

    /** The batch that this round's records for the isolate go into, with room for so much text. */
    FrameBatch batch(Resident resident, int text) {
        FrameBatch batch = resident.batch;
        if (batch != null && !batch.fits(text)) {
            flush();
            batch = null;
        }
        if (batch == null) {
            batch = begin(resident);
            while (resident.actors != null && !resident.actors.tellNews(batch)) {
                flush();
                batch = begin(resident);
            }
        }
        return batch;
    }

    private FrameBatch begin(Resident resident) {
        FrameBatch pooled = spare.poll();
        FrameBatch batch = pooled == null ? new FrameBatch() : pooled;
        resident.batch = batch;
        dirty.add(resident);
        arm();
        return batch;
    }

    void record(Resident resident, int kind, int id, int a, int b) {
        if (resident.state == Resident.State.OPEN) {
            batch(resident, 0).record(kind, id, a, b);
        }
    }

    /** What an operation yielded, in ASCII. */
    void value(Resident resident, int id, String text) {
        if (resident.state == Resident.State.OPEN) {
            batch(resident, text.length())
                    .record(Wire.In.VALUE, id, text.length(), 0)
                    .latin1(text);
        }
    }

    /** A record of a code and a message. */
    void text(Resident resident, int kind, int id, int code, String message) {
        text(resident, kind, id, code, message.getBytes(StandardCharsets.UTF_8));
    }

    void text(Resident resident, int kind, int id, int code, byte[] bytes) {
        if (resident.state == Resident.State.OPEN) {
            batch(resident, bytes.length).record(kind, id, code, bytes.length).text(bytes);
        }
    }

    /** Gives credit, and a slot, back; a slot goes home even when its isolate is closed. */
    void credit(Resident resident, int id, int bytes, int slotPlusOne) {
        if (resident.state == Resident.State.OPEN) {
            batch(resident, 0).record(Wire.In.CREDIT, id, bytes, slotPlusOne);
        } else if (slotPlusOne > 0 && connected()) {
            controlsAfter.add(new FrameBatch()
                    .record(Wire.In.CREDIT, id, bytes, slotPlusOne)
                    .toBuffer(resident.id));
            arm();
        }
    }

    /** A chunk that nobody takes: its slot goes straight back. */
    void creditSlot(Resident resident, int id, int offset, int length) {
        credit(resident, id, length, Arena.checkSlot(Arena.Side.ENGINE, offset, length) + 1);
    }

    /** As {@link #creditSlot} for whatever record may carry a slot. */
    void returnSlot(Conversation conversation, Records record) {
        if (record.kind() == Wire.Out.WS_BINARY && record.a() == 0 && record.c() > 0) {
            creditSlot(conversation.resident, conversation.id, record.b(), record.c());
        }
    }

    void slotInto(Conversation conversation, int slot, int length) {
        if (conversation.resident.state == Resident.State.OPEN) {
            batch(conversation.resident, 0).record(Wire.In.SLOT, conversation.id, Arena.slotAt(slot), length);
        }
    }

    void bytesInto(Conversation conversation, ByteBuffer bytes) {
        ByteBuffer piece = bytes.slice(bytes.position(), Math.min(bytes.remaining(), PIECE));
        bytes.position(bytes.position() + piece.remaining());
        message(conversation, Wire.In.BYTES, piece, 0);
    }

    void message(Conversation conversation, int kind, ByteBuffer bytes, int b) {
        if (conversation.resident.state == Resident.State.OPEN) {
            int length = bytes.remaining();
            batch(conversation.resident, length)
                    .record(kind, conversation.id, length, b)
                    .text(bytes);
        }
    }

    /** A message of bytes: in a slot, if it fits into one and is worth it. */
    void binaryMessage(Conversation conversation, ByteBuffer bytes) {
        Resident resident = conversation.resident;
        int length = bytes.remaining();
        boolean fits = length > INLINE_MOST && length <= Arena.SLOT_BYTES && resident.state == Resident.State.OPEN;
        int slot = fits ? slots.lend(resident, bytes) : -1;
        if (slot < 0) {
            message(conversation, Wire.In.WS_BINARY, bytes, 0);
        } else {
            batch(resident, 0).record(Wire.In.WS_BINARY, conversation.id, 0, Arena.slotAt(slot), length, 0, 0, 0);
        }
    }

    void closeMessage(Conversation conversation, int code, String reason, boolean clean) {
        if (conversation.resident.state == Resident.State.OPEN) {
            byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
            batch(conversation.resident, bytes.length)
                    .record(Wire.In.WS_CLOSE, conversation.id, code, bytes.length, clean ? 1 : 0, 0, 0, 0)
                    .text(bytes);
        }
    }

    void reply(
            Conversation conversation,
            int flags,
            byte[] url,
            ByteBuffer headers,
            ByteBuffer body,
            int status,
            String reason) {
        if (conversation.resident.state != Resident.State.OPEN) {
            return;
        }
        byte[] statusText = reason.getBytes(StandardCharsets.ISO_8859_1);
        int head = headers.remaining();
        int length = body.remaining();
        batch(conversation.resident, url.length + head + length + statusText.length)
                .record(Wire.In.REPLY, conversation.id, flags, url.length, head, length, status, statusText.length)
                .text(url)
                .text(headers)
                .text(body)
                .text(statusText);
    }

    /** A control frame that goes before this round's records. */
    void control(ByteBuffer frame) {
        controlsBefore.add(frame);
        arm();
    }

    /** A control frame that goes after them. */
    void controlAfter(ByteBuffer frame) {
        controlsAfter.add(frame);
        arm();
    }

    /**
     * Listens to the engine no more while the disk does not keep up with what it commits. Then the engine waits as soon as it has
     * something to say on this lane, and nobody else does.
     */
    void yieldTo(ActorStore store) {
        LocalChannel open = channel;
        if (open != null && !deaf && store.isCrowded()) {
            deaf = true;
            open.reading(false);
            store.whenRoom(() -> loop.execute(() -> {
                deaf = false;
                open.reading(true);
            }));
        }
    }

    private void arm() {
        if (!armed && channel != null && !dead) {
            armed = true;
            loop.atRoundEnd(this::roundEnd);
        }
    }

    private void roundEnd() {
        armed = false;
        flush();
    }

    private void flush() {
        LocalChannel open = channel;
        if (open == null || dead) {
            return;
        }
        writeAll(open, controlsBefore);
        int bytes = 0;
        for (Resident resident : dirty) {
            bytes += resident.batch == null ? 0 : resident.batch.frameBytes();
        }
        if (bytes > 0) {
            writeBatches(open, bytes);
        }
        dirty.clear();
        writeAll(open, controlsAfter);
    }

    private void writeBatches(LocalChannel open, int bytes) {
        if (outgoing.capacity() < bytes) {
            outgoing = sized(Math.max(bytes, outgoing.capacity() * 2));
        }
        outgoing.clear();
        for (Resident resident : dirty) {
            FrameBatch batch = resident.batch;
            if (batch != null) {
                batch.writeTo(resident.id, outgoing);
                resident.batch = null;
                spare.add(batch);
            }
        }
        open.write(outgoing.flip());
        if (outgoing.capacity() > PIECE * 16) {
            outgoing = sized(PIECE);
        }
    }

    private static void writeAll(LocalChannel open, ArrayDeque<ByteBuffer> frames) {
        for (ByteBuffer frame = frames.poll(); frame != null; frame = frames.poll()) {
            open.write(frame);
        }
    }

    private static ByteBuffer sized(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Runs the task once the engine reads what is waiting for it: what holds senders of messages back. */
    void whenRoom(Runnable task) {
        if (channel == null || channel.writable()) {
            task.run();
        } else {
            awaitingRoom.add(task);
        }
    }

    @Override
    public void writable() {
        for (Runnable task = awaitingRoom.poll(); task != null; task = awaitingRoom.poll()) {
            task.run();
        }
    }

    // ---- what comes in

    @Override
    public void read(ByteBuffer bytes) {
        try {
            reader.feed(bytes);
        } catch (RuntimeException e) {
            engine.lost("it broke the protocol: " + e.getMessage());
            throw e;
        }
    }

    @Override
    public void closed() {
        engine.connectionEnded();
    }

    private void frame(Frame frame) {
        if (frame.isControl()) {
            engine.control(this, ControlMessage.of(frame));
            return;
        }
        Resident resident = residents.get(frame.isolate());
        records.of(frame);
        while (records.next()) {
            if (resident == null) {
                orphan(frame.isolate());
            } else if (resident.actors == null || !resident.actors.holds(records)) {
                contain(resident, records);
            }
        }
    }

    /** What an actor said goes out: all that it wrote before is durable. */
    void replay(Resident resident, Records record) {
        resident.actors().released(record);
        contain(resident, record);
    }

    /** A breach of the protocol ends the engine; anything else that goes wrong here ends the one request it was for. */
    private void contain(Resident resident, Records record) {
        int id = record.id();
        try {
            incoming(resident, record);
        } catch (WireException e) {
            throw e;
        } catch (RuntimeException e) {
            shared.ports
                    .logs()
                    .append("error", "workers", resident.seat.key, "", "a record could not be handled: " + e);
            Flight flight = flights.get(id, resident);
            if (flight != null) {
                flight.lost(WorkerError.EXCEPTION, "The Worker's answer could not be handled.", Outcome.EXCEPTION);
            } else {
                resident.operations.cancel(id);
            }
        }
    }

    private void incoming(Resident resident, Records record) {
        int id = record.id();
        switch (record.kind()) {
            case Wire.Out.RESPONSE -> {
                Flight flight = flights.get(id, resident);
                if (flight != null) {
                    flight.response(record);
                }
            }
            case Wire.Out.DONE -> {
                Flight flight = flights.get(id, resident);
                if (flight != null) {
                    flight.done(record);
                }
            }
            case Wire.Out.FAILED -> {
                Flight flight = flights.get(id, resident);
                if (flight != null) {
                    flight.failed(record);
                }
            }
            case Wire.Out.FETCH -> resident.operations.fetch(record);
            case Wire.Out.TIMER -> resident.operations.timer(record);
            case Wire.Out.CANCEL -> resident.operations.cancel(id);
            case Wire.Out.COMMIT,
                    Wire.Out.ACTOR_RESET,
                    Wire.Out.ACTOR_CLOSED,
                    Wire.Out.SYNC,
                    Wire.Out.BOOKMARK,
                    Wire.Out.SOCKET,
                    Wire.Out.SOCKET_SEND,
                    Wire.Out.AUTO_RESPONSE,
                    Wire.Out.FACET -> {
                if (resident.actors != null) {
                    resident.actors.take(record);
                }
            }
            default -> stream(resident, record);
        }
    }

    private void stream(Resident resident, Records record) {
        int id = record.id();
        if (record.kind() == Wire.Out.CREDIT && record.b() > 0) {
            slots.giveBack(resident, record.b() - 1);
        }
        Conversation conversation = id > 0 ? flights.get(id, resident) : resident.operations.get(id);
        if (conversation != null) {
            conversation.stream(record);
        } else if (record.kind() == Wire.Out.SLOT) {
            creditSlot(resident, id, record.a(), record.b());
        } else if (record.kind() == Wire.Out.WS_BINARY && record.a() == 0 && record.c() > 0) {
            creditSlot(resident, id, record.b(), record.c());
        }
    }

    /** A record of an isolate that the node has closed already: only its slots matter. */
    private void orphan(int isolate) {
        if (records.kind() == Wire.Out.SLOT) {
            int slot = Arena.checkSlot(Arena.Side.ENGINE, records.a(), records.b());
            FrameBatch credit = new FrameBatch().record(Wire.In.CREDIT, records.id(), records.b(), slot + 1);
            controlAfter(credit.toBuffer(isolate));
        }
    }

    // ---- isolates

    /** What it was still to be sent goes before its end: it may carry slots home. */
    void unloading(Resident resident) {
        if (resident.batch != null && !resident.batch.isEmpty()) {
            controlsAfter.add(resident.batch.toBuffer(resident.id));
        }
    }

    void forget(Resident resident) {
        residents.forget(resident);
        slots.forget(resident);
        resident.batch = null;
        dirty.remove(resident);
    }

    /** Once a second: ends what is overdue, unloads what is idle or replaced. */
    void sweep() {
        long now = shared.clock().nanos();
        flights.forEach(flight -> flight.overdue(now, GRACE_NANOS));
        residents.forEach(resident -> resident.sweep(now));
        if (++sweeps % SWEEPS_TO_FORGET == 0) {
            shared.dispatcher(index).forgetIdle();
        }
    }

    /** The engine is gone. Everything on it hears so. */
    void die(String reason) {
        dead = true;
        awaitingEngine.clear();
        LocalChannel open = channel;
        if (open != null) {
            open.close();
        }
        residents.die(reason);
        writable();
    }
}
