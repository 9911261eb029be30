package dev.selvedge.engine;

import dev.selvedge.durable.CommitImage;
import dev.selvedge.sqlite.Database;
import dev.selvedge.sqlite.DatabaseFile;
import dev.selvedge.sqlite.DatabaseOptions;
import dev.selvedge.sqlite.Sqlite;
import dev.selvedge.sqlite.Statement;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.turn.Wire;
import dev.selvedge.turn.WorkerLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A node that holds objects in an engine: asks them, and keeps what they commit, as a log would. */
final class ObjectRig implements AutoCloseable {
    static final int ISOLATE = 1;

    final NodeEnd engine;
    final Path folder;
    /** All that was said, in order. */
    final List<NodeEnd.Said> said = new ArrayList<>();
    /** The last parts of commits, in order; most have no others. */
    final List<CommitImage> commits = new ArrayList<>();

    /** All parts, each behind the header of its commit. */
    private final List<CommitImage> images = new ArrayList<>();

    private byte[] header = new byte[0];
    private int lastRequest;

    /** With a class {@code A} whose methods are the source; {@code this.sql} is its storage's SQL. */
    ObjectRig(Path folder, String methods) {
        this(folder, methods, WorkerLimits.DEFAULT);
    }

    ObjectRig(Path folder, String methods, WorkerLimits limits) {
        this(folder, methods, limits, new EngineHarness(folder));
    }

    ObjectRig(Path folder, String methods, WorkerLimits limits, NodeEnd engine) {
        this.folder = folder;
        this.engine = engine;
        String source = "import { DurableObject } from 'cloudflare:workers';\n"
                + "export class A extends DurableObject {\n"
                + "  get storage() { return this.ctx.storage }\n"
                + "  exec(...all) { return this.ctx.storage.sql.exec(...all) }\n"
                + methods
                + "}\nexport default {}";
        ControlMessage answer =
                engine.load(ISOLATE, new Upload().esm("index.js", source).limits(limits));
        if (answer.op() != ControlOp.LOADED) {
            throw new AssertionError(answer.json());
        }
    }

    Path file(int actor) {
        return folder.resolve(actor + ".sqlite");
    }

    /** Brings an object into the isolate. */
    void actor(int actor, long sequence) {
        String json = ControlMessage.object()
                .put("className", "A")
                .put("id", "00".repeat(32))
                .put("path", file(actor).toString())
                .put("sequence", sequence)
                .putNull("alarm")
                .toString();
        engine.record(ISOLATE, Wire.In.ACTOR, actor, json.length(), 0, 0, 0, 0, 0, json);
    }

    /** Sends a request to an object; returns its number. */
    int send(int actor, String path) {
        String url = "http://o.localhost" + path;
        int id = ++lastRequest;
        engine.record(
                ISOLATE, Wire.In.REQUEST, id, Wire.Method.GET | Wire.Flag.ACTOR, url.length(), 0, 0, actor, 0, url);
        return id;
    }

    /** The text of the answer; or what it failed with. */
    String ask(int actor, String path) {
        return answer(send(actor, path));
    }

    String answer(int id) {
        while (true) {
            NodeEnd.Said next = next();
            if (next.id() == id && next.kind() == Wire.Out.RESPONSE) {
                await(Wire.Out.DONE, id);
                return next.text().get(2);
            }
            if (next.id() == id && next.kind() == Wire.Out.FAILED) {
                await(Wire.Out.DONE, id);
                return "failed " + next.a();
            }
        }
    }

    /** Waits for a record of this kind and id. */
    NodeEnd.Said await(int kind, int id) {
        while (true) {
            NodeEnd.Said next = next();
            if (next.kind() == kind && next.id() == id) {
                return next;
            }
        }
    }

    NodeEnd.Said next() {
        NodeEnd.Said next = engine.next();
        said.add(next);
        if (next.kind() == Wire.Out.COMMIT) {
            take(next.bytes(), next.b() == 1);
        }
        return next;
    }

    private void take(byte[] part, boolean more) {
        byte[] whole = Arrays.copyOf(header, header.length + part.length);
        System.arraycopy(part, 0, whole, header.length, part.length);
        CommitImage image = CommitImage.of(whole);
        images.add(image);
        header = more ? Arrays.copyOf(whole, CommitImage.HEADER_BYTES) : new byte[0];
        if (!more) {
            commits.add(image);
        }
    }

    void evict(int actor, int reason) {
        engine.record(ISOLATE, Wire.In.EVICT, actor, reason, 0, 0, 0, 0, 0, "");
    }

    /** What the commits make of an empty file, as rows of a query. */
    String replayed(String sql) {
        Path replica = folder.resolve("replica-" + commits.size() + ".sqlite");
        DatabaseFile.create(replica);
        try (FileChannel file = FileChannel.open(replica, StandardOpenOption.WRITE)) {
            for (CommitImage image : images) {
                apply(file, image);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return query(replica, sql);
    }

    static String query(Path file, String sql) {
        try (Database database = Sqlite.load().open(file, DatabaseOptions.DEFAULT)) {
            Statement statement = database.own(sql);
            List<String> rows = new ArrayList<>();
            while (statement.step()) {
                rows.add(String.valueOf(statement.textAt(0)));
            }
            return String.join(",", rows);
        }
    }

    private static void apply(FileChannel file, CommitImage commit) throws IOException {
        for (int frame = 0; frame < commit.frames(); frame++) {
            ByteBuffer page = commit.page(frame);
            file.write(page, (commit.pageNumber(frame) - 1L) * commit.pageSize());
        }
        if (file.size() > commit.databaseBytes()) {
            file.truncate(commit.databaseBytes());
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
