package dev.selvedge.workers;

import org.jspecify.annotations.Nullable;

/** Something an isolate asked the node to do, under an id of the isolate's choice. Belongs to the lane's loop. */
abstract class Operation extends Conversation {
    /** The invocation that pays for it; null once that is over. */
    @Nullable
    Flight context;
    /** Whose context that is or was. */
    final @Nullable ActorSeat actor;

    Operation(Resident resident, int id, @Nullable Flight context) {
        super(resident, id);
        this.context = context;
        this.actor = context == null ? null : context.actor;
    }

    /** The isolate, or the end of its context, wants it no more. Nothing is reported. */
    abstract void cancel();

    /** Nothing follows under this id. */
    final void finished() {
        resident.operations.finished(this);
    }
}
