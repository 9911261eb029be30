package dev.selvedge.net;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Collects the response to one request. */
final class Asking extends Collecting implements ResponseReader {
    final CompletableFuture<Integer> status = new CompletableFuture<>();
    final CompletableFuture<NetFailure> failure = new CompletableFuture<>();
    private Headers headers = Headers.EMPTY;
    private HttpVersion version = HttpVersion.HTTP_1_0;

    static Asking get(HttpClient client, Loop loop, String url) {
        return send(client, loop, OutgoingRequest.get(url));
    }

    static Asking post(HttpClient client, Loop loop, String url, String body) {
        return send(client, loop, new OutgoingRequest("POST", url, TestNet.TEXT.duplicate(), TestNet.ascii(body), -1));
    }

    static Asking send(HttpClient client, Loop loop, OutgoingRequest request) {
        Asking asking = new Asking();
        client.send(loop, request, asking).allow(Integer.MAX_VALUE);
        return asking;
    }

    @Override
    public void head(int code, String reason, Headers found, HttpVersion spoken, long contentLength) {
        headers = found;
        version = spoken;
        status.complete(code);
    }

    @Override
    public void chunk(ByteBuffer bytes) {
        super.chunk(bytes);
    }

    @Override
    public void broken(NetFailure why) {
        failure.complete(why);
        status.completeExceptionally(new IllegalStateException(why.toString()));
        super.broken(why);
    }

    Headers headers() {
        return headers;
    }

    HttpVersion version() {
        return version;
    }

    String text() throws Exception {
        return TestNet.string(ByteBuffer.wrap(whole.get(20, TimeUnit.SECONDS)));
    }

    NetFailure.Kind failed() throws Exception {
        return failure.get(20, TimeUnit.SECONDS).kind();
    }
}
