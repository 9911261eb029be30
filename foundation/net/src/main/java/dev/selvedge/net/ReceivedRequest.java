package dev.selvedge.net;

import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The request of an exchange, as far as both protocols share it: its head, and its body, which the handler gets whole or
 * reads by credit. All fields belong to the loop.
 */
abstract class ReceivedRequest implements Exchange, BodyIntake.Source {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final NettyLoop loop;
    private final RequestHead head;
    private final ListenerIdentity listener;
    final BodyIntake intake;
    private @Nullable ByteBuffer whole;
    private boolean handling;
    private long wholeBytes;

    /** What all exchanges of one connection have in common. */
    record ListenerIdentity(InetSocketAddress peer, boolean secure) {}

    @SuppressWarnings("this-escape")
    ReceivedRequest(NettyLoop loop, RequestHead head, ListenerIdentity listener) {
        this.loop = loop;
        this.head = head;
        this.listener = listener;
        this.intake = new BodyIntake(this);
    }

    /** The reader wants the body now. */
    abstract void bodyWanted();

    /** The handler, or one of its callbacks, threw. */
    abstract void failed(Throwable cause);

    /** Hands the exchange to the handler. */
    final void dispatch(HttpHandler handler, @Nullable ByteBuffer wholeBody) {
        whole = wholeBody;
        wholeBytes = wholeBody == null ? 0 : wholeBody.remaining();
        handling = true;
        try {
            handler.handle(this);
        } catch (Throwable e) {
            failed(e);
        } finally {
            handling = false;
        }
    }

    final void guarded(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** Lets no exception of the reader through to the connection. */
    private final class GuardedReader implements BodyReader {
        private final BodyReader reader;

        GuardedReader(BodyReader reader) {
            this.reader = reader;
        }

        @Override
        public void chunk(ByteBuffer bytes) {
            guarded(() -> reader.chunk(bytes));
        }

        @Override
        public boolean keeps() {
            return reader.keeps();
        }

        @Override
        public void kept(ByteBuffer bytes, Runnable release) {
            guarded(() -> reader.kept(bytes, release));
        }

        @Override
        public void end() {
            guarded(reader::end);
        }

        @Override
        public void broken(NetFailure failure) {
            guarded(() -> reader.broken(failure));
        }
    }

    final RequestHead head() {
        return head;
    }

    @Override
    public final NettyLoop loop() {
        return loop;
    }

    @Override
    public final String method() {
        return head.method();
    }

    @Override
    public final String target() {
        return head.target();
    }

    @Override
    public final String authority() {
        return head.authority();
    }

    @Override
    public final boolean secure() {
        return listener.secure();
    }

    @Override
    public final HttpVersion version() {
        return head.version();
    }

    @Override
    public final InetSocketAddress peer() {
        return listener.peer();
    }

    @Override
    public final Headers headers() {
        return head.headers();
    }

    @Override
    public final boolean hasBody() {
        return head.hasBody();
    }

    @Override
    public final long contentLength() {
        return head.contentLength();
    }

    @Override
    public final @Nullable ByteBuffer wholeBody() {
        ByteBuffer body = whole;
        return head.hasBody() ? (body == null ? null : body.duplicate()) : NOTHING;
    }

    @Override
    public final void readBody(BodyReader reader) {
        ByteBuffer body = whole;
        if (body != null && head.hasBody()) {
            if (!handling) {
                throw new IllegalStateException("the whole body was there while the handler ran");
            }
            intake.offer(Unpooled.copiedBuffer(body));
            intake.end();
            wholeBytes = 0;
        } else {
            bodyWanted();
        }
        intake.read(new GuardedReader(reader));
    }

    @Override
    public final void allow(int bytes) {
        onLoop(() -> intake.allow(bytes));
    }

    @Override
    public final long bytesIn() {
        return intake.received() + wholeBytes;
    }

    final void onLoop(Runnable task) {
        if (loop.current()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
