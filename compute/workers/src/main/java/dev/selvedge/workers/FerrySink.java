package dev.selvedge.workers;

import dev.selvedge.base.Invariant;
import dev.selvedge.net.Loop;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a body goes whose reader is on another loop. Chunks are handed over as they are: who writes keeps them until they are
 * written. Written to on the far loop; the sink behind it belongs to the near one.
 */
final class FerrySink implements ByteSink {
    private final Loop nearLoop;
    private @Nullable ByteSink near;

    FerrySink(Loop nearLoop) {
        this.nearLoop = nearLoop;
    }

    /** On the near loop, before anything that is written. */
    void arrived(ByteSink sink) {
        near = sink;
    }

    @Override
    public void write(ByteBuffer chunk, Runnable written) {
        nearLoop.execute(() -> near().write(chunk, written));
    }

    @Override
    public void finish() {
        nearLoop.execute(() -> near().finish());
    }

    @Override
    public void breakOff(String reason) {
        nearLoop.execute(() -> near().breakOff(reason));
    }

    private ByteSink near() {
        ByteSink sink = near;
        if (sink == null) {
            throw Invariant.violated("a loop ran its tasks out of order");
        }
        return sink;
    }
}
