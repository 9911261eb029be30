package dev.selvedge.workers;

import java.util.Map;

/** What started an invocation, as tails show it. */
sealed interface TailSubject {
    /** A request; headers are not redacted yet. */
    record Fetch(String method, String url, Map<String, String> headers, String clientIp, String cf)
            implements TailSubject {}

    /** An alarm of an actor. */
    record Alarm(long scheduledMillis) implements TailSubject {}

    /**
     * News of a socket that may sleep.
     *
     * @param type message, close or error
     */
    record Socket(String type) implements TailSubject {}

    /**
     * A call of a method.
     *
     * @param method with what leads to it, as in {@code a.b}
     * @param entrypoint the class that was called, or the name under which its handlers are exported
     */
    record Call(String method, String entrypoint) implements TailSubject {
        Call of(String name) {
            return new Call(method, name);
        }
    }

    /** A cron trigger. */
    record Scheduled(String cron, long scheduledMillis) implements TailSubject {}
}
