package dev.selvedge.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads snapshot and segments back into a {@link State}. Belongs to the thread that opens the catalog. */
final class Replay {

    private final Map<String, String> shared = new HashMap<>();
    private State state;
    private long cutBytes;

    Replay(State state) {
        this.state = state;
    }

    State state() {
        return state;
    }

    /** How much of a torn write was behind the last whole group. */
    long cutBytes() {
        return cutBytes;
    }

    /** Takes over a snapshot. It was renamed into place whole, so anything wrong in it is damage. */
    void snapshot(Path path, long sequence) throws IOException {
        byte[] file = Files.readAllBytes(path);
        StateEdit edit = new StateEdit(state);
        int position = Segment.HEADER.length;
        for (Group group = groupAt(file, position); ; group = groupAt(file, position)) {
            if (group == null || group.sequence() != sequence) {
                throw damaged(path, position);
            }
            if (group.kind() == Group.SNAPSHOT_END) {
                state = edit.freeze(sequence);
                return;
            }
            Decoder decoder = new Decoder(group.payload(), shared);
            while (!decoder.isAtEnd()) {
                edit.apply(ChangeCodec.read(decoder));
            }
            position += group.size();
        }
    }

    /**
     * Applies a segment and returns the length of its unharmed part.
     *
     * @param last whether it is the newest: only there can a torn write be
     */
    long segment(Path path, boolean last) throws IOException {
        byte[] file = Files.readAllBytes(path);
        if (file.length < Segment.HEADER.length && last) {
            return Segment.HEADER.length;
        }
        int position = Segment.HEADER.length;
        StateEdit edit = new StateEdit(state);
        long sequence = state.sequence();
        while (position < file.length || position == Segment.HEADER.length) {
            Group group = groupAt(file, position);
            if (group == null) {
                break;
            }
            sequence = commits(path, position, group, edit, sequence);
            position += group.size();
        }
        state = edit.freeze(sequence);
        if (position < file.length) {
            requireTorn(path, file, position, last);
            cutBytes = (long) file.length - position;
        }
        return position;
    }

    private long commits(Path path, int position, Group group, StateEdit edit, long sequence) {
        Decoder decoder = new Decoder(group.payload(), shared);
        long next = group.sequence();
        while (!decoder.isAtEnd()) {
            List<Change> changes = decodeCommit(decoder.raw(), shared);
            if (next == sequence + 1) {
                changes.forEach(edit::apply);
                sequence = next;
            } else if (next > sequence) {
                throw new CatalogException(
                        "commits " + (sequence + 1) + " to " + (next - 1) + " are missing before byte " + position
                                + " of " + path + "; restore the data directory from a backup");
            }
            next++;
        }
        return sequence;
    }

    private static void requireTorn(Path path, byte[] file, int position, boolean last) {
        if (!last) {
            throw damaged(path, position);
        }
        for (int i = position + 1; i <= file.length - Group.HEADER_BYTES; i++) {
            if (file[i] == (byte) Group.MAGIC && Group.at(file, i) != null) {
                throw damaged(path, position);
            }
        }
    }

    private static @org.jspecify.annotations.Nullable Group groupAt(byte[] file, int position) {
        boolean known = file.length >= Segment.HEADER.length
                && Arrays.equals(Segment.HEADER, 0, Segment.HEADER.length, file, 0, Segment.HEADER.length);
        return known ? Group.at(file, position) : null;
    }

    private static CatalogException damaged(Path path, int position) {
        return new CatalogException("the catalog is damaged at byte " + position + " of " + path
                + "; nothing was changed; restore the data directory from a backup");
    }

    static byte[] encodeCommit(List<Change> changes) {
        Encoder encoder = new Encoder();
        changes.forEach(change -> ChangeCodec.write(encoder, change));
        return encoder.toBytes();
    }

    private static List<Change> decodeCommit(byte[] bytes, Map<String, String> shared) {
        Decoder decoder = new Decoder(bytes, shared);
        List<Change> changes = new ArrayList<>();
        while (!decoder.isAtEnd()) {
            changes.add(ChangeCodec.read(decoder));
        }
        return changes;
    }
}
