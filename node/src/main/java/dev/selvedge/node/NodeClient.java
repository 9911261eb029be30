package dev.selvedge.node;

import dev.selvedge.base.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;

/**
 * How the verbs talk to the node in a data directory: over its API port, with the token that only the directory's owner can
 * read. Uses the JDK's oldest client, because it is the quickest to load.
 */
record NodeClient(NodeFile node, String token) {

    static NodeClient of(DataDirectory data) {
        return new NodeClient(NodeFile.read(data), readToken(data));
    }

    static String readToken(DataDirectory data) {
        try {
            return Files.readString(data.token()).strip();
        } catch (NoSuchFileException e) {
            throw CommandException.failed(
                    "There is no token in " + data.root() + "; start the node with ./selvedge up and it makes one.");
        } catch (IOException e) {
            throw CommandException.failed("The token " + data.token() + " cannot be read: " + e.getMessage());
        }
    }

    /** Asks and reads an object; every status above 299 ends the command with the node's own sentence. */
    Map<String, Object> ask(String method, String path) {
        try (InputStream answer = open(method, path)) {
            return Json.readObject(Bytes.utf8(answer.readAllBytes()));
        } catch (IOException e) {
            throw CommandException.failed(
                    "The node at " + node.apiUrl() + " answered something odd: " + e.getMessage());
        }
    }

    /** Asks and gives the answer as it comes. */
    InputStream open(String method, String path) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(node.apiUrl() + path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setConnectTimeout(5_000);
            connection.setRequestProperty("authorization", "Bearer " + token);
            if (connection.getResponseCode() <= 299) {
                return connection.getInputStream();
            }
            throw CommandException.failed(sentence(connection));
        } catch (ConnectException e) {
            throw CommandException.failed(
                    "No node answers at " + node.apiUrl() + "; start it with ./selvedge up. (" + e.getMessage() + ")");
        } catch (IOException e) {
            throw CommandException.failed("The node at " + node.apiUrl() + " cannot be asked: " + e.getMessage());
        }
    }

    /** The status of {@code /ready}, 0 if nobody answers. */
    int readyStatus() {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create(node.apiUrl() + "/ready").toURL().openConnection();
            connection.setConnectTimeout(2_000);
            connection.setReadTimeout(2_000);
            return connection.getResponseCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private static String sentence(HttpURLConnection connection) throws IOException {
        try (InputStream body = connection.getErrorStream()) {
            String text = body == null ? "" : Bytes.utf8(body.readAllBytes());
            if (!text.startsWith("{")) {
                return "The node answered " + connection.getResponseCode() + " " + text.strip();
            }
            List<Map<String, Object>> errors = Json.objects(Json.readObject(text), "errors");
            return errors.isEmpty() ? text.strip() : Json.text(errors.getFirst(), "message");
        }
    }
}
