package dev.selvedge.front;

import dev.selvedge.observe.RayIds;
import dev.selvedge.observe.RequestEvent;
import java.nio.ByteBuffer;

/**
 * Writes one request as one line of JSON, straight into bytes: at tens of thousands of lines a second anything that makes
 * strings first would cost more than the requests themselves.
 */
final class EventJson {

    /** Texts are cut here, so that a line always fits into {@link #LONGEST_LINE}. */
    private static final int LONGEST_TEXT = 2048;

    /** Eight texts with every character escaped to six bytes, and the rest. */
    static final int LONGEST_LINE = 8 * 6 * LONGEST_TEXT + 1024;

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final byte[] digits = new byte[20];
    private final byte[] ray = new byte[RayIds.HEX_LENGTH];

    void put(ByteBuffer line, RequestEvent event) {
        ascii(line, "{\"time\":");
        number(line, event.startMillis());
        ascii(line, ",\"ray\":\"");
        RayIds.write(event.ray(), ray, 0);
        line.put(ray);
        line.put((byte) '"');
        text(line, ",\"client\":", event.clientIp());
        text(line, ",\"method\":", event.method());
        text(line, ",\"host\":", event.host());
        text(line, ",\"target\":", event.target());
        field(line, ",\"http\":", event.httpVersion());
        field(line, ",\"status\":", event.status());
        field(line, ",\"micros\":", event.durationMicros());
        field(line, ",\"cpuMicros\":", event.cpuMicros());
        field(line, ",\"bytesIn\":", event.bytesIn());
        field(line, ",\"bytesOut\":", event.bytesOut());
        text(line, ",\"worker\":", event.script());
        text(line, ",\"version\":", event.version());
        text(line, ",\"outcome\":", event.outcome());
        line.put((byte) '}').put((byte) '\n');
    }

    private void field(ByteBuffer line, String name, long value) {
        ascii(line, name);
        number(line, value);
    }

    private void number(ByteBuffer line, long value) {
        long rest = Math.max(0, value);
        int at = digits.length;
        do {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        line.put(digits, at, digits.length - at);
    }

    private static void text(ByteBuffer line, String name, String value) {
        ascii(line, name);
        line.put((byte) '"');
        int end = Math.min(value.length(), LONGEST_TEXT);
        for (int i = 0; i < end; i++) {
            character(line, value.charAt(i));
        }
        line.put((byte) '"');
    }

    private static void character(ByteBuffer line, char c) {
        if (c == '"' || c == '\\') {
            line.put((byte) '\\').put((byte) c);
        } else if (c >= ' ' && c < 0x7f) {
            line.put((byte) c);
        } else {
            line.put((byte) '\\').put((byte) 'u');
            for (int shift = 12; shift >= 0; shift -= 4) {
                line.put(HEX[c >> shift & 15]);
            }
        }
    }

    private static void ascii(ByteBuffer line, String text) {
        for (int i = 0; i < text.length(); i++) {
            line.put((byte) text.charAt(i));
        }
    }
}
