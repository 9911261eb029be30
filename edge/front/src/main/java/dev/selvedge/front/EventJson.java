package dev.selvedge.front;

import dev.selvedge.base.Bytes;
import dev.selvedge.observe.RayIds;
import dev.selvedge.observe.RequestEvent;
import java.util.Arrays;

/**
 * Writes one request as one line of JSON, straight into an array of bytes: at tens of thousands of lines a second anything
 * that makes strings first, or asks a buffer for each byte, would cost more than the front's own work on the request.
 */
final class EventJson {

    /** Texts are cut here, so that a line always fits into {@link #LONGEST_LINE}. */
    private static final int LONGEST_TEXT = 2048;

    /** Seven texts with every character escaped to six bytes, and the rest. */
    static final int LONGEST_LINE = 7 * 6 * LONGEST_TEXT + 1024;

    private static final int SMALLEST = 2 * LONGEST_LINE;

    private static final byte[] TIME = Bytes.latin1("{\"time\":");
    private static final byte[] RAY = Bytes.latin1(",\"ray\":\"");
    private static final byte[] CLIENT = Bytes.latin1("\",\"client\":\"");
    private static final byte[] METHOD = Bytes.latin1("\",\"method\":\"");
    private static final byte[] HOST = Bytes.latin1("\",\"host\":\"");
    private static final byte[] TARGET = Bytes.latin1("\",\"target\":\"");
    private static final byte[] HTTP = Bytes.latin1("\",\"http\":");
    private static final byte[] STATUS = Bytes.latin1(",\"status\":");
    private static final byte[] MICROS = Bytes.latin1(",\"micros\":");
    private static final byte[] CPU_MICROS = Bytes.latin1(",\"cpuMicros\":");
    private static final byte[] BYTES_IN = Bytes.latin1(",\"bytesIn\":");
    private static final byte[] BYTES_OUT = Bytes.latin1(",\"bytesOut\":");
    private static final byte[] WORKER = Bytes.latin1(",\"worker\":\"");
    private static final byte[] VERSION = Bytes.latin1("\",\"version\":\"");
    private static final byte[] OUTCOME = Bytes.latin1("\",\"outcome\":\"");
    private static final byte[] END = Bytes.latin1("\"}\n");
    private static final byte[] HEX = Bytes.latin1("0123456789abcdef");
    /** What stands for itself in a JSON text. */
    private static final boolean[] PLAIN = new boolean[128];

    static {
        for (int c = ' '; c < 0x7f; c++) {
            PLAIN[c] = c != '"' && c != '\\';
        }
    }

    private final int most;
    private byte[] line = new byte[SMALLEST];
    private int at;
    private int count;

    /** Collects lines in an array of its own, which grows to this many bytes and no further. */
    EventJson(int most) {
        this.most = most;
    }

    byte[] array() {
        return line;
    }

    int length() {
        return at;
    }

    /** Lines in it. */
    int count() {
        return count;
    }

    /** Begins again; an array that a burst made large is let go when so much is no longer needed. */
    void clear() {
        if (line.length > SMALLEST && at < line.length / 8) {
            line = new byte[SMALLEST];
        }
        at = 0;
        count = 0;
    }

    /** Makes room for one line more, however long it becomes; false if the bound is reached. */
    boolean makeRoom() {
        if (line.length - at >= LONGEST_LINE) {
            return true;
        }
        if (line.length >= most) {
            return false;
        }
        line = Arrays.copyOf(line, Math.min(most, 2 * line.length));
        return line.length - at >= LONGEST_LINE;
    }

    /** Only after {@link #makeRoom} said yes. */
    void add(RequestEvent event) {
        number(TIME, event.startMillis());
        name(RAY);
        RayIds.write(event.ray(), line, at);
        at += RayIds.HEX_LENGTH;
        text(CLIENT, event.clientIp());
        text(METHOD, event.method());
        text(HOST, event.host());
        text(TARGET, event.target());
        number(HTTP, event.httpVersion());
        number(STATUS, event.status());
        number(MICROS, event.durationMicros());
        number(CPU_MICROS, event.cpuMicros());
        number(BYTES_IN, event.bytesIn());
        number(BYTES_OUT, event.bytesOut());
        text(WORKER, event.script());
        text(VERSION, event.version());
        text(OUTCOME, event.outcome());
        name(END);
        count++;
    }

    private void name(byte[] name) {
        System.arraycopy(name, 0, line, at, name.length);
        at += name.length;
    }

    private void number(byte[] name, long value) {
        name(name);
        long rest = Math.max(0, value);
        int end = at + digits(rest);
        at = end;
        do {
            line[--end] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
    }

    private static int digits(long value) {
        int count = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            count++;
        }
        return count;
    }

    private void text(byte[] name, String value) {
        name(name);
        int end = Math.min(value.length(), LONGEST_TEXT);
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            if (c < PLAIN.length && PLAIN[c]) {
                line[at++] = (byte) c;
            } else {
                escape(c);
            }
        }
    }

    private void escape(char c) {
        line[at++] = '\\';
        if (c == '"' || c == '\\') {
            line[at++] = (byte) c;
            return;
        }
        line[at++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            line[at++] = HEX[c >> shift & 15];
        }
    }
}
