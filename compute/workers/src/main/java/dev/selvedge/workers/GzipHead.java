package dev.selvedge.workers;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** Skips the header of a gzip member (RFC 1952, section 2.3), which may arrive in pieces. */
final class GzipHead {
    private static final int FIXED = 10;
    private static final int CHECK = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;

    private int at;
    private int flags;
    private int extraLength = -1;
    private int extraSeen;
    private int lengthBytes;
    private int checkBytes;
    private boolean done;

    boolean done() {
        return done;
    }

    /** Takes what belongs to the header and leaves the rest. */
    void read(ByteBuffer bytes) throws DataFormatException {
        while (!done && bytes.hasRemaining()) {
            if (at < FIXED) {
                fixed(bytes.get() & 0xFF);
            } else if ((flags & EXTRA) != 0) {
                extra(bytes.get() & 0xFF);
            } else if ((flags & (NAME | COMMENT)) != 0) {
                text(bytes.get());
            } else {
                checkBytes++;
                bytes.get();
            }
            boolean checked = (flags & CHECK) == 0 || checkBytes == 2;
            done = at >= FIXED && (flags & (EXTRA | NAME | COMMENT)) == 0 && checked;
        }
    }

    private void fixed(int octet) throws DataFormatException {
        if ((at == 0 && octet != MAGIC_1) || (at == 1 && octet != MAGIC_2)) {
            throw new DataFormatException(GzipDecoder.FAILED);
        }
        if (at == 3) {
            flags = octet;
        }
        at++;
    }

    private void extra(int octet) {
        if (lengthBytes < 2) {
            extraLength = lengthBytes == 0 ? octet : extraLength | (octet << 8);
            lengthBytes++;
        } else {
            extraSeen++;
        }
        if (lengthBytes == 2 && extraSeen == extraLength) {
            flags &= ~EXTRA;
        }
    }

    private void text(byte octet) {
        if (octet == 0) {
            flags &= (flags & NAME) != 0 ? ~NAME : ~COMMENT;
        }
    }
}
