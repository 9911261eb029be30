package dev.selvedge.net;

/** Hears how the opening of an outgoing WebSocket went; exactly one of the three is called, on the loop. */
public interface WebSocketOpening {
    /**
     * It is open.
     *
     * @return who reads it
     */
    WebSocketReader opened(WebSocket socket, Headers responseHeaders);

    /** The server answered something other than 101; its body is not read. */
    void refused(int status, String reason, Headers responseHeaders);

    /** There was no answer. */
    void failed(NetFailure failure);
}
