package dev.selvedge.workers;

import dev.selvedge.base.Tasks;
import dev.selvedge.net.LocalChannel;
import dev.selvedge.net.LocalReader;
import dev.selvedge.net.LocalServer;
import dev.selvedge.net.Loop;
import dev.selvedge.turn.Arena;
import dev.selvedge.turn.ControlMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One engine process with its lanes. Work may be given to a lane before the process is up: it waits there. An engine dies
 * once, for whatever reason, and is never used again. Safe for any thread; what a lane holds belongs to its loop.
 */
final class Engine {
    private static final int GREETING_BYTES = 8;
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    /** Between the end of a connection and that of the process, which the kernel does next. */
    private static final Duration LAST_BREATH = Duration.ofSeconds(1);

    /** Where it stands. */
    enum State {
        STARTING,
        READY,
        STOPPING,
        DEAD
    }

    /** What kind of work it does. */
    enum Duty {
        SHARED,
        SOLO,
        PROBE
    }

    final int number;
    final Cordon cordon;
    final Map<Integer, VersionSeat> tenants = new ConcurrentHashMap<>();
    final CompletableFuture<Void> ready = new CompletableFuture<>();
    /** Completes when the process has ended: from then on nothing of it can write. */
    final CompletableFuture<Void> gone = new CompletableFuture<>();

    final long bornNanos;
    volatile long idleSinceNanos;
    final Admission admission;

    private final Shared shared;
    private final Lane[] lanes;
    private final int secret;
    private final AtomicBoolean lost = new AtomicBoolean();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger isolates = new AtomicInteger();
    private final AtomicInteger sequence = new AtomicInteger();
    private final Map<Integer, CompletableFuture<ControlMessage>> questions = new ConcurrentHashMap<>();
    private volatile State state = State.STARTING;
    private volatile @Nullable Arena arena;
    private volatile @Nullable Path arenaFile;
    private volatile @Nullable EngineProcess process;
    private volatile long residentBytes;
    private volatile long oomKillsBefore;
    private volatile @Nullable LocalServer server;

    Engine(int number, Cordon cordon, Shared shared) {
        this.number = number;
        this.cordon = cordon;
        this.shared = shared;
        this.secret = shared.ports.random().nextInt(Integer.MAX_VALUE);
        this.bornNanos = shared.clock().nanos();
        this.idleSinceNanos = bornNanos;
        this.lanes = new Lane[shared.loops().size()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new Lane(this, shared.loops().get(i), i, shared);
        }
        this.admission = new Admission(shared.limits.admission(), lanes.length, new House());
    }

    /** Lets the door speak to the lanes, each on its loop. */
    private final class House implements Admission.House {
        @Override
        public void evict(int lane, int count) {
            lanes[lane].run(() -> lanes[lane].residents.evict(count));
        }

        @Override
        public void measure() {
            Tasks.start(name() + " measure", Engine.this::measure);
        }
    }

    /** Tells the door what the process holds now, and returns it. Reads a file: off the loops. */
    long measure() {
        EngineProcess running = process;
        long bytes = running == null ? 0 : running.residentBytes();
        residentBytes = bytes;
        admission.measured(bytes);
        return bytes;
    }

    /** Starts the process in the background, after a delay if its predecessor failed at once. */
    void start(Duration delay) {
        Runnable start = () -> {
            try {
                if (!delay.isZero()) {
                    shared.clock().sleep(delay);
                }
                launch();
            } catch (IOException | RuntimeException e) {
                lost("it could not be started: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                lost("its start was interrupted");
            }
        };
        Tasks.platform(name() + " start").newThread(start).start();
    }

    private void launch() throws IOException {
        EngineOptions options = shared.options;
        Path folder = Files.isWritable(SHARED_MEMORY) ? SHARED_MEMORY : options.run();
        Path file = folder.resolve("selvedge-" + ProcessHandle.current().pid() + "-" + number);
        Files.deleteIfExists(file);
        arena = Arena.create(file);
        Path socket = options.run().resolve("engine-" + number + ".sock");
        server = LocalServer.listen(shared.loops(), socket, GREETING_BYTES, new Doorkeeper());
        arenaFile = file;
        if (lost.get()) {
            close();
            return;
        }
        shared.figures.engineStarts.increment();
        var config = ControlMessage.object()
                .put("number", number)
                .put("socket", socket.toString())
                .put("arena", file.toString())
                .put("lanes", lanes.length)
                .put("secret", secret)
                .put("v8", options.v8().toString())
                .put("turbofan", cordon.duty != Duty.SOLO)
                .put("memoryMb", shared.limits.memoryMegabytes())
                .put("probe", cordon.duty == Duty.PROBE)
                .put("confined", !options.recording());
        if (cordon.duty != Duty.PROBE) {
            shared.ports
                    .store()
                    .folder()
                    .ifPresent(folderOfObjects -> config.put("objects", folderOfObjects.toString()));
        }
        oomKillsBefore = OomKills.count();
        process = EngineProcess.start(
                shared.enclosure, config, cordon.duty == Duty.PROBE, name(), shared.ports.logs(), this::exited);
        if (lost.get()) {
            close();
        }
    }

    /** Both sides have it mapped, or never will: nobody needs the name any more. */
    private void unlinkArena() {
        Path file = arenaFile;
        if (file == null) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It lies in memory until the machine restarts; nothing else depends on it.
        }
    }

