package dev.selvedge.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The last lines that the node, its engines and its Workers said. Bounded in lines and in the length of each, so a
 * Worker that logs without end costs a fixed amount of memory. Any thread may append.
 */
public final class LogRing {
    private static final int LONGEST_MESSAGE = 8 * 1024;

    private final LogLine[] lines;
    private final LongSupplier wallMillis;
    private final CopyOnWriteArrayList<Consumer<LogLine>> followers = new CopyOnWriteArrayList<>();
    private long next;

    public LogRing(int capacity, LongSupplier wallMillis) {
        this.lines = new LogLine[capacity];
        this.wallMillis = wallMillis;
    }

    public void append(String level, String source, String message) {
        append(level, source, "", "", message);
    }

    public void append(String level, String source, String script, String ray, String message) {
        String kept = message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + " …";
        LogLine line;
        synchronized (this) {
            line = new LogLine(next, wallMillis.getAsLong(), level, source, script, ray, kept);
            lines[(int) (next % lines.length)] = line;
            next++;
        }
        for (Consumer<LogLine> follower : followers) {
            follower.accept(line);
        }
    }

    /** Lines from {@code sequence} on that are still there, oldest first, at most {@code most}. */
    public synchronized List<LogLine> since(long sequence, int most) {
        long from = Math.max(Math.max(0, sequence), next - lines.length);
        List<LogLine> found = new ArrayList<>();
        for (long at = from; at < next && found.size() < most; at++) {
            found.add(lines[(int) (at % lines.length)]);
        }
        return found;
    }

    /** The sequence number that the next line will get. */
    public synchronized long end() {
        return next;
    }

    /** Calls {@code follower} with every line from now on, on the thread that appends: it must not block. */
    public AutoCloseable follow(Consumer<LogLine> follower) {
        followers.add(follower);
        return () -> followers.remove(follower);
    }
}
