package dev.selvedge.front;

import dev.selvedge.base.Clock;
import dev.selvedge.base.DurableFiles;
import dev.selvedge.base.Tasks;
import dev.selvedge.observe.RequestEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    /**
     * Where and how much.
     *
     * @param size bytes at which the file is put aside as {@code access.log.1}
     * @param files files kept, the current one among them
     */
    public record Place(Path file, long size, int files) {}

    private final Place place;
    private final Consumer<String> complaints;
    private final ArrayBlockingQueue<RequestEvent> queue = new ArrayBlockingQueue<>(QUEUE);
    private final LongAdder lost = new LongAdder();
    private final List<RequestEvent> batch = new ArrayList<>();
    private final EventJson lines = new EventJson(2 * EventJson.LONGEST_LINE);
    private final Tasks.Repeating writer;
    private FileChannel channel;
    private boolean broken;

    /** Opens the file. {@code complaints} is told once when writing begins to fail. */
    public AccessLog(Place place, Clock clock, Consumer<String> complaints) throws IOException {
        this.place = place;
        this.complaints = complaints;
        this.channel = open(place.file());
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
            channel.close();
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
        DurableFiles.writeFully(channel, ByteBuffer.wrap(lines.array(), 0, lines.length()));
        lines.clear();
        if (channel.position() >= place.size()) {
            turnOver();
        }
    }

    private void turnOver() throws IOException {
        channel.close();
        for (int i = place.files() - 2; i >= 1; i--) {
            moveIfThere(aside(i), aside(i + 1));
        }
        if (place.files() > 1) {
            moveIfThere(place.file(), aside(1));
        } else {
            Files.delete(place.file());
        }
        channel = open(place.file());
    }

    private Path aside(int number) {
        return place.file().resolveSibling(place.file().getFileName() + "." + number);
    }

    private static void moveIfThere(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        FileChannel channel = DurableFiles.open(file);
        channel.position(channel.size());
        return channel;
    }

    private void complainOnce(IOException e) {
        if (!broken) {
            broken = true;
            complaints.accept("The access log " + place.file() + " cannot be written: " + e.getMessage());
        }
    }
}
