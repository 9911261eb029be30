package dev.selvedge.v8;

/** {@link Isolate#terminate} stopped the JavaScript that was running. */
public final class JsTerminated extends RuntimeException {
    JsTerminated(Throwable cause) {
        super("JavaScript was terminated", cause);
    }
}
