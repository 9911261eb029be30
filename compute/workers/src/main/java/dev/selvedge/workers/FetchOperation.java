package dev.selvedge.workers;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.ClientCall;
import dev.selvedge.net.Headers;
import dev.selvedge.net.HttpClient;
import dev.selvedge.net.HttpVersion;
import dev.selvedge.net.NetFailure;
import dev.selvedge.net.WebSocket;
import dev.selvedge.net.WebSocketOpening;
import dev.selvedge.net.WebSocketReader;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A Worker's {@code fetch()} to the internet. Follows redirects as far as the Worker asked, each hop under the client's
 * address policy. On the lane's loop.
 */
final class FetchOperation extends Operation implements ByteSource, ByteSink {
    private static final int THROWN_TYPE = 0;
    private static final int THROWN = 1;
    private static final int EARLY_MOST = 16 * 1024;

    private OutgoingFetch fetch = OutgoingFetch.NONE;
    private int hops;
    private String trail = "";
    private boolean upgrades;
    private boolean replied;
    private boolean cancelled;
    private @Nullable ClientCall call;
    private @Nullable Hop current;
    private boolean asItComes;
    private long answerLength = -1;
    private @Nullable BodyReader reader;
    /** Gathers the beginning of a body until the end of the round. */
    private @Nullable Early early;
    /** What was gathered, while nobody reads the rest. */
    private @Nullable Early before;

    FetchOperation(Resident resident, int id, Flight context) {
        super(resident, id, context);
    }

    void start(Records records) {
        int flags = records.b();
        try {
            fetch = OutgoingFetch.of(records);
        } catch (IllegalArgumentException e) {
            refuse(THROWN, "fetch() was given headers that cannot be sent.");
            return;
        }
        lane().shared.figures.fetches.increment();
        asItComes = (flags & Wire.Flag.AS_IT_COMES) != 0;
        upgrades = (flags & Wire.Flag.WEB_SOCKET) != 0;
        if (Wire.Body.of(flags) == Wire.Body.JOINED) {
            sendJoined(handed(records.part(2)));
        } else {
            if (fetch.streams()) {
                out = new BodyFrom(this, this);
            }
            send();
        }
    }

    /** The request's body is one that came for the isolate, which has not touched it. */
    private void sendJoined(@Nullable BodyInto handed) {
        if (handed == null) {
            refuse(THROWN, "The request's body was used already.");
            return;
        }
        ByteSource source = handed.source();
        fetch = fetch.withLength(source.length());
        Junction passing = new Junction(handed, source, this, this, false);
        joint = passing;
        send();
        passing.start();
    }

    private void send() {
        Hop hop = new Hop();
        current = hop;
        HttpClient http = lane().shared.http();
        call = upgrades
                ? http.openWebSocket(lane().loop, fetch.request(), NetSocketPeer.OPTIONS, hop)
                : http.send(lane().loop, fetch.request(), hop);
    }

    private void head(int status, String reason, Headers headers, long contentLength) {
        String location = headers.get("location", "");
        boolean redirects = Redirects.applies(status) && !location.isEmpty();
        if (redirects && fetch.mode() != Wire.Flag.REDIRECT_MANUAL) {
            redirect(status, location);
            return;
        }
        boolean bodyless = fetch.method().equals("HEAD") || status == 204 || status == 304 || contentLength == 0;
        if (bodyless) {
            reply(Wire.Body.NONE, status, reason, headers, ExchangeCaller.nothing());
            partEnded();
            return;
        }
        answerLength = contentLength;
        ContentCoding coding = asItComes ? null : ContentCoding.of(headers.get("content-encoding", ""));
        if (coding == null && contentLength <= EARLY_MOST) {
            gather(status, reason, headers);
        } else {
            ByteSource source = coding == null ? this : new Unpacked(this, coding);
            stream(source, new Early(), status, reason, headers);
        }
    }

    private void stream(ByteSource source, Early prefix, int status, String reason, Headers headers) {
        before = prefix;
        in = new BodyInto(this, source);
        reply(Wire.Body.STREAM, status, reason, headers, ExchangeCaller.nothing());
    }

    /** A small body mostly is here with its head, and then goes to the isolate in the same record. */
    private void gather(int status, String reason, Headers headers) {
        Early gathering = new Early();
        early = gathering;
        allowWire(EARLY_MOST);
        lane().loop.atRoundEnd(() -> {
            early = null;
            if (cancelled || replied) {
                return;
            }
            NetFailure failure = gathering.failure();
            if (gathering.ended() && failure == null) {
                ByteBuffer body = gathering.body();
                int kind = !body.hasRemaining() ? Wire.Body.NONE : Text.ascii(body) ? Wire.Body.ASCII : Wire.Body.BYTES;
                reply(kind, status, reason, headers, body);
                partEnded();
            } else {
                stream(this, gathering, status, reason, headers);
            }
        });
    }

