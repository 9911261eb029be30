package dev.selvedge.front;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.Exchange;
import dev.selvedge.net.Headers;
import dev.selvedge.net.HttpVersion;
import dev.selvedge.net.Loop;
import dev.selvedge.net.WebSocket;
import dev.selvedge.net.WebSocketOptions;
import dev.selvedge.net.WebSocketReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An exchange without a socket: holds one request and writes down the answer. */
final class RecordedExchange implements Exchange {

    private final String authority;
    private final String target;
    private final Headers headers;
    boolean secure;
    HttpVersion version = HttpVersion.HTTP_1_1;
    String peer = "203.0.113.9";
    int status;
    String responseHeaders = "";
    String responseBody = "";
    private final List<Consumer<Ending>> closing = new ArrayList<>();

    RecordedExchange(String authority, String target, String... headers) {
        this.authority = authority;
        this.target = target;
        this.headers = Headers.of(headers);
    }

    void end(Ending ending) {
        closing.forEach(callback -> callback.accept(ending));
    }

    @Override
    public Loop loop() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public String authority() {
        return authority;
    }

    @Override
    public boolean secure() {
        return secure;
    }

    @Override
    public HttpVersion version() {
        return version;
    }

    @Override
    public InetSocketAddress peer() {
        try {
            return new InetSocketAddress(InetAddress.getByName(peer), 4711);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public boolean hasBody() {
        return false;
    }

    @Override
    public long contentLength() {
        return 0;
    }

    @Override
    public @Nullable ByteBuffer wholeBody() {
        return ByteBuffer.allocate(0);
    }

    @Override
    public void readBody(BodyReader reader) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void allow(int bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void respond(int newStatus, @Nullable String reason, ByteBuffer newHeaders, ByteBuffer body) {
        status = newStatus;
        responseHeaders =
                StandardCharsets.ISO_8859_1.decode(newHeaders.duplicate()).toString();
        responseBody = StandardCharsets.UTF_8.decode(body.duplicate()).toString();
    }

    @Override
    public void respondStreaming(int newStatus, @Nullable String reason, ByteBuffer newHeaders) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void write(ByteBuffer chunk, Runnable written) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void finish() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void breakOff() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void onWritable(Runnable callback) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean webSocketRequested() {
        return false;
    }

    @Override
    public WebSocket acceptWebSocket(ByteBuffer newHeaders, WebSocketOptions options, WebSocketReader reader) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onClose(Consumer<Ending> callback) {
        closing.add(callback);
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public long bytesIn() {
        return 0;
    }

    @Override
    public long bytesOut() {
        return responseBody.length();
    }
}
