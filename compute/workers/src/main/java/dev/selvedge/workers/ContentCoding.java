package dev.selvedge.workers;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** The content encodings that the platform undoes for a Worker that reads, and applies for one that answers. */
enum ContentCoding {
    GZIP("gzip") {
        @Override
        Decoder decoder() {
            return new GzipDecoder();
        }

        @Override
        OutputStream encoder(OutputStream sink) throws IOException {
            return new GzipEncoder(sink);
        }
    },
    BROTLI("br") {
        @Override
        Decoder decoder() {
            return new BrotliDecoder();
        }

        @Override
        OutputStream encoder(OutputStream sink) throws IOException {
            return BrotliDecoder.encoder(sink);
        }
    };

    private final String token;

    ContentCoding(String token) {
        this.token = token;
    }

    /** The one that a content-encoding header names; null for all others, which pass as they are. */
    static @Nullable ContentCoding of(String contentEncoding) {
        return switch (contentEncoding) {
            case "gzip" -> GZIP;
            case "br" -> BROTLI;
            default -> null;
        };
    }

    String token() {
        return token;
    }

    /** What a reader hears when a body ends before its end. */
    String cutShort() {
        return this == GZIP
                ? "Gzip compressed stream ended prematurely."
                : "Brotli compressed stream ended prematurely.";
    }

    abstract Decoder decoder();

    abstract OutputStream encoder(OutputStream sink) throws IOException;
}
