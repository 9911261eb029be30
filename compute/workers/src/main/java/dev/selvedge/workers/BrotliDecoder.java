package dev.selvedge.workers;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** Unpacks Brotli (RFC 7932) with the reference library, whose window, at most 16 MiB, is all that it holds. */
final class BrotliDecoder implements Decoder {
    private static final int INPUT_BYTES = 16 * 1024;
    private static final int QUALITY = 5;

    private final DecoderJNI.Wrapper decoder;
    private ByteBuffer input = ByteBuffer.allocate(0);
    private ByteBuffer output = ByteBuffer.allocate(0);

    BrotliDecoder() {
        Brotli4jLoader.ensureAvailability();
        try {
            decoder = new DecoderJNI.Wrapper(INPUT_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static OutputStream encoder(OutputStream sink) throws IOException {
        Brotli4jLoader.ensureAvailability();
        return new BrotliOutputStream(sink, Encoder.Parameters.create(QUALITY));
    }

    @Override
    public void give(ByteBuffer packed) {
        input = packed;
    }

    @Override
    public ByteBuffer take(int most) throws DataFormatException {
        while (!output.hasRemaining() && advance()) {
            // until there is output, or no input
        }
        int length = Math.min(most, output.remaining());
        ByteBuffer piece = output.slice(output.position(), length);
        output.position(output.position() + length);
        return piece;
    }

    private boolean advance() throws DataFormatException {
        switch (decoder.getStatus()) {
            case OK -> decoder.push(0);
            case NEEDS_MORE_OUTPUT -> output = decoder.pull();
            case NEEDS_MORE_INPUT -> {
                if (decoder.hasOutput()) {
                    output = decoder.pull();
                    return true;
                }
                if (!input.hasRemaining()) {
                    return false;
                }
                ByteBuffer into = decoder.getInputBuffer().clear();
                int length = Math.min(into.remaining(), input.remaining());
                into.put(input.slice(input.position(), length));
                input.position(input.position() + length);
                decoder.push(length);
            }
            case DONE -> {
                return lastOutput();
            }
            case ERROR -> throw failed();
        }
        return true;
    }

    /** What follows the end is as wrong in a piece of its own as it is, to the library, in the piece that holds the end. */
    private boolean lastOutput() throws DataFormatException {
        if (decoder.hasOutput()) {
            output = decoder.pull();
            return true;
        }
        if (input.hasRemaining()) {
            throw failed();
        }
        return false;
    }

    private static DataFormatException failed() {
        return new DataFormatException("Brotli decompression failed.");
    }

    @Override
    public boolean whole() {
        return decoder.getStatus() == DecoderJNI.Status.DONE && !output.hasRemaining();
    }

    @Override
    public void close() {
        decoder.destroy();
    }
}
