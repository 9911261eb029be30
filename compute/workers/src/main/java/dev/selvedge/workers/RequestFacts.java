package dev.selvedge.workers;

import java.nio.ByteBuffer;

/**
 * What the front knows about a request and the Worker needs, and where the end of the invocation is reported. The front's
 * own per-request object implements it, so that the hot path makes no further one. Called on the loop of the exchange,
 * except for {@link #workerEnded}. The URL that the Worker sees is scheme, authority and target of the exchange.
 */
public interface RequestFacts {
    /** See {@link dev.selvedge.observe.RayIds}. */
    long ray();

    /** Text of the client's address, as {@code cf-connecting-ip} carries it. */
    String clientIp();

    /** The request's {@code cf} object as ASCII JSON, or "" for the one of the node. */
    String cfJson();

    /** Most bytes that {@link #putRequestHeaders} writes. */
    int requestHeadersRoom();

    /** The header block for the Worker: the client's headers without those it must not forge, and the front's own. */
    void putRequestHeaders(ByteBuffer sink);

    /** Most bytes that {@link #putResponseHeaders} writes. */
    int responseHeadersRoom();

    /** Lines that follow the Worker's own response headers. */
    void putResponseHeaders(ByteBuffer sink);

    /**
     * The invocation is over. Called once, on any thread, perhaps after the exchange was closed.
     *
     * @param version   id of the version that ran, or "" if none did
     * @param cpuMicros time on the CPU
     */
    void workerEnded(String version, Outcome outcome, long cpuMicros);
}
