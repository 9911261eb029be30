package dev.selvedge.node;

import dev.selvedge.base.Bytes;
import dev.selvedge.net.Exchange;
import dev.selvedge.net.Headers;
import dev.selvedge.observe.LogLine;
import dev.selvedge.observe.LogRing;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Sends log lines over HTTP, one JSON object each; with {@code follow} until the reader goes away. */
record LogStream(LogRing ring) {

    private static final Headers HEADERS =
            Headers.of("content-type", "application/x-ndjson", "cache-control", "no-store");
    private static final int MOST = 1_000_000;

    /** A reader that does not keep up misses lines beyond these: holding all of them would let it fill our memory. */
    private static final int WAITING = 4096;

    Reply answer(Request request) {
        String worker = request.query("worker").orElse("");
        int count = request.query("lines", 100, 0, MOST);
        boolean follow = request.flag("follow");
        return new Reply.Stream(200, HEADERS, out -> {
            for (LogLine line : last(worker, count)) {
                send(out, line);
            }
            if (follow) {
                follow(worker, request.exchange(), out);
            }
        });
    }

    /** Lines as they come; an empty entry in the queue says that the reader is gone. */
    private void follow(String worker, Exchange exchange, OutputStream out) throws IOException {
        BlockingQueue<Optional<LogLine>> waiting = new ArrayBlockingQueue<>(WAITING);
        exchange.loop().execute(() -> exchange.onClose(_ -> giveUp(waiting)));
        AutoCloseable following = ring.follow(line -> {
            if (LogLines.isOf(line.script(), worker)) {
                boolean _ = waiting.offer(Optional.of(line));
            }
        });
        try {
            Optional<LogLine> line = waiting.take();
            while (line.isPresent()) {
                send(out, line.get());
                line = waiting.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeQuietly(following);
        }
    }

    private static void giveUp(BlockingQueue<Optional<LogLine>> waiting) {
        while (!waiting.offer(Optional.empty())) {
            waiting.clear();
        }
    }

    private List<LogLine> last(String worker, int count) {
        Deque<LogLine> found = new ArrayDeque<>();
        for (LogLine line : ring.since(0, MOST)) {
            if (LogLines.isOf(line.script(), worker)) {
                found.addLast(line);
                if (found.size() > count) {
                    found.removeFirst();
                }
            }
        }
        return new ArrayList<>(found);
    }

    private static void send(OutputStream out, LogLine line) throws IOException {
        out.write(Bytes.utf8(LogLines.json(line) + "\n"));
    }

    private static void closeQuietly(AutoCloseable following) {
        try {
            following.close();
        } catch (Exception e) {
            throw new IllegalStateException("a follower could not be taken off the log ring", e);
        }
    }
}
