package dev.selvedge.commitlog;

import dev.selvedge.base.RandomSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that behaves as badly as disks may: it refuses, runs full, takes half of a write, and forgets at a crash
 * whichever sectors were not flushed. A flush that fails forgets them too, and the next one succeeds as if nothing had been.
 */
final class SimulatedDisk implements Disk {

    private static final int SECTOR = 512;

    private final RandomSource random;
    private final Map<String, Content> files = new TreeMap<>();
    private Map<String, Content> durableNames = new TreeMap<>();

    private boolean failWrites;
    private boolean failSyncs;
    private boolean shortWrites;
    private long room = Long.MAX_VALUE;
    private int syncs;
    private int refusals;
    private @Nullable Semaphore gate;

    private static final class Content {
        private byte[] now = new byte[0];
        private byte[] durable = new byte[0];
    }

    SimulatedDisk(RandomSource random) {
        this.random = random;
    }

    synchronized void failWrites(boolean fail) {
        failWrites = fail;
    }

    synchronized void failSyncs(boolean fail) {
        failSyncs = fail;
    }

    synchronized void shortWrites() {
        shortWrites = true;
    }

    /** Bytes that files may still grow. */
    synchronized void room(long bytes) {
        room = bytes;
    }

    synchronized int syncs() {
        return syncs;
    }

    /** How often there was no room. */
    synchronized int refusals() {
        return refusals;
    }

    /** From now on each flush takes a permit. */
    synchronized void gate(Semaphore permits) {
        gate = permits;
    }

    /** The machine stops and comes back: whatever was not flushed is there or not, sector by sector. */
    synchronized SimulatedDisk crash() {
        SimulatedDisk after = new SimulatedDisk(random);
        Map<String, Content> names = random.nextInt(2) == 0 ? durableNames : files;
        names.forEach((name, content) -> {
            Content found = new Content();
            found.now = mixed(content);
            found.durable = found.now.clone();
            after.files.put(name, found);
        });
        after.durableNames = new TreeMap<>(after.files);
        return after;
    }

    /** The process stops and comes back: the system keeps what it was given. */
    synchronized SimulatedDisk kill() {
        SimulatedDisk after = new SimulatedDisk(random);
        files.forEach((name, content) -> {
            Content found = new Content();
            found.now = content.now.clone();
            found.durable = content.durable.clone();
            after.files.put(name, found);
        });
        after.durableNames = new TreeMap<>(after.files);
        return after;
    }

    synchronized List<String> segments() {
        return files.keySet().stream().filter(SegmentHeader::isFileName).toList();
    }

    synchronized byte[] bytes(String name) {
        return content(name).now;
    }

    synchronized void replace(String name, byte[] bytes) {
        content(name).now = bytes;
        content(name).durable = bytes.clone();
    }

    private byte[] mixed(Content content) {
        int length = content.now.length == content.durable.length || random.nextInt(2) == 0
                ? content.now.length
                : content.durable.length;
        byte[] result = Arrays.copyOf(content.durable, length);
        for (int from = 0; from < length; from += SECTOR) {
            int count = Math.min(SECTOR, Math.min(length, content.now.length) - from);
            if (count > 0 && random.nextInt(2) == 0) {
                System.arraycopy(content.now, from, result, from, count);
            }
        }
        return result;
    }

    private Content content(String name) {
        Content content = files.get(name);
        if (content == null) {
            throw new IllegalStateException("no file " + name);
        }
        return content;
    }

    @Override
    public synchronized List<String> list() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public synchronized DiskFile open(String name) throws IOException {
        Content content = files.get(name);
        if (content == null) {
            throw new IOException("no file " + name);
        }
        return new File(content);
    }

    @Override
    public synchronized DiskFile create(String name) throws IOException {
        if (failWrites) {
            throw new IOException("simulated failure to create");
        }
        Content content = new Content();
        files.put(name, content);
        return new File(content);
    }

    @Override
    public synchronized void delete(String name) {
        files.remove(name);
    }

    @Override
    public synchronized void rename(String from, String to) {
        files.put(to, content(from));
        files.remove(from);
    }

    @Override
    public synchronized void syncNames() throws IOException {
        if (failSyncs) {
            throw new IOException("simulated failure to flush names");
        }
        durableNames = new TreeMap<>(files);
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public void close() {}

    private final class File implements DiskFile {
        private final Content content;

        File(Content content) {
            this.content = content;
        }

        @Override
        public void write(ByteBuffer bytes, long place) throws IOException {
            synchronized (SimulatedDisk.this) {
                int count = shortWrites ? 1 + random.nextInt(bytes.remaining()) : bytes.remaining();
                if (failWrites) {
                    // Half of it arrived.
                    put(bytes, (int) place, count / 2);
                    throw new IOException("simulated failure to write");
                }
                long growth = place + count - content.now.length;
                if (growth > room) {
                    refusals++;
                    throw new IOException("No space left on device");
                }
                room -= Math.max(0, growth);
                put(bytes, (int) place, count);
            }
        }

        private void put(ByteBuffer bytes, int place, int count) {
            if (content.now.length < place + count) {
                content.now = Arrays.copyOf(content.now, place + count);
            }
            bytes.get(content.now, place, count);
        }

        @Override
        public int read(ByteBuffer target, long place) {
            synchronized (SimulatedDisk.this) {
                if (place >= content.now.length) {
                    return -1;
                }
                int count = Math.min(target.remaining(), content.now.length - (int) place);
                target.put(content.now, (int) place, count);
                return count;
            }
        }

        @Override
        public void sync() throws IOException {
            Semaphore waiting = gate;
            if (waiting != null) {
                waiting.acquireUninterruptibly();
            }
            synchronized (SimulatedDisk.this) {
                syncs++;
                if (failSyncs) {
                    content.now = mixed(content);
                    throw new IOException("simulated failure to flush");
                }
                content.durable = content.now.clone();
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            synchronized (SimulatedDisk.this) {
                if (failWrites) {
                    throw new IOException("simulated failure to cut");
                }
                content.now = Arrays.copyOf(content.now, (int) Math.min(length, content.now.length));
            }
        }

        @Override
        public long length() {
            synchronized (SimulatedDisk.this) {
                return content.now.length;
            }
        }

        @Override
        public void close() {}
    }
}
