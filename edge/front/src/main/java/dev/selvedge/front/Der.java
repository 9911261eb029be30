package dev.selvedge.front;

import dev.selvedge.base.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The few forms of DER (X.690) that a certificate is made of. Each method gives one encoded element. */
final class Der {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] sequence(byte[]... elements) {
        return element(0x30, join(elements));
    }

    static byte[] set(byte[]... elements) {
        return element(0x31, join(elements));
    }

    static byte[] integer(BigInteger value) {
        return element(0x02, value.toByteArray());
    }

    static byte[] bool(boolean value) {
        return element(0x01, new byte[] {(byte) (value ? 0xff : 0)});
    }

    static byte[] octets(byte[] content) {
        return element(0x04, content);
    }

    static byte[] bits(byte[] content, int unusedBits) {
        byte[] padded = new byte[content.length + 1];
        padded[0] = (byte) unusedBits;
        System.arraycopy(content, 0, padded, 1, content.length);
        return element(0x03, padded);
    }

    static byte[] utf8(String text) {
        return element(0x0c, Bytes.utf8(text));
    }

    /** Years up to 2049 need the short form by the rules of X.509; ours are written in the long one beyond it. */
    static byte[] time(Instant instant) {
        String text = TIME.format(instant);
        return text.compareTo("2050") < 0
                ? element(0x17, Bytes.latin1(text.substring(2)))
                : element(0x18, Bytes.latin1(text));
    }

    /** An element whose tag the surrounding structure gives a meaning, such as {@code [0]}. */
    static byte[] tagged(int number, boolean constructed, byte[] content) {
        return element((constructed ? 0xa0 : 0x80) | number, content);
    }

    static byte[] oid(int... numbers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(numbers[0] * 40 + numbers[1]);
        for (int i = 2; i < numbers.length; i++) {
            int shift = 28;
            while (shift > 0 && numbers[i] >>> shift == 0) {
                shift -= 7;
            }
            for (; shift >= 0; shift -= 7) {
                out.write((numbers[i] >>> shift & 0x7f) | (shift > 0 ? 0x80 : 0));
            }
        }
        return element(0x06, out.toByteArray());
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.length;
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            out.write(0x80 | bytes);
            for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
                out.write(length >>> shift);
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
