package dev.selvedge.workers;

import dev.selvedge.turn.Records;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An actor calls a facet of its own, which is on the same lane and in the same isolate. */
final class FacetOperation extends WorkerCall {
    private static final String LINE = ":facet: ";
    private static final int PARTS = 3;

    /** What the first line of the header block says: which of the starts of which facet it is for, and of what class that is. */
    private record Address(int start, String name, String className) {}

    FacetOperation(Resident resident, int id, Flight context) {
        super(resident, id, context, context.caller.lineage().callActor());
    }

    void start(Records records, ActorSeat parent) {
        byte[] block = records.bytes(1);
        int end = lineEnd(block);
        Address address = address(new String(block, 0, end, StandardCharsets.ISO_8859_1));
        if (address == null || !parent.livesIn(resident)) {
            refuse("There is no such facet.");
        } else if (lineage.deeperThan(lane().shared.limits.serviceDepth())) {
            refuse("Workers called one another too deeply in this request.");
        } else if (lineage.tooManyEvents()) {
            refuse("Durable Objects were called too often in this request.");
        } else {
            take(records, Arrays.copyOfRange(block, Math.min(end + 2, block.length), block.length), 0, 0);
            parent.facets().call(address.name(), address.start(), address.className(), this);
        }
    }

    private static int lineEnd(byte[] block) {
        int end = 0;
        while (end < block.length && block[end] != '\r') {
            end++;
        }
        return end;
    }

    private static @Nullable Address address(String line) {
        String[] parts = line.startsWith(LINE) ? line.substring(LINE.length()).split(";", PARTS) : new String[0];
        if (parts.length != PARTS) {
            return null;
        }
        try {
            String name = URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
            return new Address(Integer.parseInt(parts[0]), name, URLDecoder.decode(parts[2], StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
