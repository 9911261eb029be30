package dev.selvedge.workers;

import dev.selvedge.net.Exchange;
import dev.selvedge.net.Headers;
import dev.selvedge.net.HttpVersion;
import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's request. The lane that runs it mostly belongs to the same loop; when it does not, the request was captured
 * and the answer crosses over inside the exchange.
 */
final class ExchangeCaller implements Caller, ByteSink, Consumer<Exchange.Ending> {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);
    private static final int MOST_DIGITS = 64;

    private final Exchange exchange;
    private final RequestFacts facts;
    private final Callers callers;
    private @Nullable RequestImage image;
    private volatile @Nullable Flight flight;
    private volatile boolean gone;
    private boolean answered;
    /** Made when a Worker calls another one, which few do. */
    private @Nullable Lineage lineage;

    /** What every caller of one node shares. */
    record Callers(ErrorPages pages, PassThrough passThrough) {}

    ExchangeCaller(Exchange exchange, RequestFacts facts, Callers callers) {
        this.exchange = exchange;
        this.facts = facts;
        this.callers = callers;
    }

    /** Whether the request can run on another loop's lane: sockets and streams stay where they are. */
    boolean mayMove() {
        return !exchange.webSocketRequested() && (!exchange.hasBody() || exchange.wholeBody() != null);
    }

    @Override
    public void capture() {
        if (image != null) {
            return;
        }
        ByteBuffer headers = ByteBuffer.allocate(headersRoom());
        putHeaders(headers);
        byte[] block = new byte[headers.flip().remaining()];
        headers.get(block);
        ByteBuffer whole = exchange.wholeBody();
        byte[] body = new byte[whole == null ? 0 : whole.remaining()];
        if (whole != null) {
            whole.duplicate().get(body);
        }
        image = new RequestImage(flags(whole), latin1(url()), block, body, latin1(facts.cfJson()), 0);
    }

    @Override
    public int room() {
        if (image != null) {
            return image.room();
        }
        ByteBuffer whole = exchange.wholeBody();
        int body = whole == null ? 0 : whole.remaining();
        return urlRoom() + headersRoom() + body + facts.cfJson().length();
    }

    @Override
    public void write(FrameBatch batch, int id, int actor) {
        if (image != null) {
            image.write(batch, id, actor);
            return;
        }
        int start = batch.textLength();
        batch.room(room());
        putUrl(batch);
        int afterUrl = batch.textLength();
        ByteBuffer sink = ByteBuffer.wrap(batch.textArray()).position(afterUrl);
        putHeaders(sink);
        batch.wrote(sink.position() - afterUrl);
        int afterHeaders = batch.textLength();
        ByteBuffer whole = exchange.wholeBody();
        if (whole != null && whole.hasRemaining()) {
            batch.text(whole);
        }
        int afterBody = batch.textLength();
        put(batch, facts.cfJson());
        batch.record(
                Wire.In.REQUEST,
                id,
                flags(whole),
                afterUrl - start,
                afterHeaders - afterUrl,
                afterBody - afterHeaders,
                0,
                batch.textLength() - afterBody);
    }

    private int flags(@Nullable ByteBuffer whole) {
        int flags = Wire.Method.code(exchange.method());
        flags |= exchange.secure() ? Wire.Flag.TLS : 0;
        flags |= exchange.version() == HttpVersion.HTTP_2 ? Wire.Flag.HTTP2 : 0;
        if (!exchange.hasBody()) {
            return flags;
        }
        if (whole == null) {
            return flags | Wire.Body.flag(Wire.Body.STREAM);
        }
        return flags | Wire.Body.flag(Text.ascii(whole) ? Wire.Body.ASCII : Wire.Body.BYTES);
    }

    private int headersRoom() {
        return facts.requestHeadersRoom() + MOST_DIGITS + exchange.method().length();
    }

    private void putHeaders(ByteBuffer sink) {
        if (Wire.Method.code(exchange.method()) == Wire.Method.OTHER) {
            sink.put(latin1(":method " + exchange.method() + "\r\n"));
        }
        facts.putRequestHeaders(sink);
    }

    private int urlRoom() {
        return "https://".length()
                + exchange.authority().length()
                + exchange.target().length()
                + 1;
    }

    private void putUrl(FrameBatch batch) {
        put(batch, exchange.secure() ? "https://" : "http://");
        put(batch, exchange.authority());
        put(batch, path());
    }

    private String path() {
        String target = exchange.target();
        return target.startsWith("/") ? target : "/";
    }

    private String url() {
        return (exchange.secure() ? "https://" : "http://") + exchange.authority() + path();
    }

    /** Copies an ASCII string without an array in between. */
    @SuppressWarnings("deprecation")
    private static void put(FrameBatch batch, String ascii) {
        int length = ascii.length();
        batch.room(length);
        ascii.getBytes(0, length, batch.textArray(), batch.textLength());
        batch.wrote(length);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Override
    public @Nullable ByteSource body() {
        boolean streams = exchange.hasBody() && (image == null ? exchange.wholeBody() == null : streamed(image));
        return streams ? new ExchangeBody(exchange) : null;
    }

    private static boolean streamed(RequestImage image) {
        return Wire.Body.of(image.flags()) == Wire.Body.STREAM;
    }

    @Override
    public void began(Flight begun) {
        flight = begun;
        exchange.onClose(this);
    }

    @Override
    public void accept(Exchange.Ending ending) {
        gone = true;
        Flight running = flight;
        if (running != null) {
            running.callerGone(ending == Exchange.Ending.COMPLETE);
        }
    }

    /** Whether the client left before anything ran. */
    boolean gone() {
        return gone;
    }

    @Override
    public boolean wantsBody() {
        return !exchange.method().equals("HEAD");
    }

    @Override
    public boolean wantsEncoded() {
        return true;
    }

    @Override
    public void respond(AnswerHead head, ByteBuffer body) {
        answered = true;
        exchange.respond(head.status(), head.reason(), withOwn(head.headers()), body);
    }

    @Override
    public ByteSink respondStreaming(AnswerHead head) {
        answered = true;
        exchange.respondStreaming(head.status(), head.reason(), withOwn(head.headers()));
        return this;
    }

    private ByteBuffer withOwn(ByteBuffer headers) {
        ByteBuffer all = ByteBuffer.allocate(headers.remaining() + facts.responseHeadersRoom());
        all.put(headers);
        facts.putResponseHeaders(all);
        return all.flip();
    }

    @Override
    public void write(ByteBuffer chunk, Runnable written) {
        exchange.write(chunk, written);
    }

    @Override
    public void finish() {
        exchange.finish();
    }

    @Override
    public void breakOff(String reason) {
        exchange.breakOff();
    }

    @Override
    public @Nullable SocketPeer acceptSocket(ByteBuffer headers, SocketInlet link) {
        if (!exchange.webSocketRequested() || !exchange.loop().current()) {
            return null;
        }
        answered = true;
        NetSocketPeer peer = new NetSocketPeer(link);
        peer.opened(exchange.acceptWebSocket(withOwn(headers), NetSocketPeer.OPTIONS, peer));
        return peer;
    }

    /** A client that asks for a WebSocket in a way that cannot work hears that; otherwise the Worker was wrong to make one. */
    @Override
    public WorkerError noSocket() {
        boolean asked = exchange.headers().get("upgrade", "").equalsIgnoreCase("websocket");
        return asked && !exchange.webSocketRequested() ? WorkerError.BAD_HANDSHAKE : WorkerError.EXCEPTION;
    }

    @Override
    public void fail(WorkerError error, String detail, int retryAfterSeconds) {
        if (!exchange.loop().current()) {
            exchange.loop().execute(() -> fail(error, detail, retryAfterSeconds));
            return;
        }
        if (answered) {
            exchange.breakOff();
        } else {
            answered = true;
            callers.pages.answer(exchange, facts.ray(), error, detail, retryAfterSeconds);
        }
    }

    @Override
    public boolean passThrough() {
        if (answered || !exchange.loop().current() || !callers.passThrough.take(exchange, facts)) {
            return false;
        }
        answered = true;
        return true;
    }

    @Override
    public void ended(Flight over) {
        facts.workerEnded(over.versionText(), over.outcome(), over.cpuMicros());
    }

    @Override
    public Lineage lineage() {
        Lineage known = lineage;
        if (known == null) {
            known = Lineage.first();
            lineage = known;
        }
        return known;
    }

    @Override
    public long ray() {
        return facts.ray();
    }

    @Override
    public TailSubject subject() {
        Map<String, String> headers = new LinkedHashMap<>();
        ByteBuffer block = ByteBuffer.allocate(facts.requestHeadersRoom());
        facts.putRequestHeaders(block);
        Headers.parse(block.flip()).forEach((name, value) -> headers.merge(name, value, (a, b) -> a + ", " + b));
        return new TailSubject.Fetch(exchange.method(), url(), headers, facts.clientIp(), facts.cfJson());
    }

    static ByteBuffer nothing() {
        return EMPTY.duplicate();
    }
}
