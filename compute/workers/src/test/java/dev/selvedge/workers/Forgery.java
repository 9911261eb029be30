package dev.selvedge.workers;

import dev.selvedge.base.RandomSource;
import dev.selvedge.turn.Arena;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import java.util.Locale;

/** What a {@link ForgedEngine} does to the node when a request asks for it by name. */
@SuppressWarnings("ImmutableEnumChecker") // what a deed closes over is nothing
enum Forgery {
    NONE((engine, isolate, id) -> {}),
    NEGATIVE_LENGTH((engine, isolate, id) -> engine.ints(-1, isolate, 0)),
    ENDLESS_LENGTH((engine, isolate, id) -> engine.ints(Integer.MAX_VALUE, isolate, 0)),
    MORE_INTS_THAN_BYTES((engine, isolate, id) -> engine.ints(16, isolate, 1 << 28, 0, 0)),
    HALF_A_RECORD((engine, isolate, id) -> engine.ints(20, isolate, 3, 1, id, 0)),
    NEGATIVE_ISOLATE((engine, isolate, id) -> engine.ints(8, -isolate, 0)),
    STRANGE_ISOLATE((engine, isolate, id) -> one(engine, isolate + 1000, Wire.Out.DONE, id, 0, 0)),
    UNKNOWN_KIND((engine, isolate, id) -> one(engine, isolate, 99, id, 0, 0)),
    NEGATIVE_TEXT((engine, isolate, id) -> one(engine, isolate, Wire.Out.BYTES, id, -1, 0)),
    TEXT_BEYOND((engine, isolate, id) -> one(engine, isolate, Wire.Out.BYTES, id, 1 << 30, 0)),
    TEXTS_THAT_OVERFLOW((engine, isolate, id) -> engine.send(new FrameBatch()
            .record(Wire.Out.RESPONSE, id, 0, 200, Integer.MAX_VALUE, Integer.MAX_VALUE, 2, 0)
            .latin1("xy")
            .toBuffer(isolate))),
    STRANGE_STATUS((engine, isolate, id) -> one(engine, isolate, Wire.Out.RESPONSE, id, 0, 99_999)),
    SMUGGLED_HEAD((engine, isolate, id) -> headers(engine, isolate, id, "x: y\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")),
    HEAD_WITHOUT_COLON((engine, isolate, id) -> headers(engine, isolate, id, "nothing of the kind")),
    HEAD_WITH_NUL((engine, isolate, id) -> headers(engine, isolate, id, "x: \0\r\n\u0001: 2\r\n")),
    HEAD_WITH_TWO_LENGTHS(
            (engine, isolate, id) -> headers(engine, isolate, id, "content-length: 5\r\ncontent-length: 500\r\n")),
    ANSWER_TWICE((engine, isolate, id) -> {
        engine.answer(isolate, id);
        engine.answer(isolate, id);
        one(engine, isolate, Wire.Out.DONE, id, 0, 0);
        one(engine, isolate, Wire.Out.END, id, 0, 0);
    }),
    SLOT_OUTSIDE((engine, isolate, id) -> streamed(engine, isolate, id, Arena.BYTES, 65_536)),
    SLOT_BEFORE((engine, isolate, id) -> streamed(engine, isolate, id, -65_536, 65_536)),
    SLOT_AWRY((engine, isolate, id) -> streamed(engine, isolate, id, Arena.slotAt(0) + 1, 10)),
    SLOT_TOO_LONG((engine, isolate, id) -> streamed(engine, isolate, id, Arena.slotAt(0), 65_537)),
    SLOT_OF_THE_NODE((engine, isolate, id) -> streamed(engine, isolate, id, Arena.slotAt(Arena.SLOTS_PER_SIDE), 10)),
    SLOTS_BEYOND_THE_WINDOW((engine, isolate, id) -> {
        for (int i = 0; i < 64; i++) {
            streamed(engine, isolate, id, Arena.slotAt(i), 65_536);
        }
    }),
    CREDIT_NEVER_LENT((engine, isolate, id) -> {
        one(engine, isolate, Wire.Out.CREDIT, id, Integer.MAX_VALUE, Integer.MAX_VALUE);
        one(engine, isolate, Wire.Out.CREDIT, id, Integer.MIN_VALUE, Integer.MIN_VALUE);
        one(engine, isolate, Wire.Out.CREDIT, -id, -1, 200);
    }),
    FETCH_OF_NOWHERE((engine, isolate, id) -> fetch(engine, isolate, -1, id, 0, "\0\uffff://[", "a")),
    FETCH_FOR_ANOTHER((engine, isolate, id) -> fetch(engine, isolate, -1, id + 12_345, 0, "http://192.0.2.1/", "")),
    FETCH_WITH_A_POSITIVE_ID((engine, isolate, id) -> fetch(engine, isolate, id, id, 0, "http://192.0.2.1/", "")),
    FETCH_OF_A_STRANGE_BINDING((engine, isolate, id) -> fetch(engine, isolate, -1, id, 99, "http://x/", "")),
    FETCH_WITH_A_SMUGGLED_HEAD((engine, isolate, id) ->
            fetch(engine, isolate, -1, id, 0, "http://192.0.2.1/", "x: y\r\n\r\nGET / HTTP/1.1\r\n\r\n")),
    TIMERS_WITHOUT_END((engine, isolate, id) -> {
        for (int i = 1; i < 20_000; i++) {
            one(engine, isolate, Wire.Out.TIMER, -i, id, i % 2 == 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE);
        }
    }),
    SOCKET_FOR_NOBODY((engine, isolate, id) -> {
        one(engine, isolate, Wire.Out.RESPONSE, id, Wire.Flag.WEB_SOCKET, 101);
        one(engine, isolate, Wire.Out.WS_BINARY, id, 0, Integer.MIN_VALUE);
        one(engine, isolate, Wire.Out.WS_CLOSE, id, -5, 0);
    }),
    DETAILS_THAT_ARE_NO_JSON((engine, isolate, id) -> engine.send(new FrameBatch()
            .record(Wire.Out.DONE, id, 77, -1, 1 << 16, 0, 0, 0)
            .latin1("[".repeat(1 << 16))
            .toBuffer(isolate))),
    CONTROL_THAT_IS_NO_JSON((engine, isolate, id) -> control(engine, ControlOp.GONE.code(), "{".repeat(9))),
    CONTROL_DEEP_WITHIN((engine, isolate, id) -> control(engine, ControlOp.GONE.code(), "[".repeat(500_000))),
    CONTROL_OF_NO_KIND((engine, isolate, id) -> control(engine, 77, "{}")),
    CONTROL_THAT_COMMANDS((engine, isolate, id) -> engine.say(ControlOp.LOAD, ControlMessage.object())),
    CONTROL_OF_SIXTY_MEGABYTES((engine, isolate, id) -> control(engine, ControlOp.LOG.code(), " ".repeat(60_000_000))),
    CONTROL_IN_FLOODS((engine, isolate, id) -> {
        for (int i = 0; i < 20_000; i++) {
            engine.say(ControlOp.LOG, ControlMessage.object().put("message", "x".repeat(1000)));
        }
    }),
    GONE_WITHOUT_REASON((engine, isolate, id) -> {
        engine.say(ControlOp.GONE, ControlMessage.object().put("isolate", -1).put("reason", 5));
        engine.say(ControlOp.LOAD_FAILED, ControlMessage.object());
        engine.say(ControlOp.PREPARED, ControlMessage.object().put("ok", "perhaps"));
        engine.say(ControlOp.STATISTICS, ControlMessage.object().put("isolates", 3));
    }),
    ANYTHING((engine, isolate, id) -> {
        RandomSource random = RandomSource.seeded(20_261_124);
        int[] near = {0, 1, -1, id, -id, id + 1, 65_536, Arena.slotAt(3), Integer.MAX_VALUE, Integer.MIN_VALUE};
        for (int i = 0; i < 20_000; i++) {
            int[] any = new int[7];
            for (int n = 0; n < any.length; n++) {
                any[n] = random.nextInt(4) == 0 ? random.nextInt(1 << 20) : near[random.nextInt(near.length)];
            }
            FrameBatch batch =
                    new FrameBatch().record(random.nextInt(16), any[0], any[1], any[2], any[3], any[4], any[5], any[6]);
            engine.send(
                    batch.text(new byte[random.nextInt(3) == 0 ? 70_000 : 0]).toBuffer(isolate));
        }
    });

