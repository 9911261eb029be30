package dev.selvedge.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.selvedge.base.Clock;
import dev.selvedge.sqlite.SqliteException;
import dev.selvedge.turn.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The databases of the actors that live in one isolate, by the numbers that the node gave them. Belongs to whoever runs the isolate.
 *
 * <p>At the end of a turn, and whenever else records leave, {@link #commit} comes first: what a Worker says never overtakes what it
 * wrote before.
 */
final class ActorStorages implements AutoCloseable {
    private static final int OPEN = 21;
    private static final int EXECUTE = 22;
    private static final int NEXT = 23;
    private static final int CLOSE_CURSOR = 24;
    private static final int SIZE = 25;
    private static final int SCOPE = 26;
    private static final int GET = 27;
    private static final int PUT = 28;
    private static final int DELETE = 29;
    private static final int LIST = 30;
    private static final int CLEAR = 31;
    private static final int ALARM = 32;
    private static final int CLOSE = 33;

    private static final String TOO_MUCH_CPU = "Durable Object exceeded its CPU time limit and was reset.";
    private static final String TOO_MUCH_MEMORY = "Durable Object's isolate exceeded its memory limit and was reset.";
    private static final String TOO_MUCH =
            "A Durable Object wrote more than 1 GB without waiting for anything in between, and was reset.";

    private final ObjectsFolder folder;
    private final Clock clock;
    private final CommitWriter writer;
    private final BooleanSupplier stopped;
    private final RowText text = new RowText();
    private final Map<Integer, ActorStorage> open = new HashMap<>();

    /** Why actors that were given up cannot be used any more. */
    private final Map<Integer, String> broken = new HashMap<>();

    /** What the node does not know yet. */
    private final List<ActorStorage> dirty = new ArrayList<>();

    private final List<Reset> reset = new ArrayList<>();
    private final List<ActorStorage> closing = new ArrayList<>();
    private final List<Closed> closed = new ArrayList<>();
    private int step;
    private int turn;

    private record Closed(int actor, boolean whole, long sequence) {}

    private record Reset(int actor, String why) {}

    ActorStorages(ObjectsFolder folder, Clock clock, CommitWriter writer, BooleanSupplier stopped) {
        this.writer = writer;
        this.folder = folder;
        this.clock = clock;
        this.stopped = stopped;
    }

    static boolean isOperation(int op) {
        return op >= OPEN && op <= CLOSE;
    }

    /** One of the operations above; the first argument is its number, the second the actor's. */
    @Nullable
    Object call(int op, @Nullable Object[] arguments) {
        // Whoever was stopped must not go on writing, even if nothing else of it can be ended.
        if (op != CLOSE && stopped.getAsBoolean()) {
            throw new HostFailure("Error", "interrupted: SQLITE_INTERRUPT");
        }
        int actor = Arguments.number(arguments, 1);
        try {
            return call(op, actor, arguments);
        } catch (SqliteException e) {
            throw new HostFailure("Error", String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Object call(int op, int actor, @Nullable Object[] arguments) {
        return switch (op) {
            case OPEN -> {
                open(actor, Arguments.text(arguments, 2), Arguments.whole(arguments, 3));
                yield null;
            }
            case EXECUTE -> of(actor).execute(Arguments.text(arguments, 2), arguments, 3);
            case NEXT -> of(actor).next(Arguments.number(arguments, 2));
            case CLOSE_CURSOR -> {
                of(actor).closeCursor(Arguments.number(arguments, 2));
                yield null;
            }
            case SIZE -> of(actor).size();
            case SCOPE -> {
                of(actor)
                        .scope(
                                Arguments.number(arguments, 2),
                                arguments.length > 3 && Boolean.TRUE.equals(arguments[3]));
                yield null;
            }
            case GET -> of(actor).get(Arguments.text(arguments, 2));
            case PUT -> {
                for (int at = 2; at < arguments.length; at += 2) {
                    of(actor).put(Arguments.text(arguments, at), Arguments.text(arguments, at + 1));
                }
                yield null;
            }
            case DELETE -> of(actor).delete(Arguments.text(arguments, 2));
            case LIST -> of(actor).list(range(arguments));
            case CLEAR -> {
                of(actor).clear();
                yield null;
            }
            case ALARM ->
                of(actor)
                        .alarm(
                                Arguments.number(arguments, 2),
                                arguments.length > 3 ? Arguments.whole(arguments, 3) : 0);
            case CLOSE -> {
                close(actor, Boolean.TRUE.equals(arguments[2]));
                yield null;
            }
            default -> throw new HostFailure("Error", "no host operation " + op);
        };
    }

    private static ListRange range(@Nullable Object[] arguments) {
        return new ListRange(
                Arguments.optionalText(arguments, 2),
                Arguments.optionalText(arguments, 3),
                Arguments.optionalText(arguments, 4),
                Arguments.optionalText(arguments, 5),
                Boolean.TRUE.equals(arguments[6]),
                Arguments.number(arguments, 7));
    }

    private ActorStorage of(int actor) {
        ActorStorage found = open.get(actor);
        if (found == null) {
            throw new HostFailure("Error", broken.getOrDefault(actor, "The storage of this object is closed."));
        }
        return found;
    }

    private void open(int actor, String path, long sequence) {
        if (open.containsKey(actor) || broken.containsKey(actor)) {
            throw new HostFailure("Error", "The storage of this object has been opened before.");
        }
        open.put(actor, new ActorStorage(actor, folder.open(path, open.size(), stopped), sequence, this, text));
    }

    /** In order: at the end of the turn, when what it wrote last was said. Else at once, and what is not committed is gone. */
    private void close(int actor, boolean discard) {
        ActorStorage storage = open.remove(actor);
        if (storage == null) {
            if (broken.remove(actor) == null) {
                // It never stored anything, so nothing is known of its file.
                closed.add(new Closed(actor, false, 0));
            }
        } else if (discard) {
            discard(storage);
        } else {
            closing.add(storage);
        }
    }

    private void discard(ActorStorage storage) {
        dirty.remove(storage);
        storage.close(false);
        closed.add(new Closed(storage.actor(), false, storage.sequence()));
    }

    /** The number of the step that runs. */
    int step() {
        return step;
    }

    /** Returns the number of the step that begins. What was used first within it counts as written in step 0. */
    int beginStep() {
        return ++step;
    }

    int turn() {
        return turn;
    }

    void beginTurn() {
        turn++;
    }

    /** Something of this actor is to be said at the end of the turn. */
    void wrote(ActorStorage storage) {
        if (!dirty.contains(storage)) {
            dirty.add(storage);
        }
    }

    /** Gives an actor up: what it wrote in this turn is gone, and with it whatever was answered meanwhile. */
    void broken(ActorStorage storage, String why) {
        open.remove(storage.actor());
        closing.remove(storage);
        broken.put(storage.actor(), why);
        discard(storage);
        reset.add(new Reset(storage.actor(), why));
    }

    /** A step was ended in the middle: whatever it wrote must not stay as half of something. */
    void abandon(int abandoned, int killed) {
        String why = killed == Wire.Killed.MEMORY ? TOO_MUCH_MEMORY : TOO_MUCH_CPU;
        for (ActorStorage storage : List.copyOf(dirty)) {
            if (storage.writtenInStep() == abandoned) {
                broken(storage, why);
            }
        }
    }

    /** Commits everything and says it, before the turn's records leave. What was lost is said too. */
    void commit() {
        if (dirty.isEmpty() && reset.isEmpty() && closing.isEmpty()) {
            return;
        }
        for (ActorStorage storage : List.copyOf(dirty)) {
            commit(storage);
        }
        for (Reset each : reset) {
            writer.reset(each.actor(), errorOf(each.why()));
        }
        reset.clear();
        for (ActorStorage storage : closing) {
            // What was said just now is not durable yet, so it must not be all that the file holds.
            boolean whole = storage.close(!storage.saidInTurn(turn));
            closed.add(new Closed(storage.actor(), whole, storage.sequence()));
        }
        closing.clear();
    }

    private void commit(ActorStorage storage) {
        try {
            boolean news = storage.commit();
            if (news && storage.isTooMuch()) {
                broken(storage, TOO_MUCH);
            } else if (news) {
                storage.say(writer, clock.wallMillis());
            }
            if (!storage.isPending()) {
                dirty.remove(storage);
            }
        } catch (SqliteException e) {
            broken(storage, String.valueOf(e.getMessage()));
        }
    }

    /** Says who was closed, after the turn's records have left. */
    void tellClosed() {
        for (Closed each : closed) {
            writer.closed(each.actor(), each.whole(), each.sequence());
        }
        closed.clear();
    }

    private static String errorOf(String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", "Error")
                .put("message", message)
                .put("durableObjectReset", true)
                .toString();
    }

    /** Throws away what is not committed, and closes everything. */
    @Override
    public void close() {
        open.values().forEach(storage -> storage.close(false));
        closing.forEach(storage -> storage.close(false));
        open.clear();
        closing.clear();
        dirty.clear();
    }
}
