package dev.selvedge.node;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a node says about itself in {@code run/node.json}, so that the verbs find it. It stays behind when the node ends:
 * whether the process still lives is {@link #running}.
 *
 * @param https 0 if it does not serve TLS
 */
record NodeFile(
        long pid,
        String version,
        String host,
        int http,
        int https,
        int api,
        String suffix,
        String account,
        long started) {

    /** Reads the file of a node that runs or once ran in this directory. */
    static NodeFile read(DataDirectory data) {
        try {
            Map<String, Object> json = Json.readObject(Files.readString(data.nodeFile()));
            return new NodeFile(
                    Json.number(json, "pid"),
                    Json.text(json, "version"),
                    Json.text(json, "host"),
                    (int) Json.number(json, "http"),
                    (int) Json.number(json, "https"),
                    (int) Json.number(json, "api"),
                    Json.text(json, "suffix"),
                    Json.text(json, "account"),
                    Json.number(json, "started"));
        } catch (NoSuchFileException e) {
            throw CommandException.failed("No node has been started in " + data.root()
                    + " yet; start one with ./selvedge up, or name its directory with --data.");
        } catch (IOException e) {
            throw CommandException.failed(data.nodeFile() + " cannot be read: " + e.getMessage());
        }
    }

    void write(Path file) throws IOException {
        DurableFiles.write(file, Bytes.utf8(Json.write(toObject()) + "\n"));
    }

    Map<String, Object> toObject() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("pid", pid);
        object.put("version", version);
        object.put("host", host);
        object.put("http", http);
        object.put("https", https);
        object.put("api", api);
        object.put("suffix", suffix);
        object.put("account", account);
        object.put("started", started);
        return object;
    }

    boolean running() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Host at which this machine reaches the node. */
    String localHost() {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "[::1]";
            default -> host.contains(":") ? "[" + host + "]" : host;
        };
    }

    String apiUrl() {
        return "http://" + localHost() + ":" + api;
    }

    /** Where a Worker of the default account is, with its name left to fill in. */
    String workerUrl() {
        return "http://<worker>." + suffix + ":" + http;
    }
}
