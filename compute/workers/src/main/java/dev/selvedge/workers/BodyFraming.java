package dev.selvedge.workers;

import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Tells a Worker that another one calls how long the body is, in the header that a request has which comes over the network. */
final class BodyFraming {
    private BodyFraming() {}

    /** The block with that line, unless there is no body, or the caller only passes on a request that has the line already. */
    static byte[] told(byte[] headers, Records records) {
        int body = Wire.Body.of(records.b());
        String block = "\n" + new String(headers, StandardCharsets.ISO_8859_1);
        boolean known = block.contains("\ncontent-length:") || block.contains("\ntransfer-encoding:");
        if (body == Wire.Body.NONE || known) {
            return headers;
        }
        byte[] line = line(records, body).getBytes(StandardCharsets.US_ASCII);
        byte[] framed = Arrays.copyOf(headers, headers.length + line.length);
        System.arraycopy(line, 0, framed, headers.length, line.length);
        return framed;
    }

    private static String line(Records records, int body) {
        int length = switch (body) {
            case Wire.Body.JOINED -> 0;
            case Wire.Body.STREAM -> Text.number(records.part(2));
            default -> records.length(2);
        };
        return length > 0 ? "content-length: " + length + "\r\n" : "transfer-encoding: chunked\r\n";
    }
}
