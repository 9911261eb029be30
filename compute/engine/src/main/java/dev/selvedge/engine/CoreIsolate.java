package dev.selvedge.engine;

import dev.selvedge.turn.Arena;
import dev.selvedge.v8.Handle;
import dev.selvedge.v8.Isolate;
import dev.selvedge.v8.V8;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An isolate restored from the snapshot, with the functions of the core taken out of reach of what will run in it. A spare until
 * {@link #install} makes it one Worker's.
 */
final class CoreIsolate implements AutoCloseable {
    private static final String CORE = "__selvedge";
    private static final int MOST_REJECTIONS = 1000;

    private final Isolate isolate;
    private final Handle core;
    private final Handle glue;
    private final Handle host;
    private final Handle arena;
    private final Handle load;
    private final Handle step;
    private final Handle take;
    private final Handle killed;
    private final Handle rejected;

    private @Nullable HostOps ops;
    private int handles;
    private final List<Rejection> rejections = new ArrayList<>();
    private final Runnable stepping;

    /** Restores one; takes a few ms. */
    CoreIsolate(V8 v8, byte[] snapshot, Arena sharedArena) {
        isolate = v8.isolate(snapshot);
        try (Isolate.Held _ = isolate.hold();
                Handle global = isolate.global()) {
            core = global.handle(CORE);
            global.delete(CORE);
            glue = core.handle("engine");
            load = core.handle("load");
            step = core.handle("step");
            stepping = step::run;
            take = core.handle("take");
            killed = core.handle("killed");
            rejected = core.handle("rejected");
            host = isolate.function("host", this::callHost);
            arena = isolate.share(sharedArena.shared());
            isolate.allowEval(false);
            isolate.onReject(this::reject);
            glue("capture");
        }
    }

    Isolate isolate() {
        return isolate;
    }

    /** Makes it one Worker's. Inside {@link Isolate#hold}. */
    void install(HostOps hostOps, String configJson) {
        ops = hostOps;
        try (Handle install = core.handle("install")) {
            install.call(host, arena, configJson);
        }
    }

    /** Whether its records may carry slots. */
    boolean usesSlots() {
        HostOps installed = ops;
        return installed != null && installed.usesSlots();
    }

    private @Nullable ActorStorages storages() {
        HostOps installed = ops;
        return installed == null ? null : installed.storages();
    }

    void beginTurn() {
        ActorStorages storages = storages();
        if (storages != null) {
            storages.beginTurn();
        }
    }

    /** The number of the step that begins. */
    int beginStep() {
        ActorStorages storages = storages();
        return storages == null ? 0 : storages.beginStep();
    }

    /** That step was ended in the middle. */
    void abandon(int step, int killed) {
        ActorStorages storages = storages();
        if (storages != null) {
            storages.abandon(step, killed);
        }
    }

    /** Says what the Worker's objects wrote: before anything else of the turn is said. */
    void commit() {
        ActorStorages storages = storages();
        if (storages != null) {
            storages.commit();
        }
    }

    /** Says which of the Worker's objects were closed: after everything else. */
    void tellClosed() {
        ActorStorages storages = storages();
        if (storages != null) {
            storages.tellClosed();
        }
    }

    /** Lets go of the files of the Worker's objects, and of what is not committed. */
    void closeStorages() {
        ActorStorages storages = storages();
        if (storages != null) {
            storages.close();
        }
    }

    /** Calls a function of the core that is needed too seldom to be kept. */
    @Nullable
    Object call(String name, @Nullable Object... arguments) {
        try (Handle function = core.handle(name)) {
            return function.call(arguments);
        }
    }

    /** Calls a function of the glue. */
    @Nullable
    Object glue(String name, @Nullable Object... arguments) {
        try (Handle function = glue.handle(name)) {
            return function.call(arguments);
        }
    }

    Handle host() {
        return host;
    }

    /** Hands a turn's records over: they lie in the area, their text is here. */
    void load(String text, int inAt) {
        load.run(text, inAt);
    }

    /** Does one record, and all microtasks that follow from it. */
    void step() {
        thenTell(stepping);
    }

    /** Puts what the turn has to say into the out half of the area that starts there, and returns its text. */
    String take(int areaAt) {
        String[] text = new String[1];
        thenTell(() -> text[0] = take.text(areaAt));
        return text[0];
    }

    /** Lets the Worker's code have its last word on the step before, when {@link Arena#SETTLE_FIRST} asks for it. */
    void settle() {
        thenTell(() -> call("settle"));
    }

    void killed(int reason) {
        thenTell(() -> killed.call(reason));
    }

    /** From now on the number of handles must not change. */
    void count() {
        thenTell(() -> {});
        handles = isolate.handles();
    }

    /** Handles beyond those at {@link #count}. */
    int leaked() {
        return isolate.handles() - handles;
    }

    private @Nullable Object callHost(@Nullable Object[] arguments) {
        return Objects.requireNonNull(ops, "no Worker is installed").call(arguments);
    }

    /**
     * Only takes note: recursion that overflows the stack is rejected where no JavaScript can be entered any more, and V8 aborts
     * when somebody tries. What V8 lent for the call is copied.
     */
    private void reject(int event, Handle promise, @Nullable Object reason) {
        rejections.add(new Rejection(event, promise.copy(), reason instanceof Handle lent ? lent.copy() : reason));
        if (reason instanceof Handle lent) {
            lent.close();
        }
        if (rejections.size() >= MOST_REJECTIONS) {
            tellRejections();
        }
    }

    /** Tells the core of the rejections since the last time, in order; those of a step that was terminated are dropped. */
    private void tellRejections() {
        try {
            for (int i = 0; i < rejections.size(); i++) {
                Rejection each = rejections.get(i);
                rejected.call(each.event(), each.promise(), each.reason());
            }
        } finally {
            dropRejections();
        }
    }

    private void dropRejections() {
        rejections.forEach(Rejection::close);
        rejections.clear();
    }

    /** Calls into the core, and tells it afterwards what was rejected meanwhile. */
    private void thenTell(Runnable call) {
        try {
            call.run();
            if (!rejections.isEmpty()) {
                tellRejections();
            }
        } finally {
            if (!rejections.isEmpty()) {
                dropRejections();
            }
        }
    }

    /** V8's PromiseRejectEvent, and what it is about. */
    private record Rejection(
            int event, Handle promise, @Nullable Object reason) {
        void close() {
            promise.close();
            if (reason instanceof Handle handle) {
                handle.close();
            }
        }
    }

    @Override
    public void close() {
        HostOps installed = ops;
        if (installed != null) {
            installed.close();
        }
        isolate.close();
    }
}
