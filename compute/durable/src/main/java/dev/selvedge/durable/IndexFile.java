package dev.selvedge.durable;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.DurableFiles;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * The index as it was at a place in the log, so that a start reads the log from there only. A cache: a file that is damaged is
 * passed over for the one before it, or for the whole log.
 */
final class IndexFile {

    private static final System.Logger LOG = System.getLogger(IndexFile.class.getName());
    private static final String PREFIX = "index-";
    private static final long MAGIC = 0x53_4c_56_47_49_44_58_31L; // "SLVGIDX1"
    private static final int KEPT = 2;
    /** In the length of a namespace, which has 64 bytes at most: the key goes on with the path of a facet. */
    private static final int OF_FACET = 0x80;

    private final Path folder;

    IndexFile(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes one.
     *
     * @param place up to which the log is in the index; it may be in it further for some actors, which does no harm
     */
    void write(ActorIndex index, long place) throws IOException {
        Path temporary = folder.resolve("index.tmp");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = DurableFiles.open(temporary)) {
            CheckedOutputStream checked =
                    new CheckedOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)), new CRC32C());
            DataOutputStream out = new DataOutputStream(checked);
            out.writeLong(MAGIC);
            out.writeLong(place);
            writeActors(index, out);
            out.writeLong(checked.getChecksum().getValue());
            out.flush();
            channel.force(true);
        }
        Files.move(
                temporary,
                folder.resolve(PREFIX + java.util.HexFormat.of().toHexDigits(place)),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        DurableFiles.syncFolder(folder);
        List<Path> files = files();
        for (Path old : files.subList(0, Math.max(0, files.size() - KEPT))) {
            Files.deleteIfExists(old);
        }
    }

    private static void writeActors(ActorIndex index, DataOutputStream out) throws IOException {
        IOException[] failure = new IOException[1];
        index.forEach((key, state) -> {
            try {
                write(key, state, out);
            } catch (IOException e) {
                failure[0] = e;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
        out.writeByte(0);
    }

    /** Fills an empty index from the newest file that is whole, and returns the place from which the log is to be read. */
    long read(ActorIndex index) throws IOException {
        for (Path file : files().reversed()) {
            List<Runnable> actors = new ArrayList<>();
            try {
                long place = read(file, index, actors);
                actors.forEach(Runnable::run);
                return place;
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, file + " is damaged; starting takes longer", e);
            }
        }
        return 0;
    }

    private static long read(Path file, ActorIndex index, List<Runnable> actors) throws IOException {
        CheckedInputStream checked =
                new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file)), new CRC32C());
        try (DataInputStream in = new DataInputStream(checked)) {
            if (in.readLong() != MAGIC) {
                throw new IOException("not an index");
            }
            long place = in.readLong();
            for (int length = in.readUnsignedByte(); length > 0; length = in.readUnsignedByte()) {
                ActorKey key = key(in, length);
                ActorState state = state(in);
                actors.add(() -> index.put(key, state));
            }
            long expected = checked.getChecksum().getValue();
            if (in.readLong() != expected) {
                throw new IOException("its checksum is wrong");
            }
            return place;
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().matches(PREFIX + "[0-9a-f]{16}"))
                    .sorted()
                    .toList();
        }
    }

    private static void write(ActorKey key, ActorState state, DataOutputStream out) throws IOException {
        byte[] namespace = Bytes.utf8(key.namespace());
        byte[] facet = Bytes.utf8(key.facet());
        out.writeByte(namespace.length | (facet.length == 0 ? 0 : OF_FACET));
        out.write(namespace);
        out.write(key.id().bytes());
        if (facet.length > 0) {
            out.writeShort(facet.length);
            out.write(facet);
        }
        out.writeLong(state.applied());
        write(state.head(), out);
        write(state.floor(), out);
        out.writeLong(state.first());
        out.writeLong(state.createdMillis());
        out.writeInt(state.shape().pageSize());
        out.writeInt(state.shape().pages());
        out.writeLong(state.shape().alarmMillis());
        out.writeLong(state.unsnapshotted());
        out.writeLong(state.restore());
        out.writeInt(state.snapshots().size());
        for (Snapshot snapshot : state.snapshots()) {
            write(snapshot.mark(), out);
            out.writeLong(snapshot.bytes());
        }
    }

    private static ActorKey key(DataInputStream in, int length) throws IOException {
        byte[] namespace = in.readNBytes(length & ~OF_FACET);
        ByteBuffer id = ByteBuffer.wrap(in.readNBytes(ActorId.BYTES));
        if (id.remaining() < ActorId.BYTES) {
            throw new IOException("it ends early");
        }
        String facet = (length & OF_FACET) == 0 ? "" : Bytes.utf8(in.readNBytes(in.readUnsignedShort()));
        return new ActorKey(Bytes.utf8(namespace).intern(), ActorId.of(id), facet);
    }

    private static ActorState state(DataInputStream in) throws IOException {
        long applied = in.readLong();
        Mark head = mark(in);
        Mark floor = mark(in);
        long first = in.readLong();
        long created = in.readLong();
        LogRecord.Shape shape = new LogRecord.Shape(in.readInt(), in.readInt(), in.readLong());
        long unsnapshotted = in.readLong();
        long restore = in.readLong();
        List<Snapshot> snapshots = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            snapshots.add(new Snapshot(mark(in), in.readLong()));
        }
        return new ActorState(
                applied, head, floor, first, created, shape, List.copyOf(snapshots), unsnapshotted, restore);
    }

    private static void write(Mark mark, DataOutputStream out) throws IOException {
        out.writeLong(mark.sequence());
        out.writeLong(mark.position());
        out.writeLong(mark.wallMillis());
    }

    private static Mark mark(DataInputStream in) throws IOException {
        return new Mark(in.readLong(), in.readLong(), in.readLong());
    }
}
