package dev.selvedge.workers;

import java.util.Map;

/** What started an invocation, as tails show it. */
sealed interface TailSubject {
    /** A request; headers are not redacted yet. */
    record Fetch(String method, String url, Map<String, String> headers, String clientIp, String cf)
            implements TailSubject {}

    /** A cron trigger. */
    record Scheduled(String cron, long scheduledMillis) implements TailSubject {}
}
