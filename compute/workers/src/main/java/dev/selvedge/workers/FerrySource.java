package dev.selvedge.workers;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.Loop;
import dev.selvedge.net.NetFailure;
import java.nio.ByteBuffer;

/** A body that lies on another loop than its reader: the reader's wishes go there, its bytes come back as copies. Any thread. */
final class FerrySource implements ByteSource {
    private final ByteSource near;
    private final Lane nearLane;
    private final Loop farLoop;

    FerrySource(ByteSource near, Lane nearLane, Loop farLoop) {
        this.near = near;
        this.nearLane = nearLane;
        this.farLoop = farLoop;
    }

    @Override
    public void start(Lane home, BodyReader reader, int credit) {
        nearLane.loop.execute(() -> near.start(nearLane, new Crossing(reader), credit));
    }

    @Override
    public void allow(int bytes) {
        nearLane.loop.execute(() -> near.allow(bytes));
    }

    @Override
    public void stop() {
        nearLane.loop.execute(near::stop);
    }

    @Override
    public long length() {
        return near.length();
    }

    /** Hears the body on its own loop, and tells the reader on the other. */
    private final class Crossing implements BodyReader {
        private final BodyReader reader;

        Crossing(BodyReader reader) {
            this.reader = reader;
        }

        @Override
        public void chunk(ByteBuffer bytes) {
            ByteBuffer copy = Text.copy(bytes);
            bytes.position(bytes.limit());
            farLoop.execute(() -> reader.chunk(copy));
        }

        @Override
        public void end() {
            farLoop.execute(reader::end);
        }

        @Override
        public void broken(NetFailure failure) {
            farLoop.execute(() -> reader.broken(failure));
        }
    }
}
