package dev.selvedge.workers;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.commitlog.Disk;
import dev.selvedge.commitlog.FolderDisk;
import dev.selvedge.commitlog.LocalCommitLog;
import dev.selvedge.durable.ActorFiles;
import java.io.IOException;
import java.nio.file.Path;

/** The log and the files of Durable Objects, as a node opens them. Closed after the rig. */
final class ObjectFolder implements AutoCloseable {
    private final LocalCommitLog log;
    private final ActorFiles files;

    ObjectFolder(Path folder) throws IOException {
        this(folder, new FolderDisk(folder.resolve("log")), LocalCommitLog.Limits.defaults());
    }

    ObjectFolder(Path folder, Disk disk, LocalCommitLog.Limits limits) {
        Clock clock = Clock.system();
        log = LocalCommitLog.open(disk, limits, clock, RandomSource.secure());
        files = ActorFiles.open(folder, log, ActorFiles.Limits.defaults(), clock);
    }

    ActorStore store() {
        return new FileStore(files);
    }

    LocalCommitLog log() {
        return log;
    }

    @Override
    public void close() {
        files.close();
        log.close();
    }
}