    /** Sends something to the node on behalf of a request in an isolate. */
    @FunctionalInterface
    private interface Deed {
        void commit(ForgedEngine engine, int isolate, int id);
    }

    private final Deed deed;

    Forgery(Deed deed) {
        this.deed = deed;
    }

    static Forgery named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    void commit(ForgedEngine engine, int isolate, int id) {
        deed.commit(engine, isolate, id);
    }

    private static void one(ForgedEngine engine, int isolate, int kind, int id, int a, int b) {
        engine.send(new FrameBatch().record(kind, id, a, b, 0, 0, 0, 0).toBuffer(isolate));
    }

    private static void headers(ForgedEngine engine, int isolate, int id, String block) {
        engine.send(new FrameBatch()
                .record(Wire.Out.RESPONSE, id, Wire.Flag.FINAL, 200, 0, block.length(), 0, 0)
                .latin1(block)
                .toBuffer(isolate));
    }

    private static void streamed(ForgedEngine engine, int isolate, int id, int offset, int length) {
        one(engine, isolate, Wire.Out.RESPONSE, id, Wire.Body.flag(Wire.Body.STREAM), 200);
        one(engine, isolate, Wire.Out.SLOT, id, offset, length);
    }

    private static void fetch(
            ForgedEngine engine, int isolate, int op, int context, int target, String url, String headers) {
        byte[] utf8 = url.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        engine.send(new FrameBatch()
                .record(Wire.Out.FETCH, op, context, Wire.Method.GET, utf8.length, headers.length(), 0, target)
                .text(utf8)
                .latin1(headers)
                .toBuffer(isolate));
    }

    private static void control(ForgedEngine engine, int op, String json) {
        byte[] text = json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        engine.ints(8 + 16 + text.length, 0, 4, op, 0, text.length, 0);
        engine.send(ByteBuffer.wrap(text));
    }
}
