package dev.selvedge.net;

/** A connection of the client, as its pool sees it. On its loop. */
interface ClientConnection {
    /** Whether another call can start now. */
    boolean hasRoom();

    /** Sends the call's request. Only with room. */
    void start(OutgoingCall call);

    void close();
}
