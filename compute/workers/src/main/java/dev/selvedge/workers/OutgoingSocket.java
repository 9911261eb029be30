package dev.selvedge.workers;

import dev.selvedge.net.Headers;
import dev.selvedge.net.NetFailure;
import dev.selvedge.net.WebSocket;
import dev.selvedge.net.WebSocketOpening;
import dev.selvedge.net.WebSocketReader;

/** Hears how the opening of a Worker's outgoing WebSocket went. */
record OutgoingSocket(FetchOperation fetch, SocketLink link) implements WebSocketOpening {
    @Override
    public WebSocketReader opened(WebSocket socket, Headers responseHeaders) {
        NetSocketPeer peer = new NetSocketPeer(link);
        peer.opened(socket);
        link.attach(peer);
        if (fetch.isCancelled()) {
            socket.abort();
        } else {
            fetch.opened(link, responseHeaders);
        }
        return peer;
    }

    @Override
    public void refused(int status, String reason, Headers responseHeaders) {
        fetch.declined(status, reason, responseHeaders);
    }

    @Override
    public void failed(NetFailure failure) {
        fetch.refuse(failure.message());
    }
}
