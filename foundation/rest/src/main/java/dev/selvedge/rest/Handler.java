package dev.selvedge.rest;

import java.io.IOException;

/** Answers a call. Runs on a virtual thread and may block. */
@FunctionalInterface
public interface Handler {
    /**
     * Answers, or throws a {@link dev.selvedge.base.PlatformException} that becomes an error of the envelope.
     *
     * @throws IOException only if the client's body cannot be read to its end
     */
    Reply handle(Request request) throws IOException;
}
