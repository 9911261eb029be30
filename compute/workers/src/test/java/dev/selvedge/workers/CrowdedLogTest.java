package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.DataSize;
import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.ObjectNamespace;
import dev.selvedge.commitlog.FolderDisk;
import dev.selvedge.commitlog.LocalCommitLog;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Objects that write faster than the disk does: they are slowed, nothing is lost, and the node holds no more than it may. */
@Timeout(120)
class CrowdedLogTest {
    private static final String SPACE = "c".repeat(32);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String APP = """
            import { DurableObject } from 'cloudflare:workers';
            export class Thing extends DurableObject {
              async fetch(request) {
                const { searchParams } = new URL(request.url), { sql } = this.ctx.storage;
                sql.exec('CREATE TABLE IF NOT EXISTS t (x)');
                for (let i = 0; i < Number(searchParams.get('rows')); i++) sql.exec('INSERT INTO t VALUES (randomblob(1000000))');
                return new Response(`${sql.exec('SELECT count(*) AS n FROM t').one().n}`);
              }
            }
            export default {
              async fetch(request, env) {
                const name = new URL(request.url).pathname;
                try { return await env.THING.getByName(name).fetch(request); } catch (e) { return new Response(e.message, { status: 500 }); }
              },
            };
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private StuckDisk disk;

    @SuppressWarnings("NullAway.Init")
    private ObjectFolder objects;

    @SuppressWarnings("NullAway.Init")
    private Rig rig;

    @BeforeEach
    void open() throws IOException {
        disk = new StuckDisk(new FolderDisk(folder.resolve("log")));
        objects = new ObjectFolder(
                folder, disk, new LocalCommitLog.Limits(DataSize.mebibytes(16), DataSize.mebibytes(24)));
        rig = Rig.withObjects(new Bounds().engineStart(Duration.ofMinutes(1)).limits(), objects);
        rig.deploy("app", APP, new Binding.DurableObject("THING", "Thing", null, null, SPACE));
        rig.catalog.commit(new Change.PutNamespace(
                new ObjectNamespace(SPACE, Rig.ACCOUNT.id(), "app", "Thing", ObjectNamespace.Storage.SQLITE, 0)));
    }

    @AfterEach
    void close() throws IOException {
        disk.release();
        rig.close();
        objects.close();
    }

    private CompletableFuture<String> asking(String path) {
        return rig.client()
                .sendAsync(rig.request("app", path).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::body);
    }

    @Test
    void nobodyIsResetWhenTheDiskStandsStill() throws Exception {
        assertThat(rig.get("app", "/0?rows=0").body()).as(rig.logText()).isEqualTo("0");
        disk.stick();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            for (int object = 0; object < 8; object++) {
                answers.add(asking("/" + object + "?rows=1"));
            }
        }
        rig.await("the log is crowded", SOON, () -> objects.store().isCrowded());
        assertThat(answers).as("nobody hears of what is not durable").noneMatch(CompletableFuture::isDone);
        disk.release();
        for (CompletableFuture<String> answer : answers) {
            assertThat(answer.get()).matches("\\d+");
        }
        for (int object = 0; object < 8; object++) {
            assertThat(rig.get("app", "/" + object + "?rows=0").body()).isEqualTo("10");
        }
    }

    @Test
    void aTurnMayWriteManyTimesWhatTheQueueHolds() throws Exception {
        CompletableFuture<String> large = asking("/large?rows=150");
        CompletableFuture<String> small = asking("/small?rows=1");
        assertThat(large.get()).as(rig.logText()).isEqualTo("150");
        assertThat(small.get()).isEqualTo("1");
        assertThat(rig.get("app", "/large?rows=1").body()).isEqualTo("151");
    }
}
