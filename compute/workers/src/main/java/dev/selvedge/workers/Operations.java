package dev.selvedge.workers;

import dev.selvedge.catalog.Binding;
import dev.selvedge.net.Loop;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one isolate has under way outside itself: fetches, calls of other Workers, timers. Belongs to the lane's loop. */
final class Operations {
    private static final int MOST = 10_000;
    private static final int LONGEST_DELAY_MILLIS = Integer.MAX_VALUE;

    private final Resident resident;
    private final IntMap<Operation> underWay = new IntMap<>();

    Operations(Resident resident) {
        this.resident = resident;
    }

    @Nullable
    Operation get(int id) {
        return underWay.get(id);
    }

    int size() {
        return underWay.size();
    }

    void fetch(Records records) {
        Flight context = admitted(records);
        if (context == null) {
            return;
        }
        int target = records.f();
        if (target == 0) {
            FetchOperation fetch = new FetchOperation(resident, records.id(), context);
            add(fetch);
            fetch.start(records);
            return;
        }
        if (target == Wire.Out.TO_FACET) {
            facet(records, context);
            return;
        }
        if (target < 0) {
            ServiceOperation call = new ServiceOperation(resident, records.id(), context);
            add(call);
            call.startOwn(records, -1 - target);
            return;
        }
        List<Binding> bindings = resident.seat.version.bindings();
        Binding binding = target > 0 && target <= bindings.size() ? bindings.get(target - 1) : null;
        if (binding instanceof Binding.Service service) {
            ServiceOperation call = new ServiceOperation(resident, records.id(), context);
            add(call);
            call.start(records, service);
        } else if (binding instanceof Binding.DurableObject objects) {
            StubOperation call = new StubOperation(resident, records.id(), context);
            add(call);
            call.start(records, objects);
        } else {
            refuse(records.id(), "the binding is no service");
        }
    }

    /** An actor calls a facet of its own. */
    private void facet(Records records, Flight context) {
        if (context.actor == null) {
            refuse(records.id(), "only Durable Objects have facets");
            return;
        }
        FacetOperation call = new FacetOperation(resident, records.id(), context);
        add(call);
        call.start(records, context.actor);
    }

    void timer(Records records) {
        Flight context = admitted(records);
        if (context != null) {
            int delay = Math.clamp(records.b(), 0, LONGEST_DELAY_MILLIS);
            TimerOperation timer = new TimerOperation(resident, records.id(), context);
            add(timer);
            timer.start(delay);
        }
    }

    /** An actor's question about its storage. */
    void bookmark(Records records) {
        Flight context = admitted(records);
        if (context != null && context.actor != null) {
            BookmarkOperation question = new BookmarkOperation(resident, records.id(), context);
            add(question);
            question.start(
                    records.bytes(0),
                    context.actor,
                    resident.lane.shared.actors(resident.lane.index).store());
        }
    }

    void cancel(int id) {
        Operation operation = underWay.get(id);
        if (operation != null) {
            remove(operation);
            operation.cancel();
        }
    }

    void finished(Operation operation) {
        if (operation.equals(underWay.get(operation.id))) {
            remove(operation);
        }
    }

    /** A stream was passed on: its operation goes on after the context that began it. */
    void detach(BodyInto stream) {
        Conversation from = stream.conversation();
        if (from instanceof Operation operation && operation.context != null) {
            operation.context.operations--;
            operation.context = null;
        }
    }

    /** The context is over: nothing of it goes on. */
    void cancelAll(Flight context) {
        if (context.operations > 0) {
            underWay.forEach(operation -> {
                if (context.equals(operation.context)) {
                    remove(operation);
                    operation.cancel();
                }
            });
        }
    }

    /** The isolate is gone. */
    void severAll() {
        underWay.forEach(operation -> {
            remove(operation);
            operation.cancel();
        });
    }

    void refuse(int id, String message) {
        resident.lane.text(resident, Wire.In.REFUSED, id, 0, message);
    }

    private @Nullable Flight admitted(Records records) {
        Flight context = resident.lane.flights.get(records.a(), resident);
        if (records.id() >= 0 || underWay.get(records.id()) != null) {
            return null;
        }
        if (context == null) {
            refuse(records.id(), "the request that this belongs to is over");
        } else if (underWay.size() >= MOST) {
            refuse(records.id(), "this Worker has too much under way");
            return null;
        }
        return context;
    }

    private void add(Operation operation) {
        underWay.put(operation.id, operation);
        Flight context = operation.context;
        if (context != null) {
            context.operations++;
        }
    }

    private void remove(Operation operation) {
        underWay.remove(operation.id);
        Flight context = operation.context;
        if (context != null) {
            context.operations--;
            operation.context = null;
        }
    }

    /** {@code setTimeout} and its like. */
    private static final class TimerOperation extends Operation {
        private Loop.@Nullable Timer timer;

        TimerOperation(Resident resident, int id, Flight context) {
            super(resident, id, context);
        }

        void start(int delayMillis) {
            timer = lane().loop.schedule(delayMillis, this::fire);
        }

        private void fire() {
            if (equals(resident.operations.get(id))) {
                finished();
                lane().record(resident, Wire.In.VALUE, id, 0, 0);
            }
        }

        @Override
        void cancel() {
            if (timer != null) {
                timer.cancel();
            }
        }

        @Override
        void partEnded() {
            // A timer has no parts.
        }
    }
}
