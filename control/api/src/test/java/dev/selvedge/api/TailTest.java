package dev.selvedge.api;

import static dev.selvedge.api.ApiNode.script;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.observe.TailEvent;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Speaks to a tail as wrangler does, frame by frame: unmasked, with pings that must come back. */
final class TailTest {

    @TempDir
    Path data;

    @Test
    void aTailAcceptsUnmaskedFramesEchoesPingsAndSendsEvents() throws Exception {
        try (ApiNode node = new ApiNode(data)) {
            node.deploy("a");
            String url = node.call("POST", script("a") + "/tails", "{\"filters\":[{\"outcome\":[\"ok\"]}]}")
                    .result()
                    .path("url")
                    .asText();
            try (Socket socket = connect(URI.create(url))) {
                OutputStream out = socket.getOutputStream();
                DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                assertThat(head(in))
                        .startsWith("HTTP/1.1 101")
                        .containsIgnoringCase("sec-websocket-protocol: trace-v1");
                out.write(frame(0x81, "{\"debug\":false}"));
                out.write(frame(0x89, "wrangler tail ping"));
                assertThat(read(in, 0x8a)).isEqualTo("wrangler tail ping");
                String key = ApiNode.OWNER.id() + "/a";
                node.tails.publish(key, () -> event("exception", "{\"n\":1}"));
                node.tails.publish(key, () -> event("ok", "{\"n\":2}"));
                assertThat(read(in, 0x81)).isEqualTo("{\"n\":2}");
            }
        }
    }

    private static TailEvent event(String outcome, String json) {
        return new TailEvent(outcome, "GET", "127.0.0.1", "", Map.of(), List.of(), json);
    }

    private static Socket connect(URI url) throws Exception {
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout(10_000);
        String request = "GET " + url.getPath() + " HTTP/1.1\r\nhost: " + url.getAuthority()
                + "\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
                + "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: trace-v1\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String head(DataInputStream in) throws Exception {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    private static byte[] frame(int first, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[content.length + 2];
        frame[0] = (byte) first;
        frame[1] = (byte) content.length;
        System.arraycopy(content, 0, frame, 2, content.length);
        return frame;
    }

    private static String read(DataInputStream in, int first) throws Exception {
        assertThat(in.readUnsignedByte()).isEqualTo(first);
        byte[] content = new byte[in.readUnsignedByte()];
        in.readFully(content);
        return new String(content, StandardCharsets.UTF_8);
    }
}
