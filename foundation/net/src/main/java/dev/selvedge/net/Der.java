package dev.selvedge.net;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes the little of ASN.1 DER (X.690) that certificates need; the JDK reads certificates but offers no way to make one. */
final class Der {
    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_ID = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] value(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 6);
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int skip = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - skip));
            out.write(length, skip, length.length - skip);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... parts) {
        return value(SEQUENCE, joined(parts));
    }

    static byte[] set(byte[]... parts) {
        return value(SET, joined(parts));
    }

    /** Context-specific and constructed: an explicit tag. */
    static byte[] explicit(int number, byte[]... parts) {
        return value(0xa0 | number, joined(parts));
    }

    static byte[] integer(BigInteger number) {
        return value(INTEGER, number.toByteArray());
    }

    static byte[] bool(boolean flag) {
        return value(BOOLEAN, new byte[] {(byte) (flag ? 0xff : 0)});
    }

    static byte[] octets(byte[] content) {
        return value(OCTET_STRING, content);
    }

    /** Bits in whole octets, or with some unused at the end. */
    static byte[] bits(int unused, byte[] content) {
        return value(BIT_STRING, joined(new byte[] {(byte) unused}, content));
    }

    static byte[] utf8(String text) {
        return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] time(Instant instant) {
        return value(GENERALIZED_TIME, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    /** An object identifier in dotted form. */
    static byte[] objectId(String dotted) {
        String[] arcs = dotted.split("\\.", -1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        arc(out, Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            arc(out, Integer.parseInt(arcs[i]));
        }
        return value(OBJECT_ID, out.toByteArray());
    }

    private static void arc(ByteArrayOutputStream out, int number) {
        int groups = 1;
        for (int rest = number >>> 7; rest != 0; rest >>>= 7) {
            groups++;
        }
        for (int i = groups - 1; i >= 0; i--) {
            out.write(((number >>> (7 * i)) & 0x7f) | (i == 0 ? 0 : 0x80));
        }
    }
}
