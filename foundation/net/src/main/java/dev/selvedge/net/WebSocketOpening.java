package dev.selvedge.net;

/**
 * Hears how the opening of an outgoing WebSocket went, on the loop: it is opened, or the server answered as it would any
 * other request, or there was no answer.
 */
public interface WebSocketOpening extends ResponseReader {
    /**
     * It is open, and nothing else will be heard here.
     *
     * @return who reads it
     */
    WebSocketReader opened(WebSocket socket, Headers responseHeaders);
}
