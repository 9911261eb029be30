package dev.selvedge.net;

import io.netty.handler.codec.http2.Http2Settings;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The HTTP/1.1 request that asks for HTTP/2 in the clear. */
final class Http2Upgrade {
    private Http2Upgrade() {}

    /** What {@code http2-settings} says; null if it is missing, repeated or malformed. */
    static @Nullable Http2Settings settings(Headers headers) {
        String text = headers.get("http2-settings");
        if (text == null || headers.all("http2-settings").size() > 1) {
            return null;
        }
        try {
            ByteBuffer payload = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            Http2Settings settings = new Http2Settings();
            while (payload.remaining() >= 6) {
                settings.put((char) payload.getShort(), Long.valueOf(payload.getInt() & 0xffff_ffffL));
            }
            return payload.hasRemaining() ? null : settings;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The same request as the first stream of the new connection. */
    static RequestHead head(RequestHead old) {
        Headers.Builder headers = Headers.builder();
        old.headers().forEach((name, value) -> {
            if (!name.equals("connection") && !name.equals("upgrade") && !name.equals("http2-settings")) {
                headers.add(name, value);
            }
        });
        return new RequestHead(
                old.method(), old.target(), old.authority(), HttpVersion.HTTP_2, headers.build(), 0, true, false, "");
    }
}
