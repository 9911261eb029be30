package dev.selvedge.workers;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.ClientCall;
import dev.selvedge.net.Headers;
import dev.selvedge.net.HttpVersion;
import dev.selvedge.net.NetFailure;
import dev.selvedge.net.ResponseReader;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A Worker's {@code fetch()} to the internet. Follows redirects as far as the Worker asked, each hop under the client's
 * address policy, and hands compressed answers on decompressed. On the lane's loop.
 */
final class FetchOperation extends Operation implements ByteSource, ByteSink {
    private static final int THROWN_TYPE_ERROR = 0;

    private OutgoingFetch fetch = OutgoingFetch.NONE;
    private int hops;
    private boolean replied;
    private boolean cancelled;
    private @Nullable ClientCall call;
    private @Nullable Hop current;
    private @Nullable Gunzip gunzip;

    FetchOperation(Resident resident, int id, Flight context) {
        super(resident, id, context);
    }

    void start(Records records) {
        try {
            fetch = OutgoingFetch.of(records);
        } catch (IllegalArgumentException e) {
            refuse("fetch() was given headers that cannot be sent.");
            return;
        }
        lane().shared.figures.fetches.increment();
        if ((records.b() & Wire.Flag.WEB_SOCKET) != 0) {
            SocketLink link = new SocketLink(this);
            call = lane().shared
                    .http()
                    .openWebSocket(lane().loop, fetch.request(), NetSocketPeer.OPTIONS, new OutgoingSocket(this, link));
            return;
        }
        if (fetch.streams()) {
            out = new BodyFrom(this, this);
        }
        send();
    }

    private void send() {
        Hop hop = new Hop();
        current = hop;
        call = lane().shared.http().send(lane().loop, fetch.request(), hop);
    }

    private void head(int status, String reason, Headers headers, long contentLength) {
        if (Redirects.applies(status) && headers.contains("location") && fetch.mode() != Wire.Flag.REDIRECT_MANUAL) {
            redirect(status, headers.get("location", ""));
            return;
        }
        boolean bodyless = fetch.method().equals("HEAD") || status == 204 || status == 304 || contentLength == 0;
        boolean packed = !bodyless && Gunzip.understands(headers.get("content-encoding", ""));
        ByteBuffer block = packed ? Gunzip.unpackedHeaders(headers) : headers.block();
        int flags = Wire.Body.flag(bodyless ? Wire.Body.NONE : Wire.Body.STREAM);
        flags |= hops > 0 ? Wire.Flag.REDIRECTED : 0;
        replied = true;
        lane().reply(this, flags, fetch.urlBytes(), block, ExchangeCaller.nothing(), status, reason);
        if (!bodyless) {
            BodyInto stream = new BodyInto(this, this);
            in = stream;
            gunzip = packed ? new Gunzip(stream, this::allowWire) : null;
            stream.start();
        }
        partEnded();
    }

    private void redirect(int status, String location) {
        ClientCall before = call;
        current = null;
        if (before != null) {
            before.abort();
        }
        String refusal = hops >= lane().shared.limits.redirects()
                ? "Too many redirects."
                : fetch.mode() == Wire.Flag.REDIRECT_ERROR ? "fetch() was told not to follow redirects." : null;
        OutgoingFetch next = refusal == null ? Redirects.next(fetch, status, location) : null;
        if (next == null) {
            refuse(refusal == null ? "The redirect to " + location + " cannot be followed." : refusal);
            return;
        }
        hops++;
        fetch = next;
        if (out != null && !next.streams()) {
            out.sever("redirected");
        }
        send();
    }

    void refuse(String message) {
        if (!replied && !cancelled) {
            replied = true;
            lane().text(resident, Wire.In.REFUSED, id, THROWN_TYPE_ERROR, message);
        }
        if (out != null) {
            out.sever(message);
        }
        finished();
    }

    /** An outgoing WebSocket is open. */
    void opened(SocketLink link, Headers headers) {
        replied = true;
        socket = link;
        lane().reply(
                        this,
                        Wire.Flag.WEB_SOCKET,
                        fetch.urlBytes(),
                        headers.block(),
                        ExchangeCaller.nothing(),
                        101,
                        "Switching Protocols");
    }

    /** The server answered the WebSocket handshake with something else; its body is not read. */
    void declined(int status, String reason, Headers headers) {
        replied = true;
        lane().reply(this, 0, fetch.urlBytes(), headers.block(), ExchangeCaller.nothing(), status, reason);
        finished();
    }

    boolean isCancelled() {
        return cancelled;
    }

    @Override
    void partEnded() {
        boolean reading = in != null && !in.ended();
        boolean open = socket != null && !socket.ended();
        boolean writing = out != null && !out.ended();
        if (replied && !reading && !open && !writing) {
            finished();
        }
    }

    @Override
    void cancel() {
        cancelled = true;
        current = null;
        severStreams("the Worker gave up");
        if (call != null) {
            call.abort();
        }
    }

    // ---- the request's body

    @Override
    public void write(ByteBuffer chunk, Runnable written) {
        if (call == null) {
            written.run();
        } else {
            call.write(chunk, written);
        }
    }

    @Override
    public void finish() {
        if (call != null) {
            call.finish();
        }
    }

    @Override
    public void breakOff(String reason) {
        if (call != null) {
            call.abort();
        }
    }

    // ---- the answer's body

    @Override
    public void start(Lane home, BodyReader reader, int credit) {
        allow(credit);
        if (gunzip != null) {
            allowWire(Wire.WINDOW_BYTES / 4);
        }
    }

    @Override
    public void allow(int bytes) {
        if (gunzip != null) {
            gunzip.allow(bytes);
        } else {
            allowWire(bytes);
        }
    }

    private void allowWire(int bytes) {
        if (call != null) {
            call.allow(bytes);
        }
    }

    @Override
    public void stop() {
        current = null;
        if (call != null) {
            call.abort();
        }
    }

    /** Hears of one request of the chain; when a redirect took over, it is heard no more. */
    private final class Hop implements ResponseReader {
        @Override
        public void head(int status, String reason, Headers headers, HttpVersion version, long contentLength) {
            if (current == this) {
                FetchOperation.this.head(status, reason, headers, contentLength);
            }
        }

        @Override
        public void chunk(ByteBuffer bytes) {
            BodyReader reader = reader();
            if (reader != null) {
                reader.chunk(bytes);
            }
        }

        @Override
        public void end() {
            BodyReader reader = reader();
            if (reader != null) {
                reader.end();
            }
        }

        @Override
        public void broken(NetFailure failure) {
            if (current != this) {
                return;
            }
            BodyReader reader = reader();
            if (replied && reader != null) {
                reader.broken(failure);
            } else if (!replied) {
                refuse(failure.message());
            }
        }

        private @Nullable BodyReader reader() {
            return current != this ? null : gunzip != null ? gunzip : in;
        }
    }
}
