package dev.selvedge.workers;

import dev.selvedge.net.NetFailure;

/** What a Worker is told when the network fails it: the platform's words where it has some, ours where they help more. */
final class FailureWords {
    private static final String LOST = "Network connection lost.";

    private FailureWords() {}

    static String of(NetFailure failure) {
        return switch (failure.kind()) {
            case PEER_GONE, CONNECT -> LOST;
            case TIMEOUT, TOO_LARGE, PROTOCOL, ADDRESS_REFUSED, NAME_UNKNOWN, TLS, ABORTED, BUSY -> failure.message();
        };
    }

    /** For a body under way: the isolate has words of its own for a peer that left, client or origin. */
    static String ofBody(NetFailure failure) {
        return failure.kind() == NetFailure.Kind.PEER_GONE ? "" : of(failure);
    }
}
