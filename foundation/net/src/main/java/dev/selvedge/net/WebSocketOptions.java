package dev.selvedge.net;

/**
 * How a WebSocket behaves.
 *
 * @param maxMessage bytes in one message, over all its fragments; more closes with 1009. Cloudflare: 32 MiB
 * @param initialCredit bytes of messages that may come in before the first {@code allow}
 * @param acceptUnmasked takes unmasked frames from a client (RFC 6455 forbids them; wrangler's tail client needs care)
 * @param echoClose answers a close frame by itself, with the same code
 * @param closeTimeoutMillis how long a peer may take to answer our close frame
 */
public record WebSocketOptions(
        int maxMessage, int initialCredit, boolean acceptUnmasked, boolean echoClose, int closeTimeoutMillis) {
    /** 32 MiB messages, 256 KiB credit, masked frames only, closes answered by themselves, 10 seconds. */
    public static final WebSocketOptions DEFAULT = new WebSocketOptions(32 << 20, 256 << 10, false, true, 10_000);
}
