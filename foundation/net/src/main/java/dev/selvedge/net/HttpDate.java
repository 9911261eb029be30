package dev.selvedge.net;

import dev.selvedge.base.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code date} header, made once a second (RFC 9110 §6.6.1). Owned by one loop. */
final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Clock clock;
    private long second = -1;
    private String text = "";
    private byte[] line = {};

    HttpDate(Clock clock) {
        this.clock = clock;
    }

    /** {@code date: …\r\n}. */
    byte[] line() {
        refresh();
        return line;
    }

    String text() {
        refresh();
        return text;
    }

    private void refresh() {
        long now = Math.floorDiv(clock.wallMillis(), 1000L);
        if (now != second) {
            second = now;
            text = FORMAT.format(Instant.ofEpochSecond(now));
            line = ("date: " + text + "\r\n").getBytes(StandardCharsets.US_ASCII);
        }
    }
}
