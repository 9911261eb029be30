package dev.selvedge.webapi;

import java.util.zip.CRC32;

/** Reads a gzip header (RFC 1952, section 2.3) one byte at a time, wherever the input is cut. */
final class GzipHeader {
    private static final int CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private enum State {
        FIXED,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        CHECKSUM,
        DONE
    }

    private final CRC32 crc = new CRC32();
    private State state = State.FIXED;
    private int flags;
    private int seen;
    private int number;

    boolean done() {
        return state == State.DONE;
    }

    /** Takes the next byte of the header. */
    void accept(int value) {
        if (state != State.CHECKSUM) {
            crc.update(value);
        }
        switch (state) {
            case FIXED -> fixed(value);
            case EXTRA_LENGTH -> extraLength(value);
            case EXTRA -> {
                if (--number == 0) {
                    next(State.EXTRA);
                }
            }
            case NAME -> {
                if (value == 0) {
                    next(State.NAME);
                }
            }
            case COMMENT -> {
                if (value == 0) {
                    next(State.COMMENT);
                }
            }
            case CHECKSUM -> checksum(value);
            case DONE -> throw malformed();
        }
    }

    private void fixed(int value) {
        boolean good = switch (seen) {
            case 0 -> value == 0x1f;
            case 1 -> value == 0x8b;
            case 2 -> value == 8;
            case 3 -> (value & RESERVED) == 0;
            default -> true;
        };
        if (!good) {
            throw malformed();
        }
        if (seen == 3) {
            flags = value;
        }
        if (++seen == 10) {
            next(State.FIXED);
        }
    }

    private void extraLength(int value) {
        number |= value << (8 * seen++);
        if (seen == 2) {
            if (number == 0) {
                next(State.EXTRA);
            } else {
                state = State.EXTRA;
            }
        }
    }

    /** The checksum is the lower half of the CRC-32 of all that came before it. */
    private void checksum(int value) {
        number |= value << (8 * seen++);
        if (seen < 2) {
            return;
        }
        if (number != (crc.getValue() & 0xffff)) {
            throw malformed();
        }
        state = State.DONE;
    }

    private void next(State after) {
        seen = 0;
        number = 0;
        if (after.compareTo(State.FIXED) <= 0 && (flags & EXTRA) != 0) {
            state = State.EXTRA_LENGTH;
        } else if (after.compareTo(State.EXTRA) <= 0 && (flags & NAME) != 0) {
            state = State.NAME;
        } else if (after.compareTo(State.NAME) <= 0 && (flags & COMMENT) != 0) {
            state = State.COMMENT;
        } else {
            state = (flags & CHECKSUM) != 0 ? State.CHECKSUM : State.DONE;
        }
    }

    private static HostException malformed() {
        return Decompressor.failed();
    }
}
