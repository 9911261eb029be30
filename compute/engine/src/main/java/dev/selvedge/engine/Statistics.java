package dev.selvedge.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.turn.Arena;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.v8.HeapFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringTokenizer;

/** The figures of an engine, for the node's metrics. */
final class Statistics {
    private static final int PAGE_BYTES = 4096;

    private Statistics() {}

    static ControlMessage of(int seq, List<Lane> lanes, Slots slots, LanePool pool) {
        ObjectNode json = ControlMessage.object()
                .put("rssBytes", rssBytes())
                .put("slotsTaken", slots.taken())
                .put("threads", pool.all().size());
        ArrayNode isolates = json.putArray("isolates");
        for (Lane lane : lanes) {
            for (WorkerIsolate isolate : lane.isolates()) {
                HeapFigures figures = isolate.figures();
                isolates.addObject()
                        .put("isolate", isolate.id())
                        .put("heapBytes", figures.used())
                        .put("externalBytes", Math.max(0, figures.external() - Arena.BYTES));
            }
        }
        return new ControlMessage(ControlOp.STATISTICS, seq, json);
    }

    /** Memory of this process that is in RAM. */
    static long rssBytes() {
        try {
            StringTokenizer pages = new StringTokenizer(Files.readString(Path.of("/proc/self/statm")));
            pages.nextToken();
            return Long.parseLong(pages.nextToken()) * PAGE_BYTES;
        } catch (IOException e) {
            return 0;
        }
    }
}
