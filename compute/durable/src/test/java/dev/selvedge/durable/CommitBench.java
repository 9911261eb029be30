package dev.selvedge.durable;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.commitlog.FolderDisk;
import dev.selvedge.commitlog.LocalCommitLog;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures what commits of one page cost on this disk: arguments are a folder, the number of actors and the seconds. Each actor
 * commits again as soon as its last commit is durable. Prints commits and flushes a second, and the CPU of this process for each.
 */
final class CommitBench {
    private static final int PAGE = 4096;

    private final ActorFiles files;
    private final AtomicLong commits = new AtomicLong();
    private volatile boolean over;

    private CommitBench(ActorFiles files) {
        this.files = files;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "commits");
        int actors = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        LocalCommitLog log = LocalCommitLog.open(
                new FolderDisk(folder.resolve("log")),
                LocalCommitLog.Limits.defaults(),
                Clock.system(),
                RandomSource.secure());
        try (log;
                ActorFiles files = ActorFiles.open(folder, log, ActorFiles.Limits.defaults(), Clock.system())) {
            CommitBench bench = new CommitBench(files);
            bench.begin(actors);
            bench.measure(log, 2);
            bench.measure(log, seconds);
            bench.over = true;
        }
    }

    private void begin(int actors) {
        ActorNamespace namespace = new ActorNamespace("bench");
        List<CompletableFuture<Void>> opened = new ArrayList<>();
        for (int i = 0; i < actors; i++) {
            ActorKey key = namespace.key(namespace.named(Jurisdiction.NONE, "actor " + i));
            CompletableFuture<Void> answer = new CompletableFuture<>();
            files.open(key, (result, failure) -> {
                PagedActor.complete(answer, null, failure);
                if (result != null) {
                    commit(key, 1);
                }
            });
            opened.add(answer);
        }
        opened.forEach(CompletableFuture::join);
    }

    private void commit(ActorKey key, long sequence) {
        ByteBuffer image = ByteBuffer.allocate((int) CommitImage.bytes(PAGE, 1));
        CommitImage.putHeader(image, sequence, 0, CommitImage.NO_ALARM, PAGE, 1);
        CommitImage.putFrame(image, 1, MemorySegment.ofArray(new byte[PAGE]));
        files.append(key, CommitImage.of(image.flip()), failure -> {
            long _ = commits.incrementAndGet();
            if (failure == null && !over) {
                commit(key, sequence + 1);
            }
        });
    }

    private void measure(LocalCommitLog log, int seconds) throws InterruptedException {
        long before = commits.get();
        long flushes = log.figures().flushes();
        long cpu = cpuNanos();
        Clock.system().sleep(java.time.Duration.ofSeconds(seconds));
        long done = commits.get() - before;
        System.out.printf(
                "%,d commits/s, %,d flushes/s, %.1f µs CPU each%n",
                done / seconds,
                (log.figures().flushes() - flushes) / seconds,
                (cpuNanos() - cpu) / 1e3 / Math.max(1, done));
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
