package dev.selvedge.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WalTest {
    @TempDir
    Path folder;

    private Fixture db;
    private Path replica;
    private int frames;

    @BeforeEach
    void open() {
        db = new Fixture(folder);
        replica = folder.resolve("replica.sqlite");
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void whatIsHandedOutMakesTheSameFile() throws IOException {
        long seed = 20_260_726;
        Random random = new Random(seed);
        db.ask("create table t(a integer primary key, b)");
        for (int commit = 0; commit < 400; commit++) {
            db.own("begin");
            change(random);
            if (random.nextInt(4) == 0) {
                db.own("savepoint s");
                change(random);
                db.own("rollback to s");
                db.own("release s");
            }
            db.own(random.nextInt(5) == 0 ? "rollback" : "commit");
            if (random.nextInt(3) == 0) {
                capture();
            }
            if (random.nextInt(40) == 0) {
                capture();
                assertThat(db.database.checkpoint()).isTrue();
                assertThat(db.database.walFrames()).isZero();
            }
        }
        capture();
        assertThat(db.database.checkpoint()).isTrue();
        db.close();
        assertThat(Files.mismatch(db.file, replica)).as("seed %d", seed).isEqualTo(-1);
        assertThat(frames).isGreaterThan(400);
    }

    private void change(Random random) {
        switch (random.nextInt(4)) {
            case 0 -> db.ask("delete from t where a % 7 = ?", random.nextInt(7));
            case 1 -> db.ask("update t set b = ? where a % 5 = ?", random.nextDouble(), random.nextInt(5));
            default ->
                db.ask(
                        "with recursive c(x) as (select 1 union all select x + 1 from c limit ?)"
                                + " insert into t(b) select randomblob(?) from c",
                        random.nextInt(1, 60),
                        random.nextInt(2000));
        }
    }

    @Test
    void aTransactionLargerThanTheCacheIsHandedOutWhole() throws IOException {
        db.close();
        db = new Fixture(folder, new DatabaseOptions(64, 100_000, 100_000, 64 << 20, 8, () -> false));
        db.ask("create table t(a)");
        db.own("begin");
        db.ask("with recursive c(x) as (select 1 union all select x + 1 from c limit 2000)"
                + " insert into t select zeroblob(1000) from c");
        db.own("rollback");
        db.own("begin");
        db.ask("with recursive c(x) as (select 1 union all select x + 1 from c limit 500)"
                + " insert into t select randomblob(1000) from c");
        db.own("commit");
        capture();
        db.database.checkpoint();
        db.close();
        assertThat(Files.mismatch(db.file, replica)).isEqualTo(-1);
    }

    @Test
    void whatChangedNothingHandsOutNothing() {
        db.ask("create table t(a)");
        capture();
        int before = frames;
        db.own("begin");
        db.ask("delete from t where a = 1");
        db.own("commit");
        db.own("begin");
        db.ask("insert into t values(1)");
        db.own("rollback");
        assertThat(db.database.hasNewFrames()).isFalse();
        capture();
        assertThat(frames).isEqualTo(before);
    }

    @Test
    void aFrameThatWasChangedOnDiskIsNotHandedOut() throws IOException {
        db.ask("create table t(a)");
        db.ask("insert into t values(1)");
        try (FileChannel log = FileChannel.open(DatabaseFile.wal(db.file), StandardOpenOption.WRITE)) {
            log.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 32 + 24 + 2000);
        }
        assertThatThrownBy(this::capture).hasMessageContaining("does not match its checksum");
    }

    @Test
    void theLogStaysWhenADatabaseIsClosed() throws IOException {
        db.ask("create table t(a)");
        byte[] before = Files.readAllBytes(db.file);
        db.close();
        assertThat(Files.readAllBytes(db.file)).isEqualTo(before);
        assertThat(DatabaseFile.wal(db.file)).isNotEmptyFile();
        db = new Fixture(folder);
        assertThat(db.ask("select name from sqlite_master")).isEqualTo("t");
    }

    /** Writes what is handed out over a copy of the empty database. */
    private void capture() {
        if (!Files.exists(replica)) {
            DatabaseFile.create(replica);
        }
        try (FileChannel copy = FileChannel.open(replica, StandardOpenOption.WRITE)) {
            db.database.newFrames((number, pages, page) -> {
                frames++;
                write(copy, number, pages, page);
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(FileChannel copy, int number, int pages, MemorySegment page) {
        try {
            byte[] bytes = page.toArray(ValueLayout.JAVA_BYTE);
            copy.write(ByteBuffer.wrap(bytes), (number - 1L) * bytes.length);
            if (pages > 0 && copy.size() > (long) pages * bytes.length) {
                copy.truncate((long) pages * bytes.length);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
