package dev.selvedge.commitlog;

import static dev.selvedge.commitlog.Journal.append;
import static dev.selvedge.commitlog.Journal.appendDurably;
import static dev.selvedge.commitlog.Journal.contents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.DataSize;
import dev.selvedge.base.ManualClock;
import dev.selvedge.base.RandomSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real folder, with segments of 64 KiB. */
class LocalCommitLogTest extends CommitLogContract {

    static final LocalCommitLog.Limits LIMITS =
            new LocalCommitLog.Limits(DataSize.kibibytes(64), DataSize.mebibytes(16));

    @TempDir
    Path folder;

    @Override
    CommitLog open(ManualClock clock) {
        try {
            return LocalCommitLog.open(new FolderDisk(folder), LIMITS, clock, RandomSource.secure());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFolderHasOneLog() {
        assertThatThrownBy(() -> open(clock))
                .isInstanceOf(CommitLogException.class)
                .hasMessageContaining("in use by another node");
        appendDurably(log(), "still works");
    }

    @Test
    void aFullQueueRefusesUntilThereIsRoom() throws InterruptedException {
        Journal journal = new Journal();
        CommitLog.Chain chain = log().chain();
        byte[] large = new byte[4 << 20];
        int accepted = 0;
        boolean refused = false;
        while (!refused) {
            try {
                chain.append(new byte[0], large, journal);
                accepted++;
            } catch (CommitLogException e) {
                assertThat(e.kind()).isEqualTo(CommitLogException.Kind.FULL);
                refused = true;
            }
        }
        CountDownLatch room = new CountDownLatch(1);
        log().whenRoom(room::countDown);
        assertThat(room.await(20, TimeUnit.SECONDS)).isTrue();
        append(chain, "after", journal);
        journal.await(accepted + 1);
        assertThat(journal.durable()).hasSize(accepted + 1);
        assertThat(contents(log())).endsWith("after");
    }
}
