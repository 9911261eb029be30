package dev.selvedge.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One HTTP request over a socket of its own: any host name can be asked for, whatever this machine resolves. */
final class Ask {

    /** The answer; header names in lower case, one line each, with their line ends. */
    record Answer(int status, String headers, String body) {}

    private Ask() {}

    static Answer get(int port, String host, String path) throws IOException {
        return send(port, "GET", host, path, Map.of(), "");
    }

    static Answer send(int port, String method, String host, String path, Map<String, String> headers, String body)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            StringBuilder head = new StringBuilder()
                    .append(method)
                    .append(' ')
                    .append(path)
                    .append(" HTTP/1.1\r\nhost: ")
                    .append(host)
                    .append("\r\nconnection: close\r\n");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            head.append("content-length: ").append(bytes.length).append("\r\n\r\n");
            socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(bytes);
            return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Answer parse(String text) {
        int end = text.indexOf("\r\n\r\n");
        int line = text.indexOf("\r\n");
        int status = Integer.parseInt(text.substring(9, 12));
        return new Answer(status, text.substring(line + 2, end + 2), text.substring(end + 4));
    }
}