    /** Lets the lanes in, each on its own loop. */
    private final class Doorkeeper implements LocalServer.Receptionist {
        @Override
        public @Nullable Loop place(ByteBuffer greeting) {
            ByteBuffer ints = greeting.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            int lane = ints.getInt();
            boolean known = ints.getInt() == secret && lane >= 0 && lane < lanes.length;
            return known ? lanes[lane].loop : null;
        }

        @Override
        public LocalReader accepted(LocalChannel channel, ByteBuffer greeting) {
            int lane = greeting.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt();
            lanes[lane].connected(channel);
            if (connections.incrementAndGet() == lanes.length) {
                closeServer();
            }
            return lanes[lane];
        }
    }

    String name() {
        return "engine " + number;
    }

    State state() {
        return state;
    }

    boolean usable() {
        State now = state;
        return now == State.STARTING || now == State.READY;
    }

    boolean wasReady() {
        return ready.isDone() && !ready.isCompletedExceptionally();
    }

    Lane lane(int index) {
        return lanes[index];
    }

    int lanes() {
        return lanes.length;
    }

    int nextIsolate() {
        return isolates.incrementAndGet();
    }

    Arena arena() {
        Arena mapped = arena;
        if (mapped == null) {
            throw new IllegalStateException("the engine has no arena yet");
        }
        return mapped;
    }

    @Nullable
    EngineProcess process() {
        return process;
    }

    /** A control frame from the engine, on the lane's loop. */
    void control(Lane lane, ControlMessage message) {
        switch (message.op()) {
            case READY -> {
                state = state == State.STARTING ? State.READY : state;
                ready.complete(null);
                unlinkArena();
                shared.engines.cameUp(this);
            }
            case LOADED -> lane.residents.started(message.json().path("isolate").asInt());
            case UNLOADED ->
                lane.residents.unloaded(message.json().path("isolate").asInt());
            case LOAD_FAILED -> loadFailed(lane, message);
            case PREPARED, STATISTICS -> {
                CompletableFuture<ControlMessage> question = questions.remove(message.seq());
                if (question != null) {
                    question.complete(message);
                }
            }
            case GONE -> gone(lane, message);
            case LOG ->
                shared.ports
                        .logs()
                        .append(
                                message.json().path("level").asText("info"),
                                name(),
                                message.json().path("message").asText());
            case LOAD, UNLOAD, PREPARE, STATS, EXIT ->
                throw new dev.selvedge.turn.WireException("an engine asked for " + message.op());
        }
    }

    private void loadFailed(Lane lane, ControlMessage message) {
        Resident resident = lane.residents.get(message.json().path("isolate").asInt());
        if (resident != null) {
            String text = message.json().path("message").asText();
            shared.ports.logs().append("error", "workers", resident.seat.key, "", "did not start: " + text);
            shared.dispatcher(lane.index).notLoadable(resident, "The Worker did not start: " + text);
        }
    }

    private void gone(Lane lane, ControlMessage message) {
        if (message.json().path("recycle").asBoolean()) {
            recycle(lane.residents.get(message.json().path("isolate").asInt()));
        }
        Resident resident = lane.residents.get(message.json().path("isolate").asInt());
        if (resident != null) {
            closeResident(resident, message);
            // A thread that cannot be stopped may still be in it.
            if (message.json().path("recycle").asBoolean()) {
                releaseWhenGone(resident);
            } else {
                resident.release();
            }
        }
    }

    /** A thread of it cannot be stopped, so that it will end in a few seconds. Whose thread it is shall not cost another engine. */
    private void recycle(@Nullable Resident culprit) {
        if (culprit != null) {
            shared.suspects.killed(
                    culprit.seat.version.id(), culprit.seat.key, cordon.duty == Duty.SOLO, Evidence.CLEAR);
        }
        cordon.replace(this);
        if (cordon.duty == Duty.PROBE) {
            failQuestions("the script cannot be stopped");
        }
    }

    /** Nothing new comes in from now on; what is in flight may end until the process does. */
    void retire() {
        if (usable()) {
            state = State.STOPPING;
            for (Lane lane : lanes) {
                lane.run(lane.residents::handOver);
            }
        }
    }

