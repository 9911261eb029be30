package dev.selvedge.engine;

import dev.selvedge.v8.Handle;
import dev.selvedge.v8.JsException;
import dev.selvedge.v8.JsTerminated;
import java.util.Objects;

/** Tells a Worker's failure to start from what was thrown. */
final class Thrown {
    private Thrown() {}

    /** From the reason of a rejected promise. */
    static LoadFailure failure(Object reason) {
        if (reason instanceof Handle error) {
            try (error) {
                String stack = error.get("stack") instanceof String text ? text : "";
                String message = error.get("message") instanceof String text ? text : "";
                String name = error.get("name") instanceof String text ? text : "Error";
                return new LoadFailure(LoadFailure.Kind.STARTUP, "Uncaught " + name + ": " + message, stack);
            } catch (JsException e) {
                return new LoadFailure(LoadFailure.Kind.STARTUP, "Uncaught error that cannot be read", "");
            }
        }
        return new LoadFailure(LoadFailure.Kind.STARTUP, "Uncaught " + reason, "");
    }

    /** From what a call into V8 threw. */
    static LoadFailure failure(RuntimeException thrown) {
        return switch (thrown) {
            case LoadFailure failure -> failure;
            case JsTerminated _ ->
                new LoadFailure(LoadFailure.Kind.LIMIT, "Script startup exceeded its CPU time or memory limit.", "");
            case JsException e -> ofException(e);
            default ->
                new LoadFailure(
                        LoadFailure.Kind.STARTUP, Objects.requireNonNullElse(thrown.getMessage(), "unknown"), "");
        };
    }

    private static LoadFailure ofException(JsException e) {
        String message = Objects.requireNonNullElse(e.getMessage(), "");
        if (e.isSyntax()) {
            String named = message.startsWith("SyntaxError") ? message : "SyntaxError: " + message;
            String place = "\n  at " + e.file() + ":" + e.line() + ":" + e.column();
            return new LoadFailure(LoadFailure.Kind.SYNTAX, "Uncaught " + named + place, e.jsStack());
        }
        return new LoadFailure(LoadFailure.Kind.STARTUP, "Uncaught " + message, e.jsStack());
    }
}
