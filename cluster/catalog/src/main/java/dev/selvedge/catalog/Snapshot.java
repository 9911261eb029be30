package dev.selvedge.catalog;

import dev.selvedge.base.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Writes a state as the changes that lead to it from nothing. Runs beside commits: a state never changes. */
final class Snapshot {

    private static final int PART_BYTES = 1 << 20;

    private Snapshot() {}

    /** Durable under its final name when it returns, or not there at all. */
    static long write(State state, Path target) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        long length;
        try (FileChannel channel = DurableFiles.open(temporary)) {
            DurableFiles.writeFully(channel, ByteBuffer.wrap(Segment.HEADER));
            writeParts(state, channel);
            put(channel, new Group(Group.SNAPSHOT_END, state.sequence(), new byte[0]));
            channel.force(true);
            length = channel.position();
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncFolder(target.resolveSibling("."));
        return length;
    }

    private static void writeParts(State state, FileChannel channel) throws IOException {
        Encoder encoder = new Encoder();
        for (Iterator<Change> changes = changes(state).iterator(); changes.hasNext(); ) {
            ChangeCodec.write(encoder, changes.next());
            if (encoder.length() > PART_BYTES || !changes.hasNext()) {
                put(channel, new Group(Group.SNAPSHOT_PART, state.sequence(), encoder.toBytes()));
                encoder = new Encoder();
            }
        }
    }

    private static void put(FileChannel channel, Group group) throws IOException {
        DurableFiles.writeFully(channel, ByteBuffer.wrap(group.toBytes()));
    }

    /** In an order in which each change finds what it refers to. */
    static Stream<Change> changes(State state) {
        return Stream.of(
                        state.accountsById().values().map(Change.PutAccount::new),
                        state.tokensById().values().map(Change.PutToken::new),
                        state.scriptsByKey().values().flatMap(Snapshot::changes),
                        state.zonesById().values().map(Change.PutZone::new),
                        state.routesById().values().map(Change.PutRoute::new),
                        state.domainsById().values().map(Change.PutDomain::new),
                        state.objects().changes())
                .flatMap(changes -> changes);
    }

    private static Stream<Change> changes(Script script) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.PutScript(script.head()));
        for (Version version : script.versions()) {
            changes.add(new Change.AddVersion(script.accountId(), script.name(), version));
        }
        for (Deployment deployment : script.deployments().reversed()) {
            changes.add(new Change.Deploy(script.accountId(), script.name(), deployment));
        }
        return changes.stream();
    }
}
