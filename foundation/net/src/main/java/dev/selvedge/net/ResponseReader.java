package dev.selvedge.net;

/** Receives the response to an {@link OutgoingRequest}: its head, then its body as every {@link BodyReader} does. */
public interface ResponseReader extends BodyReader {
    /**
     * The head of the final response. Interim (1xx) responses are not shown.
     *
     * @param contentLength announced length of the body, -1 if it is not announced
     */
    void head(int status, String reason, Headers headers, HttpVersion version, long contentLength);

    /** {@link ClientCall#writable} became true again. */
    default void writable() {}
}
