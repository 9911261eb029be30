package dev.selvedge.durable;

import dev.selvedge.base.Clock;
import dev.selvedge.base.DataSize;
import dev.selvedge.base.RandomSource;
import dev.selvedge.commitlog.FolderDisk;
import dev.selvedge.commitlog.LocalCommitLog;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * Measures how long a node takes to know its actors after it was killed: arguments are a folder, the number of actors, and the
 * megabytes that they commit, in pages. Prints it for an index as it is written as a rule, and for one that never was.
 */
final class StartBench {
    private static final int PAGE = 4096;

    private StartBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int actors = Integer.parseInt(arguments[1]);
        long commits = Long.parseLong(arguments[2]) * (1 << 20) / PAGE;
        for (String index : new String[] {"16MiB", "1TiB"}) {
            Path folder = Files.createTempDirectory(Path.of(arguments[0]), "start");
            write(folder, actors, commits, DataSize.parse(index));
            for (int round = 0; round < 3; round++) {
                start(folder, index);
            }
        }
    }

    private static LocalCommitLog log(Path folder) throws IOException {
        return LocalCommitLog.open(
                new FolderDisk(folder.resolve("log")),
                LocalCommitLog.Limits.defaults(),
                Clock.system(),
                RandomSource.secure());
    }

    private static ActorFiles files(Path folder, LocalCommitLog log, DataSize index) {
        ActorFiles.Limits limits = ActorFiles.Limits.defaults();
        return ActorFiles.open(
                folder, log, new ActorFiles.Limits(index, DataSize.parse("1TiB"), limits.logBytes()), Clock.system());
    }

    /** Never closed, as if the process had been killed. */
    private static void write(Path folder, int actors, long commits, DataSize index)
            throws IOException, InterruptedException {
        LocalCommitLog log = log(folder);
        ActorFiles files = files(folder, log, index);
        ActorNamespace namespace = new ActorNamespace("bench");
        ActorKey[] keys = new ActorKey[actors];
        long[] sequences = new long[actors];
        for (int i = 0; i < actors; i++) {
            keys[i] = namespace.key(namespace.named(Jurisdiction.NONE, "actor " + i));
            CompletableFuture<Void> opened = new CompletableFuture<>();
            files.open(keys[i], (_, failure) -> PagedActor.complete(opened, null, failure));
            PagedActor.await(opened);
        }
        CompletableFuture<Void> last = new CompletableFuture<>();
        for (long commit = 0; commit < commits; commit++) {
            int actor = (int) (commit % actors);
            sequences[actor]++;
            while (log.isCrowded()) {
                Thread.onSpinWait();
            }
            boolean isLast = commit == commits - 1;
            files.append(keys[actor], image(sequences[actor]), failure -> {
                if (isLast) {
                    PagedActor.complete(last, null, failure);
                }
            });
        }
        PagedActor.await(last);
        log.close();
    }

    private static CommitImage image(long sequence) {
        byte[] full = new byte[PAGE];
        Arrays.fill(full, (byte) 1);
        ByteBuffer image = ByteBuffer.allocate((int) CommitImage.bytes(PAGE, 1));
        CommitImage.putHeader(image, sequence, 0, CommitImage.NO_ALARM, PAGE, 1);
        CommitImage.putFrame(image, 1, MemorySegment.ofArray(full));
        return CommitImage.of(image.flip());
    }

    private static void start(Path folder, String index) throws IOException {
        Clock clock = Clock.system();
        long began = clock.nanos();
        LocalCommitLog log = log(folder);
        long opened = clock.nanos();
        ActorFiles files = files(folder, log, DataSize.parse(index));
        System.out.printf(
                "index every %s: log %,d MB opened in %d ms, %,d actors found in %d ms%n",
                index,
                (log.durable() - log.start()) >> 20,
                (opened - began) / 1_000_000,
                files.count(),
                (clock.nanos() - opened) / 1_000_000);
        log.close();
    }
}
