package dev.selvedge.api;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.observe.TailFilter;
import dev.selvedge.observe.TailHub;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tails that were asked for. They live in memory: a tail is somebody watching now, and a node that restarts has lost its
 * sockets anyway.
 */
final class TailSessions implements AutoCloseable {

    private static final Duration LIFE = Duration.ofHours(6);
    private static final int SECRET_BYTES = 24;

    private final TailHub hub;
    private final Clock clock;
    private final RandomSource random;
    private final int most;
    private final ConcurrentHashMap<String, TailSession> sessions = new ConcurrentHashMap<>();

    TailSessions(ApiPorts ports) {
        this.hub = ports.tails();
        this.clock = ports.clock();
        this.random = ports.random();
        this.most = ports.limits().tails();
    }

    /** A new session; its secret is the whole credential of its WebSocket. */
    synchronized TailSession create(String accountId, String script, TailFilter filter) {
        expire();
        if (of(accountId, script).size() >= most) {
            throw ApiError.TOO_MANY.because("The Worker has its " + most + " tails.", "End one first.");
        }
        TailSession session = new TailSession(
                hub,
                Ids.random(random),
                random.hex(SECRET_BYTES),
                accountId,
                script,
                filter,
                clock.wallMillis() + LIFE.toMillis());
        sessions.put(session.secret(), session);
        return session;
    }

    List<TailSession> of(String accountId, String script) {
        return sessions.values().stream()
                .filter(session -> session.accountId().equals(accountId)
                        && session.script().equals(script))
                .toList();
    }

    Optional<TailSession> bySecret(String secret) {
        expire();
        return Optional.ofNullable(sessions.get(secret));
    }

    void end(TailSession session) {
        sessions.remove(session.secret());
        session.close();
    }

    private void expire() {
        long now = clock.wallMillis();
        sessions.values().stream()
                .filter(session -> session.expiresMillis() <= now)
                .toList()
                .forEach(this::end);
    }

    @Override
    public void close() {
        List.copyOf(sessions.values()).forEach(this::end);
    }
}
