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

    void write(FrameBatch batch, int id, int actor) {
        int how = actor > 0 ? flags | Wire.Flag.ACTOR : flags;
        int whom = actor > 0 ? actor : entrypoint;
        batch.record(Wire.In.REQUEST, id, how, url.length, headers.length, body.length, whom, cf.length);
        batch.text(url).text(headers).text(body).text(cf);
    }
}
