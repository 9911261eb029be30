package dev.selvedge.workers;

import dev.selvedge.catalog.Binding;
import dev.selvedge.durable.ActorId;
import dev.selvedge.turn.Records;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A Worker calls an actor through a stub: on this loop if that is the actor's home, else by ferry. */
final class StubOperation extends WorkerCall {
    private static final String LINE = ":actor: ";

    /** What the first line of the header block names: an id, a hint at where it should live, perhaps the name it was made from. */
    private record Address(ActorId id, @Nullable String name, int length) {}

    StubOperation(Resident resident, int id, Flight context) {
        super(resident, id, context, context.caller.lineage().callActor());
    }

    void start(Records records, Binding.DurableObject binding) {
        byte[] block = records.bytes(1);
        Address address = address(block);
        Lane lane = lane();
        if (address == null) {
            refuse("The Durable Object's id is none.");
            return;
        }
        if (lineage.deeperThan(lane.shared.limits.serviceDepth())) {
            refuse("Workers called one another too deeply in this request.");
            return;
        }
        if (lineage.tooManyEvents()) {
            refuse("Durable Objects were called too often in this request.");
            return;
        }
        take(records, Arrays.copyOfRange(block, address.length(), block.length), 0, 0);
        int home = address.id().shard(lane.shared.loops().size());
        Actors actors = lane.shared.actors(home);
        if (home == lane.index) {
            actors.call(binding.namespaceId(), address.id(), address.name(), this);
        } else {
            FerryCaller ferry = new FerryCaller(this, lane.shared.loops().get(home));
            actors.run(() -> actors.call(binding.namespaceId(), address.id(), address.name(), ferry));
        }
    }

    private static @Nullable Address address(byte[] block) {
        int end = 0;
        while (end < block.length && block[end] != '\r') {
            end++;
        }
        String line = new String(block, 0, end, StandardCharsets.ISO_8859_1);
        if (end + 2 > block.length || !line.startsWith(LINE)) {
            return null;
        }
        String[] parts = line.substring(LINE.length()).split(";", 3);
        ActorId id = ActorId.read(parts[0]);
        return id == null ? null : new Address(id, parts.length < 3 ? null : name(parts[2]), end + 2);
    }

    private static @Nullable String name(String encoded) {
        try {
            return encoded.isEmpty() ? null : URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
