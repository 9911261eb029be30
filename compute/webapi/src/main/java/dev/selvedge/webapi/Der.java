package dev.selvedge.webapi;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The little of DER (X.690) that keys need: what stands around them. What is inside, the key factories read. */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int OID = 0x06;
    static final int SEQUENCE = 0x30;
    private static final int BITS = 0x03;
    private static final int MOST_LENGTH_BYTES = 3;

    private Der() {}

    /** One element, where it lies in an array. */
    static final class Element {
        private final byte[] source;
        private final int from;
        private final int content;
        private final int end;

        private Element(byte[] source, int from, int content, int end) {
            this.source = source;
            this.from = from;
            this.content = content;
            this.end = end;
        }

        int tag() {
            return source[from] & 0xff;
        }

        /** Where it ends in its array. */
        int end() {
            return end;
        }

        /** The first element inside; null if there is none or it is malformed. */
        @Nullable
        Element first() {
            return at(source, content, end);
        }

        /** What follows inside the same parent; null if nothing does. */
        @Nullable
        Element next(Element parent) {
            return at(source, end, parent.end);
        }

        byte[] bytes() {
            return Arrays.copyOfRange(source, content, end);
        }

        byte[] whole() {
            return Arrays.copyOfRange(source, from, end);
        }
    }

    /** The element that begins there, or null if none does. */
    static @Nullable Element at(byte[] source, int from, int limit) {
        if (from + 2 > limit) {
            return null;
        }
        int length = source[from + 1] & 0xff;
        int content = from + 2;
        if (length > 0x80) {
            int count = length - 0x80;
            if (count > MOST_LENGTH_BYTES || content + count > limit) {
                return null;
            }
            length = new BigInteger(1, source, content, count).intValueExact();
            content += count;
        } else if (length == 0x80) {
            return null;
        }
        return length > limit - content ? null : new Element(source, from, content, content + length);
    }

    static byte[] element(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            byte[] count = Unsigned.bytes(BigInteger.valueOf(length), 1);
            out.write(0x80 + count.length);
            out.writeBytes(count);
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... parts) {
        return element(SEQUENCE, parts);
    }

    static byte[] integer(int value) {
        return element(INTEGER, BigInteger.valueOf(value).toByteArray());
    }

    static byte[] octets(byte[] content) {
        return element(OCTETS, content);
    }

    /** A bit string of whole bytes. */
    static byte[] bits(byte[] content) {
        return element(BITS, new byte[1], content);
    }
}
