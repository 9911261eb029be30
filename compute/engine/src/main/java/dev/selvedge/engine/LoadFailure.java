package dev.selvedge.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.turn.ControlMessage;

/** A Worker cannot start. */
final class LoadFailure extends RuntimeException {
    /** What went wrong. */
    enum Kind {
        /** It does not compile. */
        SYNTAX("syntax"),
        /** It threw while it started. */
        STARTUP("startup"),
        /** It took too long or too much memory to start. */
        LIMIT("limit"),
        /** It imports what is not there. */
        MODULE("module");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    private final Kind kind;
    private final String stack;

    LoadFailure(Kind kind, String message, String stack) {
        super(message);
        this.kind = kind;
        this.stack = stack;
    }

    /** The same with its stack told in terms of the Worker's sources. */
    LoadFailure mapped(SourceMaps maps) {
        return new LoadFailure(kind, maps.map(getMessage() + ""), maps.map(stack));
    }

    ObjectNode toJson() {
        return ControlMessage.object()
                .put("kind", kind.word())
                .put("message", getMessage())
                .put("stack", stack);
    }
}
