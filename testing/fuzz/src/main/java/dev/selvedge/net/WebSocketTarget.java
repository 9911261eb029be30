package dev.selvedge.net;

import dev.selvedge.base.Clock;
import dev.selvedge.fuzz.Cuts;
import dev.selvedge.fuzz.Target;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** WebSocket frames from a client: the same messages however they are cut, none above the limit, and one close at the end. */
public final class WebSocketTarget implements Target {
    private static final int LONGEST = 1 << 12;
    private static final WebSocketOptions OPTIONS = new WebSocketOptions(LONGEST, 1 << 30, false, true, 10_000);

    private final NettyLoop loop = ((NettyLoops) Loops.start(1, Clock.system())).get(0);

    /** What a reader heard. */
    private static final class Heard implements WebSocketReader {
        private final StringBuilder text = new StringBuilder();
        private boolean closed;

        private void hear(char kind, ByteBuffer bytes) {
            Target.check(!closed, "nothing follows the close");
            Target.check(bytes.remaining() <= LONGEST, "a message keeps to its limit");
            text.append(kind).append(StandardCharsets.ISO_8859_1.decode(bytes)).append('\n');
        }

        @Override
        public void text(ByteBuffer utf8) {
            hear('t', utf8);
        }

        @Override
        public void binary(ByteBuffer bytes) {
            hear('b', bytes);
        }

        @Override
        public void pong(ByteBuffer payload) {
            hear('p', payload);
        }

        @Override
        public void closing(int code, String reason) {
            text.append("closing ").append(code).append(reason).append('\n');
        }

        @Override
        public void closed(int code, String reason, boolean clean) {
            Target.check(!closed, "a socket closes once");
            closed = true;
            text.append("closed ").append(code).append(reason).append(clean);
        }
    }

    @Override
    public void attack(byte[] input) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                Target.check(
                        read(Cuts.of(input)).equals(read(Cuts.none(input))), "a message is the same however it is cut");
                done.complete(null);
            } catch (Throwable find) {
                done.completeExceptionally(find);
            }
        });
        done.get();
    }

    private String read(List<byte[]> pieces) {
        Heard heard = new Heard();
        NettyWebSocket socket = new NettyWebSocket(loop, OPTIONS, heard, "");
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        socket.install(channel.pipeline().firstContext(), true, _ -> {});
        for (int i = 0; i < pieces.size() && channel.isOpen(); i++) {
            byte[] piece = pieces.get(i);
            channel.writeInbound(Unpooled.wrappedBuffer(piece));
        }
        channel.finishAndReleaseAll();
        socket.gone();
        Target.check(heard.closed, "a socket closes");
        return heard.text.toString();
    }

    @Override
    public List<byte[]> seeds() {
        String mask = "\u0001\u0002\u0003\u0004";
        return Target.texts(
                "\u00ff\u0081\u0085" + mask + "igohn" + "\u0088\u0082" + mask + "\u0002\u00ea",
                "\u0001\u0001\u0083" + mask + "abc" + "\u0089\u0080" + mask + "\u0080\u0083" + mask + "abc",
                "\u0003\u0082\u00fe\u0000\u0080" + mask + "x".repeat(128),
                "\u0003\u008a\u0080" + mask + "\u0088\u0080" + mask);
    }
}