    /** What was in the isolate may write until the process has ended. On the lane's loop. */
    void releaseWhenGone(Resident resident) {
        var _ = gone.thenRun(() -> resident.lane.run(resident::release));
    }

    private void closeResident(Resident resident, ControlMessage message) {
        String reason = message.json().path("reason").asText();
        shared.ports.logs().append("error", "workers", resident.seat.key, "", "its isolate was closed: " + reason);
        switch (reason) {
            case "exceededMemory" ->
                resident.close(
                        WorkerError.EXCEEDED_RESOURCES,
                        "The Worker exceeded its memory limit.",
                        Outcome.EXCEEDED_MEMORY);
            case "exceededCpu" ->
                resident.close(
                        WorkerError.EXCEEDED_RESOURCES,
                        "The Worker exceeded its CPU time limit.",
                        Outcome.EXCEEDED_CPU);
            default -> resident.close(WorkerError.ENGINE_LOST, "The Worker's isolate crashed.", Outcome.UNKNOWN);
        }
    }

    /** Sends a question on lane 0; the answer repeats its number. */
    CompletableFuture<ControlMessage> ask(java.util.function.IntFunction<ByteBuffer> question) {
        int number = sequence.incrementAndGet();
        CompletableFuture<ControlMessage> answer = new CompletableFuture<>();
        questions.put(number, answer);
        ByteBuffer frame = question.apply(number);
        lanes[0].run(() -> lanes[0].whenConnected(() -> lanes[0].control(frame)));
        if (lost.get()) {
            failQuestions("the engine is gone");
        }
        return answer;
    }

    /** Ends the engine in good order: it is given nothing more, and what is in it has ended. */
    void stop() {
        if (state != State.DEAD) {
            state = State.STOPPING;
            EngineProcess running = process;
            if (running == null) {
                lost("it was stopped");
            } else {
                running.release();
            }
        }
    }

    private void exited(int code) {
        if (usable() || code != 0) {
            shared.ports.logs().append("error", name(), "its process ended with code " + code);
        }
        lost("its process ended with code " + code, Evidence.of(code, memoryWasShort()));
        gone.complete(null);
    }

    private boolean memoryWasShort() {
        return OomKills.count() > oomKillsBefore
                || residentBytes > shared.limits.admission().bytes();
    }

    /** Why is known when the process has ended, which is soon, unless it only closed what it speaks through. */
    void connectionEnded() {
        Tasks.start(name() + " last breath", () -> {
            try {
                shared.clock().sleep(LAST_BREATH);
                lost("its connection ended");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** It has to go, for what the node saw it do. */
    void lost(String reason) {
        lost(reason, Evidence.CLEAR);
    }

    /** The engine is dead, or has to be. Whoever was on the CPU is remembered before anything is tried again. */
    private void lost(String reason, Evidence evidence) {
        if (!lost.compareAndSet(false, true)) {
            return;
        }
        boolean expected = state == State.STOPPING;
        state = State.DEAD;
        if (!expected) {
            shared.figures.engineDeaths.increment();
            shared.ports.logs().append("error", name(), "is lost: " + reason);
            blame(evidence);
        }
        close();
        ready.completeExceptionally(new IOException(reason));
        failQuestions(reason);
        String detail = "The engine that ran the Worker ended.";
        for (Lane lane : lanes) {
            lane.loop.execute(() -> lane.die(detail));
        }
        shared.engines.died(this, expected);
    }

    /** Each thread area tells which isolate was on it; the mapping outlives the process. */
    private void blame(Evidence evidence) {
        Arena mapped = arena;
        if (mapped == null) {
            return;
        }
        List<VersionSeat> guilty = new ArrayList<>();
        for (int area = 0; area < Arena.AREAS; area++) {
            VersionSeat seat = tenants.get(mapped.intAt(Arena.outAt(area) + Arena.OUT_ISOLATE * Integer.BYTES));
            if (seat != null && !guilty.contains(seat)) {
                guilty.add(seat);
            }
        }
        for (VersionSeat seat : guilty) {
            shared.suspects.killed(seat.version.id(), seat.key, cordon.duty == Duty.SOLO, evidence);
        }
    }

    private void close() {
        EngineProcess running = process;
        if (running != null) {
            running.kill();
        }
        closeServer();
        unlinkArena();
    }

    /** Closing waits for the listener's loop, so it is never done on one. */
    private void closeServer() {
        LocalServer listening = server;
        if (listening != null) {
            Tasks.start(name() + " close", listening::close);
        }
    }

    private void failQuestions(String reason) {
        questions.values().forEach(question -> question.completeExceptionally(new IOException(reason)));
        questions.clear();
    }
}
