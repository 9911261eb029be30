package dev.selvedge.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.base.ErrorCode;
import dev.selvedge.base.PlatformException;
import org.jspecify.annotations.Nullable;

/** A failure with more to say than one sentence: the fields go into the envelope's error beside code and message. */
public final class RestException extends PlatformException {

    private final transient @Nullable ObjectNode details;

    public RestException(ErrorCode code, String what) {
        this(code, what, null);
    }

    /**
     * With further fields.
     *
     * @param details such as {@code notes} or {@code meta}; merged into the error object
     */
    public RestException(ErrorCode code, String what, @Nullable ObjectNode details) {
        super(code, what);
        this.details = details;
    }

    @Nullable
    ObjectNode details() {
        return details;
    }
}