    private void reply(int kind, int status, String reason, Headers headers, ByteBuffer body) {
        int flags = Wire.Body.flag(kind) | (hops > 0 ? Wire.Flag.REDIRECTED : 0);
        replied = true;
        lane().reply(this, flags, fetch.urlBytes(), headers.block(), body, status, reason);
    }

    private void redirect(int status, String location) {
        ClientCall before = call;
        current = null;
        if (before != null) {
            before.abort();
        }
        trail += (trail.isEmpty() ? "" : ", ") + fetch.url();
        if (fetch.mode() == Wire.Flag.REDIRECT_ERROR) {
            refuse(THROWN_TYPE, "fetch() was told not to follow redirects.");
            return;
        }
        if (hops >= lane().shared.limits.redirects()) {
            refuse(THROWN_TYPE, "Too many redirects." + trail);
            return;
        }
        switch (Redirects.next(fetch, status, location)) {
            case Redirects.Step.Refuse(String message) -> refuse(THROWN_TYPE, message);
            case Redirects.Step.Follow(OutgoingFetch next) -> {
                hops++;
                fetch = next;
                send();
            }
        }
    }

    private void refuse(int thrown, String message) {
        if (!replied && !cancelled) {
            replied = true;
            lane().text(resident, Wire.In.REFUSED, id, thrown, message);
        }
        endRequestBody(message);
        finished();
    }

    private void endRequestBody(String why) {
        if (out != null) {
            out.sever(why);
        }
        if (joint != null) {
            joint.sever();
        }
    }

    private WebSocketReader opened(WebSocket open, Headers headers) {
        SocketLink link = new SocketLink(this);
        NetSocketPeer peer = new NetSocketPeer(link);
        peer.opened(open);
        link.attach(peer);
        link.offer();
        if (cancelled) {
            open.abort();
            return peer;
        }
        replied = true;
        socket = link;
        int flags = Wire.Flag.WEB_SOCKET;
        lane().reply(
                        this,
                        flags,
                        fetch.urlBytes(),
                        headers.block(),
                        ExchangeCaller.nothing(),
                        101,
                        "Switching Protocols");
        return peer;
    }

    @Override
    void partEnded() {
        if (replied && silent() && (in == null || in.ended())) {
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
    public void start(Lane home, BodyReader reading, int credit) {
        reader = reading;
        Early prefix = before;
        before = null;
        int read = prefix == null ? 0 : prefix.replay(reading);
        if (credit > read) {
            allowWire(credit - read);
        }
    }

    @Override
    public void allow(int bytes) {
        allowWire(bytes);
    }

    private void allowWire(int bytes) {
        if (call != null) {
            call.allow(bytes);
        }
    }

    @Override
    public long length() {
        return answerLength;
    }

    @Override
    public void stop() {
        current = null;
        if (call != null) {
            call.abort();
        }
    }

    /** Hears of one request of the chain; when a redirect took over, it is heard no more. */
    private final class Hop implements WebSocketOpening {
        @Override
        public WebSocketReader opened(WebSocket socket, Headers headers) {
            return FetchOperation.this.opened(socket, headers);
        }

        @Override
        public void head(int status, String reason, Headers headers, HttpVersion version, long contentLength) {
            if (current == this) {
                FetchOperation.this.head(status, reason, headers, contentLength);
            }
        }

        @Override
        public boolean keeps() {
            BodyReader to = reader();
            return to != null && to.keeps();
        }

        @Override
        public void kept(ByteBuffer bytes, Runnable release) {
            BodyReader to = reader();
            if (to == null) {
                release.run();
            } else {
                to.kept(bytes, release);
            }
        }

        @Override
        public void chunk(ByteBuffer bytes) {
            BodyReader to = reader();
            if (to != null) {
                to.chunk(bytes);
            }
        }

        @Override
        public void end() {
            BodyReader to = reader();
            if (to != null) {
                to.end();
            }
        }

        @Override
        public void broken(NetFailure failure) {
            if (current != this) {
                return;
            }
            BodyReader to = reader();
            if (to != null) {
                to.broken(failure);
            } else if (!replied) {
                refuse(THROWN, FailureWords.of(failure));
            }
        }

        /** Who takes the body now: nobody after a redirect, what is gathered early, or whoever reads. */
        private @Nullable BodyReader reader() {
            return current != this ? null : early != null ? early : before != null ? before : reader;
        }
    }
}
