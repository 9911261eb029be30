package dev.selvedge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.base.ErrorCode;
import dev.selvedge.base.PlatformException;
import org.jspecify.annotations.Nullable;

/** The v4 envelope: {@code {success, errors, messages, result, result_info}}. */
public final class Envelope {

    private Envelope() {}

    static byte[] success(JsonNode result, @Nullable ObjectNode info) {
        ObjectNode envelope = Json.object().put("success", true);
        envelope.putArray("errors");
        envelope.putArray("messages");
        envelope.set("result", result);
        if (info != null) {
            envelope.set("result_info", info);
        }
        return Json.bytes(envelope);
    }

    static byte[] failure(PlatformException failure) {
        ObjectNode details = failure instanceof RestException rest ? rest.details() : null;
        return failure(failure.code(), String.valueOf(failure.getMessage()), details);
    }

    static byte[] failure(ErrorCode code, String message, @Nullable ObjectNode details) {
        ObjectNode envelope = Json.object().put("success", false);
        ObjectNode error = envelope.putArray("errors").addObject();
        error.put("code", code.number()).put("message", message);
        if (details != null) {
            error.setAll(details);
        }
        envelope.putArray("messages");
        envelope.putNull("result");
        return Json.bytes(envelope);
    }

    /** {@code result_info} of a list that is one page of several. */
    public static ObjectNode page(int page, int perPage, int count, int total) {
        return Json.object()
                .put("page", page)
                .put("per_page", perPage)
                .put("count", count)
                .put("total_count", total)
                .put("total_pages", perPage == 0 ? 0 : (total + perPage - 1) / perPage);
    }
}
