package dev.selvedge.api;

import dev.selvedge.base.Bytes;
import dev.selvedge.net.WebSocket;
import dev.selvedge.net.WebSocketReader;
import dev.selvedge.observe.TailEvent;
import dev.selvedge.observe.TailFilter;
import dev.selvedge.observe.TailHub;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One tail: its credential, and the socket that follows once it is connected. Events come on the threads that publish them;
 * a follower that reads too slowly loses events and is told so.
 */
final class TailSession implements WebSocketReader, AutoCloseable {

    private static final int MAX_WAITING = 1 << 20;
    private static final int GOING_AWAY = 1001;
    private static final byte[] OVERLOAD = Bytes.utf8(
            "{\"outcome\":\"ok\",\"exceptions\":[],\"logs\":[],\"eventTimestamp\":null,\"event\":{\"type\":\"overload\","
                    + "\"message\":\"This tail reads more slowly than its Worker logs; some events were left out.\"}}");

    private final TailHub hub;
    private final String id;
    private final String secret;
    private final String accountId;
    private final String script;
    private final TailFilter filter;
    private final long expiresMillis;
    private final AtomicLong waiting = new AtomicLong();
    private boolean told;
    private @Nullable WebSocket socket;
    private @Nullable AutoCloseable subscription;

    TailSession(
            TailHub hub,
            String id,
            String secret,
            String accountId,
            String script,
            TailFilter filter,
            long expiresMillis) {
        this.hub = hub;
        this.id = id;
        this.secret = secret;
        this.accountId = accountId;
        this.script = script;
        this.filter = filter;
        this.expiresMillis = expiresMillis;
    }

    String id() {
        return id;
    }

    String secret() {
        return secret;
    }

    String accountId() {
        return accountId;
    }

    String script() {
        return script;
    }

    long expiresMillis() {
        return expiresMillis;
    }

    /** A later connection takes the place of an earlier one: wrangler connects again when it has lost its socket. */
    synchronized void connected(WebSocket connected) {
        WebSocket old = socket;
        if (old != null) {
            old.close(GOING_AWAY, "another client follows this tail");
        }
        socket = connected;
        if (subscription == null) {
            subscription = hub.subscribe(accountId + "/" + script, filter, this::publish);
        }
    }

    private synchronized void publish(TailEvent event) {
        WebSocket open = socket;
        if (open == null) {
            return;
        }
        byte[] json = Bytes.utf8(event.json());
        if (waiting.get() + json.length > MAX_WAITING) {
            if (!told) {
                told = true;
                send(open, OVERLOAD);
            }
            return;
        }
        told = false;
        send(open, json);
    }

    private void send(WebSocket open, byte[] json) {
        waiting.addAndGet(json.length);
        open.sendText(ByteBuffer.wrap(json), () -> waiting.addAndGet(-json.length));
    }

    /** The client's first frame asks for debug output; nothing it says matters. */
    @Override
    public void text(ByteBuffer utf8) {
        allow(utf8.remaining());
    }

    @Override
    public void binary(ByteBuffer bytes) {
        allow(bytes.remaining());
    }

    private synchronized void allow(int bytes) {
        if (socket != null) {
            socket.allow(bytes);
        }
    }

    @Override
    public void closed(int code, String reason, boolean clean) {
        unsubscribe();
    }

    private synchronized void unsubscribe() {
        try {
            if (subscription != null) {
                subscription.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("leaving the tail hub cannot fail", e);
        }
        subscription = null;
        socket = null;
    }

    @Override
    public void close() {
        WebSocket open;
        synchronized (this) {
            open = socket;
        }
        if (open != null) {
            open.close(GOING_AWAY, "the tail has ended");
        }
        unsubscribe();
    }
}
