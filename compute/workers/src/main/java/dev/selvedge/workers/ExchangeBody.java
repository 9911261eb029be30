package dev.selvedge.workers;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.Exchange;

/** The body of a client's request, read on the loop that both the client and the lane live on. */
record ExchangeBody(Exchange exchange) implements ByteSource {
    @Override
    public void start(Lane home, BodyReader reader, int credit) {
        exchange.readBody(reader);
        exchange.allow(credit);
    }

    @Override
    public void allow(int bytes) {
        exchange.allow(bytes);
    }

    @Override
    public long length() {
        return exchange.contentLength();
    }

    @Override
    public void stop() {
        // What is left is drained or cut off by the server once the response is out.
    }
}
