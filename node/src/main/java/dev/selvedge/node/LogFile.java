package dev.selvedge.node;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.Clock;
import dev.selvedge.base.RotatingFile;
import dev.selvedge.base.Tasks;
import dev.selvedge.observe.LogLine;
import dev.selvedge.observe.LogRing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Keeps what the log ring hears in {@code logs/node.log}, one JSON object a line, so that what was said last can be read
 * after the node is gone. A Worker that logs faster than the disk takes it loses lines here, not the node its memory.
 */
final class LogFile implements AutoCloseable {

    private static final int WAITING = 8192;
    private static final Duration ROUND = Duration.ofMillis(200);

    private final RotatingFile file;
    private final ArrayBlockingQueue<LogLine> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Tasks.Repeating writer;

    LogFile(RotatingFile file, LogRing ring, Clock clock) {
        this.file = file;
        // Never taken off again: the ring and this file end with the node.
        AutoCloseable _ = ring.follow(line -> {
            boolean _ = waiting.offer(line);
        });
        writer = Tasks.every("log-file", ROUND, clock, this::write);
    }

    @Override
    public void close() throws IOException {
        writer.close();
        write();
        file.close();
    }

    private synchronized void write() {
        List<LogLine> lines = new ArrayList<>();
        while (waiting.drainTo(lines, 512) > 0) {
            StringBuilder text = new StringBuilder();
            lines.forEach(line -> text.append(LogLines.json(line)).append('\n'));
            byte[] bytes = Bytes.utf8(text.toString());
            try {
                file.append(bytes, bytes.length);
            } catch (IOException e) {
                // The ring still has them; saying so would only make one line more to write.
                waiting.clear();
            }
            lines.clear();
        }
    }
}
