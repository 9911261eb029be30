package dev.selvedge.workers;

import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The cron ticker, waiting for one run of a scheduled handler. */
final class ScheduledCaller implements Caller {
    /** The platform ends a cron run after this long. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Lineage lineage = Lineage.first();
    private final String cron;
    private final long scheduledMillis;
    private final long ray;
    private final byte[] json;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    ScheduledCaller(String cron, long scheduledMillis, long ray) {
        this.cron = cron;
        this.scheduledMillis = scheduledMillis;
        this.ray = ray;
        this.json = ControlMessage.object()
                .put("cron", cron)
                .put("scheduledTime", scheduledMillis)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    @Override
    public void capture() {
        // There is nothing that could go away.
    }

    @Override
    public int room() {
        return json.length;
    }

    @Override
    public void write(FrameBatch batch, int id, int actor) {
        batch.record(Wire.In.EVENT, id, Wire.EventType.SCHEDULED, json.length).text(json);
    }

    @Override
    public @Nullable ByteSource body() {
        return null;
    }

    @Override
    public void began(Flight flight) {
        flight.deadlineNanos = flight.startNanos + LONGEST.toNanos();
    }

    @Override
    public boolean wantsBody() {
        return false;
    }

    @Override
    public boolean wantsEncoded() {
        return false;
    }

    @Override
    public void respond(AnswerHead head, ByteBuffer body) {
        // An event has no answer.
    }

    @Override
    public ByteSink respondStreaming(AnswerHead head) {
        Pipe nobody = new Pipe();
        nobody.stop();
        return nobody;
    }

    @Override
    public @Nullable SocketPeer acceptSocket(ByteBuffer headers, SocketInlet link) {
        return null;
    }

    /** Also called when the context ends without an answer, which is how every event ends. */
    @Override
    public void fail(WorkerError error, String detail, int retryAfterSeconds) {
        if (error != WorkerError.EXCEPTION) {
            outcome.complete(Outcome.UNKNOWN);
        }
    }

    @Override
    public boolean passThrough() {
        return false;
    }

    @Override
    public void ended(Flight flight) {
        outcome.complete(flight.outcome());
    }

    @Override
    public Lineage lineage() {
        return lineage;
    }

    @Override
    public long ray() {
        return ray;
    }

    @Override
    public TailSubject subject() {
        return new TailSubject.Scheduled(cron, scheduledMillis);
    }
}
