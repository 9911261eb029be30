package dev.selvedge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.net.Headers;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** What a handler answers. */
public sealed interface Reply {

    /** A success in the v4 envelope. */
    record Result(int status, JsonNode result, @Nullable ObjectNode info) implements Reply {}

    /** Bytes as they are, outside the envelope. */
    @SuppressWarnings("ArrayRecordComponent")
    record Content(int status, Headers headers, byte[] body) implements Reply {}

    /** A body that is written while it is made. */
    record Stream(int status, Headers headers, Body body) implements Reply {}

    /** The handler has answered the exchange by itself, for instance with a WebSocket. */
    record Taken() implements Reply {}

    /** Writes a streamed body. */
    @FunctionalInterface
    interface Body {
        /** Writes block while the client is slow and fail once it is gone. Every write is sent at once. */
        void writeTo(OutputStream out) throws IOException;
    }

    static Reply of(JsonNode result) {
        return new Result(200, result, null);
    }

    static Reply of(int status, JsonNode result) {
        return new Result(status, result, null);
    }

    /** {@code result: null}. */
    static Reply nothing() {
        return of(Json.MAPPER.nullNode());
    }

    static Reply text(int status, String contentType, byte[] body) {
        return new Content(status, Headers.of("content-type", contentType), body);
    }
}
