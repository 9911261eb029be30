package dev.selvedge.net;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Collects a body. */
class Collecting implements BodyReader {
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    final CompletableFuture<byte[]> whole = new CompletableFuture<>();

    final byte[] bytes() {
        return collected.toByteArray();
    }

    @Override
    public void chunk(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        collected.writeBytes(copy);
    }

    @Override
    public void end() {
        whole.complete(bytes());
    }

    @Override
    public void broken(NetFailure failure) {
        whole.completeExceptionally(new IllegalStateException(failure.kind() + ": " + failure.message()));
    }
}
