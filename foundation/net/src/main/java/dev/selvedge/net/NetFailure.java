package dev.selvedge.net;

/**
 * Why something on the network did not work: an operating error, expected, never thrown across the loop.
 *
 * @param message one sentence for a log or for an exception shown to the Worker
 */
public record NetFailure(Kind kind, String message) {
    /** What a caller may decide on. */
    public enum Kind {
        /** The peer closed or reset the connection or the stream. */
        PEER_GONE,
        /** No progress within the bound of {@link NetLimits}. */
        TIMEOUT,
        /** More bytes than the limit allows. */
        TOO_LARGE,
        /** The peer broke the protocol. */
        PROTOCOL,
        /** {@link AddressPolicy} refuses the address. */
        ADDRESS_REFUSED,
        /** The name does not resolve. */
        NAME_UNKNOWN,
        /** No connection could be made. */
        CONNECT,
        /** The TLS handshake failed. */
        TLS,
        /** This side gave up: {@code abort()}, {@code breakOff()} or shutdown. */
        ABORTED,
        /** A connection or stream limit of this node is reached. */
        BUSY
    }
}
