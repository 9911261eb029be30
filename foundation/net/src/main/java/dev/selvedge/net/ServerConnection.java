package dev.selvedge.net;

/** A connection as its server sees it: something to drain and to close. On its loop. */
interface ServerConnection {
    /** Take no further request; close once idle. */
    void drain();

    void close();

    NettyLoop loop();
}
