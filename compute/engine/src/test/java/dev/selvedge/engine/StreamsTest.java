package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.turn.Arena;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.turn.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that come and go in slots of the arena. */
@Timeout(60)
class StreamsTest {
    private final EngineHarness engine = new EngineHarness();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aLongBodyLeavesInSlotsWithinItsWindowAndGoesOnWithCredit() {
        engine.load(1, """
                export default { fetch() {
                  let n = 0
                  return new Response(new ReadableStream({
                    pull(controller) {
                      if (n++ === 16) controller.close()
                      else controller.enqueue(new Uint8Array(65536).fill(n))
                    },
                  }))
                } }
                """);
        engine.get(1, 1, "http://w.localhost/");
        assertThat(Wire.Body.of(engine.await(1, Wire.Out.RESPONSE, 1).a())).isEqualTo(Wire.Body.STREAM);
        int received = 0;
        while (received < 16 * 65536) {
            NodeEnd.Said chunk = engine.await(1, Wire.Out.SLOT, 1);
            int slot = Arena.checkSlot(Arena.Side.ENGINE, chunk.a(), chunk.b());
            assertThat((int) engine.arena().slot(slot, chunk.b()).get(0)).isEqualTo(received / 65536 + 1);
            received += chunk.b();
            engine.record(1, Wire.In.CREDIT, 1, chunk.b(), slot + 1, 0, 0, 0, 0, "");
        }
        engine.unload(1);
        assertThat(engine.statistics().json().path("slotsTaken").asInt()).isZero();
    }

    @Test
    void slotsOfAnIsolateThatIsGoneComeBackWithTheirCredit() {
        engine.load(1, """
                export default { fetch() {
                  return new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(65536)) } }))
                } }
                """);
        engine.get(1, 1, "http://w.localhost/");
        NodeEnd.Said chunk = engine.await(1, Wire.Out.SLOT, 1);
        engine.control(ControlOp.UNLOAD, ControlMessage.object().put("isolate", 1), new byte[0]);
        engine.await(m -> m.op() == ControlOp.UNLOADED);
        int waiting = engine.statistics().json().path("slotsTaken").asInt();
        assertThat(waiting).isPositive();
        int slot = Arena.checkSlot(Arena.Side.ENGINE, chunk.a(), chunk.b());
        engine.record(1, Wire.In.CREDIT, 1, chunk.b(), slot + 1, 0, 0, 0, 0, "");
        assertThat(engine.statistics().json().path("slotsTaken").asInt()).isEqualTo(waiting - 1);
        engine.unload(1);
        assertThat(engine.statistics().json().path("slotsTaken").asInt()).isZero();
    }

    @Test
    void anIncomingBodyIsReadFromSlotsAndCredited() {
        engine.load(
                1,
                "export default { async fetch(request) { return new Response((await request.arrayBuffer()).byteLength + '') } }");
        String url = "http://w.localhost/";
        engine.record(
                1,
                Wire.In.REQUEST,
                1,
                Wire.Method.POST | Wire.Body.flag(Wire.Body.STREAM),
                url.length(),
                0,
                0,
                0,
                0,
                url);
        assertThat(engine.await(1, Wire.Out.CREDIT, 1).a()).as("it asks first").isZero();
        int nodeSlot = Arena.SLOTS_PER_SIDE;
        for (int i = 0; i < 3; i++) {
            engine.record(1, Wire.In.SLOT, 1, Arena.slotAt(nodeSlot), 50_000, 0, 0, 0, 0, "");
            NodeEnd.Said credit = engine.await(1, Wire.Out.CREDIT, 1);
            assertThat(credit.b()).isEqualTo(nodeSlot + 1);
        }
        engine.record(1, Wire.In.END, 1, 0, 0, 0, 0, 0, 0, "");
        assertThat(engine.body(1, 1)).isEqualTo("150000");
    }
}
