package dev.selvedge.front;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RotatingFile;
import dev.selvedge.base.Tasks;
import dev.selvedge.observe.RequestEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Writes one JSON line per request to a file that turns over. A loop puts its line into memory at once (an eighth of a
 * microsecond; keeping the event itself would cost the collector more) and wakes nobody; a thread of its own looks ten times
 * a second and writes. When the disk cannot keep up, requests are counted as lost rather than held.
 */
public final class AccessLog implements RequestEvent.Sink, AutoCloseable {

    /** Lines of a tenth of a second at a quarter of a million requests a second. */
    private static final int MOST_BYTES = 8 << 20;

    private static final Duration ROUND = Duration.ofMillis(100);

    private final RotatingFile file;
    private final Consumer<String> complaints;
    private final LongAdder lost = new LongAdder();
    private final Tasks.Repeating writer;
    /** Guards {@link #filling} alone, and never while the disk is being waited for. */
    private final Object lines = new Object();

    private EventJson filling = new EventJson(MOST_BYTES);
    private EventJson writing = new EventJson(MOST_BYTES);
    private boolean broken;

    /** Writes into the file and closes it at the end. {@code complaints} is told once when writing begins to fail. */
    public AccessLog(RotatingFile file, Clock clock, Consumer<String> complaints) {
        this.file = file;
        this.complaints = complaints;
        this.writer = Tasks.every("access-log", ROUND, clock, this::write);
    }

    @Override
    public void accept(RequestEvent event) {
        synchronized (lines) {
            if (filling.makeRoom()) {
                filling.add(event);
                return;
            }
        }
        lost.increment();
    }

    /** Requests that are in no file because the disk was too slow or refused. */
    public long lost() {
        return lost.sum();
    }

    /** Writes what is still in memory. */
    @Override
    public void close() throws IOException {
        writer.close();
        write();
        synchronized (this) {
            file.close();
        }
    }

    synchronized void write() {
        EventJson full;
        synchronized (lines) {
            full = filling;
            filling = writing;
            writing = full;
        }
        if (full.length() == 0) {
            return;
        }
        try {
            file.append(full.array(), full.length());
            broken = false;
        } catch (IOException e) {
            lost.add(full.count());
            complainOnce(e);
        }
        full.clear();
    }

    private void complainOnce(IOException e) {
        if (!broken) {
            broken = true;
            complaints.accept("The access log " + file.file() + " cannot be written: " + e.getMessage());
        }
    }
}
