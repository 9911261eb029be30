package dev.selvedge.front;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RotatingFile;
import dev.selvedge.base.Tasks;
import dev.selvedge.observe.RequestEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Writes one JSON line per request to a file that is put aside when it is full. A loop only drops the event into a bounded
 * queue, without waking anybody; a thread of its own looks every fifth of a second. When the disk cannot keep up, events
 * are counted as lost rather than held.
 */
public final class AccessLog implements RequestEvent.Sink, AutoCloseable {

    private static final int QUEUE = 1 << 15;
    private static final Duration ROUND = Duration.ofMillis(200);

    private final RotatingFile file;
    private final Consumer<String> complaints;
    private final ArrayBlockingQueue<RequestEvent> queue = new ArrayBlockingQueue<>(QUEUE);
    private final LongAdder lost = new LongAdder();
    private final List<RequestEvent> batch = new ArrayList<>();
    private final EventJson lines = new EventJson(2 * EventJson.LONGEST_LINE);
    private final Tasks.Repeating writer;
    private boolean broken;

    /** Writes into the file and closes it at the end. {@code complaints} is told once when writing begins to fail. */
    public AccessLog(RotatingFile file, Clock clock, Consumer<String> complaints) {
        this.file = file;
        this.complaints = complaints;
        this.writer = Tasks.every("access-log", ROUND, clock, this::writeQueued);
    }

    @Override
    public void accept(RequestEvent event) {
        if (!queue.offer(event)) {
            lost.increment();
        }
    }

    /** Requests that are in no file because the disk was too slow or refused. */
    public long lost() {
        return lost.sum();
    }

    /** Writes what is queued. */
    @Override
    public void close() throws IOException {
        writer.close();
        writeQueued();
        synchronized (this) {
            file.close();
        }
    }

    synchronized void writeQueued() {
        while (queue.drainTo(batch, 1024) > 0) {
            try {
                write(batch);
                broken = false;
            } catch (IOException e) {
                lost.add(batch.size());
                complainOnce(e);
            }
            batch.clear();
            lines.clear();
        }
    }

    private void write(List<RequestEvent> events) throws IOException {
        for (RequestEvent event : events) {
            if (!lines.hasRoom()) {
                flush();
            }
            lines.add(event);
        }
        flush();
    }

    private void flush() throws IOException {
        file.append(lines.array(), lines.length());
        lines.clear();
    }

    private void complainOnce(IOException e) {
        if (!broken) {
            broken = true;
            complaints.accept("The access log " + file.file() + " cannot be written: " + e.getMessage());
        }
    }
}
