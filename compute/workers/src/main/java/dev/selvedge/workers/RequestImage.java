package dev.selvedge.workers;

import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.Wire;

/**
 * A request as bytes of its own, for when it cannot be written straight from the connection: it waits for an isolate, moves
 * to another loop, or comes from a Worker. Nobody changes the arrays.
 */
@SuppressWarnings("ArrayRecordComponent")
record RequestImage(int flags, byte[] url, byte[] headers, byte[] body, byte[] cf, int entrypoint) {
    int room() {
        return url.length + headers.length + body.length + cf.length;
    }

    void write(FrameBatch batch, int id) {
        batch.record(Wire.In.REQUEST, id, flags, url.length, headers.length, body.length, entrypoint, cf.length);
        batch.text(url).text(headers).text(body).text(cf);
    }
}
