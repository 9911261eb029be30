package dev.selvedge.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.ManualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DatabaseFileTest {
    @TempDir
    Path folder;

    @Test
    void anEmptyDatabaseIsOneThatSqliteFindsWhole() {
        try (Fixture db = new Fixture(folder)) {
            assertThat(DatabaseFile.damage(db.file)).isEmpty();
            assertThat(db.own("pragma integrity_check")).isEqualTo("ok");
            assertThat(db.own("pragma journal_mode")).isEqualTo("wal");
            assertThat(db.own("pragma encoding")).isEqualTo("UTF-8");
            assertThat(db.own("pragma page_size")).isEqualTo("4096");
            assertThat(db.own("pragma auto_vacuum")).isEqualTo("0");
        }
    }

    @Test
    void aDatabaseCostsTwoDescriptorsAndNoOtherFile() throws IOException {
        try (Fixture db = new Fixture(folder)) {
            db.ask("create table t(a); insert into t values(1)");
            db.database.newFrames((number, pages, page) -> {});
            try (var files = Files.list(folder)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder("db.sqlite", "db.sqlite-wal");
            }
        }
    }

    @Test
    void damageIsNoticedBeforeAnythingIsOpened() throws IOException {
        Path file = folder.resolve("db.sqlite");
        DatabaseFile.create(file);
        overwrite(file, 0, new byte[] {'X'});
        assertThat(DatabaseFile.damage(file)).contains("it does not begin as a SQLite database does");
        DatabaseFile.create(file);
        overwrite(file, 16, new byte[] {3, 7});
        assertThat(DatabaseFile.damage(file)).contains("its header names pages of 775 bytes");
        DatabaseFile.create(file);
        overwrite(file, 28, new byte[] {0, 0, 0, 9});
        assertThat(DatabaseFile.damage(file)).contains("it has 4096 bytes of 36864");
        Files.write(file, new byte[50]);
        assertThat(DatabaseFile.damage(file)).contains("it is shorter than a database's header");
        assertThat(DatabaseFile.damage(folder.resolve("none")))
                .hasValueSatisfying(why -> assertThat(why).contains("cannot be read"));
    }

    @Test
    void aDamagedFileIsSetAsideWithItsLog() throws IOException {
        Path file = folder.resolve("db.sqlite");
        Files.writeString(file, "no database");
        Files.writeString(DatabaseFile.wal(file), "no log");
        Path aside = DatabaseFile.setAside(file, new ManualClock(1234));
        assertThat(aside.getFileName().toString()).isEqualTo("db.sqlite.damaged-1234");
        assertThat(aside).hasContent("no database");
        assertThat(DatabaseFile.wal(aside)).hasContent("no log");
        assertThat(DatabaseFile.exists(file)).isFalse();
    }

    @Test
    void aDatabaseWithoutASoundPageSaysThatItIsMalformed() throws IOException {
        try (Fixture db = new Fixture(folder)) {
            db.ask("create table t(a); insert into t values(1)");
            db.database.newFrames((number, pages, page) -> {});
            db.database.checkpoint();
        }
        overwrite(folder.resolve("db.sqlite"), 4096, new byte[4096]);
        try (Fixture db = new Fixture(folder)) {
            assertThatThrownBy(() -> db.ask("select * from t"))
                    .isInstanceOfSatisfying(
                            SqliteException.class, e -> assertThat(e.code()).isEqualTo(ResultCode.CORRUPT));
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsNotOpened() throws IOException {
        Files.writeString(folder.resolve("db.sqlite"), "no database".repeat(1000));
        assertThatThrownBy(() -> new Fixture(folder))
                .isInstanceOfSatisfying(
                        SqliteException.class, e -> assertThat(e.code()).isEqualTo(ResultCode.NOTADB));
    }

    @Test
    void aBackupHoldsWhatTheDatabaseHeld() {
        try (Fixture db = new Fixture(folder)) {
            db.ask("create table t(a); insert into t values(1), (2)");
            Path copy = folder.resolve("copy.sqlite");
            Backup.of(db.database, copy);
            db.ask("delete from t");
            assertThat(DatabaseFile.damage(copy)).isEmpty();
            try (Database other = Sqlite.load().open(copy, DatabaseOptions.DEFAULT)) {
                assertThat(Fixture.rows(other.query("select * from t"))).isEqualTo("1;2");
                assertThat(Fixture.rows(other.own("pragma integrity_check"))).isEqualTo("ok");
            }
        }
    }

    private static void overwrite(Path file, long at, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        }
    }
}
