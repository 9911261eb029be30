package dev.selvedge.net;

/** The protocol that a request came by, or went out by. */
public enum HttpVersion {
    HTTP_1_0("HTTP/1.0"),
    HTTP_1_1("HTTP/1.1"),
    HTTP_2("HTTP/2");

    private final String text;

    HttpVersion(String text) {
        this.text = text;
    }

    /** As {@code request.cf.httpProtocol} spells it. */
    public String text() {
        return text;
    }
}
