package dev.selvedge.node;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The places inside a data directory. Everything that a node keeps is below it: copying it is a backup. */
record DataDirectory(Path root) {

    /** The default account's token: whoever can read this file owns the node. */
    Path token() {
        return root.resolve("token");
    }

    /** The number of the form that everything here has. */
    Path format() {
        return root.resolve("format");
    }

    Path tls() {
        return root.resolve("tls");
    }

    /** What Durable Objects write, in one log. */
    Path commits() {
        return root.resolve("log");
    }

    Path logs() {
        return root.resolve("logs");
    }

    /** What the node, its engines and its Workers said, one JSON object a line. */
    Path logFile() {
        return logs().resolve("node.log");
    }

    /** Sockets, the lock and {@code node.json}: worth nothing after the node has ended. */
    Path run() {
        return root.resolve("run");
    }

    Path nodeFile() {
        return run().resolve("node.json");
    }

    /**
     * Makes the folders and takes the directory for this process; the operating system gives it back when the process
     * ends, however it ends. What another release wrote in another form is refused.
     */
    Held hold() throws IOException {
        DurableFiles.createFolders(root);
        DurableFiles.createFolders(run());
        DurableFiles.createFolders(logs());
        Path file = run().resolve("lock");
        FileChannel channel = DurableFiles.open(file);
        if (!tryLock(channel)) {
            String pid = Files.readString(file).strip();
            channel.close();
            throw CommandException.failed("The data directory " + root + " is in use by the node with process id " + pid
                    + "; stop that one or give another directory with --data.");
        }
        try {
            DataFormat.check(this);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        channel.truncate(0);
        DurableFiles.writeFully(
                channel, ByteBuffer.wrap(Bytes.utf8(ProcessHandle.current().pid() + "\n")));
        return new Held(channel);
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The directory is ours until this is closed. */
    record Held(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
