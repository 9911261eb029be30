package dev.selvedge.base;

/**
 * An expected failure: what happened, and what to do next. It becomes an error in the dialect of the API that the
 * request came through (v4 envelope, S3 XML, error page), and it has changed nothing.
 */
public class PlatformException extends RuntimeException {

    private final transient ErrorCode code;
    private final String what;
    private final String remedy;

    /**
     * @param what one sentence, with the name of the thing concerned
     * @param remedy one sentence with the next step, or empty if there is none
     */
    public PlatformException(ErrorCode code, String what, String remedy) {
        super(remedy.isEmpty() ? what : what + " " + remedy);
        this.code = code;
        this.what = what;
        this.remedy = remedy;
    }

    public PlatformException(ErrorCode code, String what) {
        this(code, what, "");
    }

    public final ErrorCode code() {
        return code;
    }

    public final String what() {
        return what;
    }

    public final String remedy() {
        return remedy;
    }
}
