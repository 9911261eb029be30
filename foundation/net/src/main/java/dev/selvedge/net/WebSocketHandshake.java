package dev.selvedge.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The opening handshake of WebSockets over HTTP/1.1 (RFC 6455 §4). */
final class WebSocketHandshake {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    /** Ours alone to say; extensions are declined by silence. */
    private static final HeaderNames OURS =
            HeaderNames.of("sec-websocket-accept", "sec-websocket-extensions", "sec-websocket-version", "date");

    private WebSocketHandshake() {}

    static boolean requested(RequestHead head) {
        return head.upgrade().equals("websocket")
                && head.method().equals("GET")
                && !head.hasBody()
                && head.headers().get("sec-websocket-version", "").equals("13")
                && isKey(head.headers().get("sec-websocket-key", ""));
    }

    /** Sixteen octets in base64. */
    private static boolean isKey(String key) {
        try {
            return key.length() == 24 && Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest = sha1.digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** The 101 response. */
    static ByteBuf response(HeaderBlock headers, HttpDate date, Headers request) {
        HeaderScan lines = headers.lines();
        StringBuilder text = new StringBuilder(256).append("HTTP/1.1 101 Switching Protocols\r\n");
        for (int i = 0; i < lines.size(); i++) {
            if (!OURS.contains(lines.array(), lines.nameStart(i), lines.nameEnd(i))) {
                text.append(Octets.latin1(lines.array(), lines.nameStart(i), lines.valueEnd(i) + 2));
            }
        }
        text.append("date: ").append(date.text());
        text.append("\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ");
        text.append(accept(request.get("sec-websocket-key", ""))).append("\r\n\r\n");
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }
}
