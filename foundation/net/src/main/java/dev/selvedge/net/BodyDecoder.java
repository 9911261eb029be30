package dev.selvedge.net;

import io.netty.buffer.ByteBuf;

/**
 * Takes one HTTP/1 message body apart: of announced length, chunked (RFC 9112 §7.1), or up to the end of the connection. As
 * strict about chunk framing as the head parser is about heads.
 */
final class BodyDecoder {
    private static final int MAX_CHUNK_LINE = 300;
    private static final int MAX_TRAILERS = 8 << 10;

    private enum Step {
        IDLE,
        FIXED,
        UNTIL_CLOSE,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILERS
    }

    private final HeaderScan trailers = new HeaderScan(64);
    private Step step = Step.IDLE;
    private long left;
    private long total;
    private long limit;
    private int trailerBytes;

    void fixed(long length, long maxBytes) {
        step = Step.FIXED;
        left = length;
        total = 0;
        limit = maxBytes;
        if (length > maxBytes) {
            throw new BadMessage(413, "body is too large");
        }
    }

    void chunked(long maxBytes) {
        step = Step.CHUNK_SIZE;
        total = 0;
        trailerBytes = 0;
        limit = maxBytes;
    }

    void untilClose() {
        step = Step.UNTIL_CLOSE;
        total = 0;
        limit = Long.MAX_VALUE;
    }

    boolean isUntilClose() {
        return step == Step.UNTIL_CLOSE;
    }

    /**
     * Moves what is there from the connection's buffer into the intake.
     *
     * @return whether the body is whole; the buffer then stands at what follows it
     * @throws BadMessage if the framing is broken or the body too large
     */
    boolean decode(ByteBuf in, BodyIntake intake) {
        while (true) {
            boolean more = switch (step) {
                case IDLE -> false;
                case FIXED, CHUNK_DATA -> data(in, intake);
                case UNTIL_CLOSE -> rest(in, intake);
                case CHUNK_SIZE -> chunkSize(in);
                case CHUNK_END -> chunkEnd(in);
                case TRAILERS -> trailer(in);
            };
            if (step == Step.IDLE) {
                return true;
            }
            if (!more) {
                return false;
            }
        }
    }

    private boolean data(ByteBuf in, BodyIntake intake) {
        int count = (int) Math.min(left, in.readableBytes());
        if (count > 0) {
            left -= count;
            intake.offer(in.readRetainedSlice(count));
        }
        if (left > 0) {
            return false;
        }
        step = step == Step.FIXED ? Step.IDLE : Step.CHUNK_END;
        return true;
    }

    private boolean rest(ByteBuf in, BodyIntake intake) {
        if (in.isReadable()) {
            intake.offer(in.readRetainedSlice(in.readableBytes()));
        }
        return false;
    }

    private boolean chunkSize(ByteBuf in) {
        int length = lineLength(in);
        if (length < 0) {
            return false;
        }
        int at = in.readerIndex();
        int digits = 0;
        long size = 0;
        while (digits < length && Octets.hex(in.getByte(at + digits)) >= 0) {
            size = size * 16 + Octets.hex(in.getByte(at + digits++));
            if (digits > 12) {
                throw new BadMessage(400, "chunk size is too long");
            }
        }
        if (digits == 0 || (digits < length && !isExtension(in, at + digits, at + length))) {
            throw new BadMessage(400, "malformed chunk size");
        }
        in.skipBytes(length + 2);
        total += size;
        if (total > limit) {
            throw new BadMessage(413, "body is too large");
        }
        left = size;
        step = size == 0 ? Step.TRAILERS : Step.CHUNK_DATA;
        return true;
    }

    private static boolean isExtension(ByteBuf in, int from, int to) {
        if (in.getByte(from) != ';') {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (!Octets.isFieldValue(in.getByte(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean chunkEnd(ByteBuf in) {
        if (in.readableBytes() < 2) {
            return false;
        }
        if (in.readByte() != '\r' || in.readByte() != '\n') {
            throw new BadMessage(400, "chunk is longer than it said");
        }
        step = Step.CHUNK_SIZE;
        return true;
    }

    /** Trailers are checked and dropped: nobody behind us may mistake one for a header. */
    private boolean trailer(ByteBuf in) {
        int length = lineLength(in);
        if (length < 0) {
            return false;
        }
        byte[] line = new byte[length];
        in.readBytes(line);
        in.skipBytes(2);
        trailerBytes += length;
        trailers.clear();
        if (length == 0) {
            step = Step.IDLE;
        } else if (trailerBytes > MAX_TRAILERS) {
            throw new BadMessage(431, "trailers are too large");
        } else if (!trailers.line(line, 0, length)) {
            throw new BadMessage(400, "malformed trailer");
        }
        return true;
    }

    /** Length of the next line without CR LF, -1 if it is not whole yet. */
    private int lineLength(ByteBuf in) {
        int start = in.readerIndex();
        int end = in.indexOf(start, in.writerIndex(), (byte) '\n');
        int limitHere = step == Step.TRAILERS ? MAX_TRAILERS : MAX_CHUNK_LINE;
        if ((end < 0 ? in.readableBytes() : end - start) > limitHere) {
            throw new BadMessage(400, "line in a chunked body is too long");
        }
        if (end < 0) {
            return -1;
        }
        if (end == start || in.getByte(end - 1) != '\r') {
            throw new BadMessage(400, "line in a chunked body does not end with CR LF");
        }
        return end - start - 1;
    }
}
