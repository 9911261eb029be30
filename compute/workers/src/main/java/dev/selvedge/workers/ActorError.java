package dev.selvedge.workers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.turn.ControlMessage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Why an actor did not answer, in the platform's words; Workers tell them apart by these and by the flags. */
enum ActorError {
    /** Whatever carried the call is gone; whether the object saw it is not known. */
    LOST("Network connection lost.", true, false, false),
    /** A new version of its Worker was deployed. */
    CODE_UPDATED("Durable Object reset because its code was updated.", true, false, true),
    CPU("Durable Object exceeded its CPU time limit and was reset.", false, true, true),
    MEMORY("Durable Object's isolate exceeded its memory limit and was reset.", false, true, true),
    QUEUE_FULL("Durable Object is overloaded. Too many requests queued.", false, true, false),
    QUEUE_HEAVY("Durable Object is overloaded. Too much data queued.", false, true, false),
    QUEUE_SLOW("Durable Object is overloaded. Requests queued for too long.", false, true, false),
    /** A commit did not become durable: nothing that followed from it may be seen. */
    STORAGE("Internal error in Durable Object storage write caused object to be reset.", false, false, true),
    /** What the commit log or the file holds cannot be opened. */
    UNREADABLE(
            "Internal error while starting up Durable Object storage caused object to be reset.", false, false, true),
    TOO_LARGE("Durable Object wrote more in one go than can be committed, and was reset.", false, false, true),
    /** Its class, or its Worker, was deleted. */
    DELETED("Durable Object's class or Worker has been deleted.", false, false, true),
    /** The object around a facet deleted it, or all that it stored. */
    FACET_DELETED("Facet was deleted.", false, false, true),
    /** The object around a facet made it a copy of another one. */
    FACET_REPLACED("Facet was cloned-over.", false, false, true),
    /** The Worker that it belongs to does not start. */
    NOT_LOADABLE("The Worker of this Durable Object could not be started.", false, false, false);

    private final String json;

    ActorError(String message, boolean retryable, boolean overloaded, boolean reset) {
        ObjectNode error = ControlMessage.object()
                .put("name", "Error")
                .put("message", message)
                .put("remote", true);
        if (retryable) {
            error.put("retryable", true);
        }
        if (overloaded) {
            error.put("overloaded", true);
        }
        if (reset) {
            error.put("durableObjectReset", true);
        }
        this.json = error.toString();
    }

    /** What REFUSED carries. */
    byte[] json() {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** What the end of an isolate is for the actors in it; null where the words for Workers do as well. */
    static @Nullable ActorError of(WorkerError error, Outcome how) {
        return switch (error) {
            case EXCEEDED_RESOURCES -> how == Outcome.EXCEEDED_CPU ? CPU : MEMORY;
            case ENGINE_LOST, REFUSED -> LOST;
            case OVERLOADED -> QUEUE_FULL;
            case NOT_LOADABLE -> NOT_LOADABLE;
            case NO_SUCH_WORKER -> DELETED;
            case EXCEPTION -> how == Outcome.CANCELED ? CODE_UPDATED : null;
            case BAD_HANDSHAKE, TOO_DEEP -> null;
        };
    }
}
