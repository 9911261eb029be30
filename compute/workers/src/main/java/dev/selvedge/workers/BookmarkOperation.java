package dev.selvedge.workers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.selvedge.turn.Wire;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An actor asks for a bookmark of its storage: of now, of a time, or of what it was before it goes back to one. */
final class BookmarkOperation extends Operation {
    private static final JsonMapper JSON = new JsonMapper();

    BookmarkOperation(Resident resident, int id, Flight context) {
        super(resident, id, context);
    }

    void start(byte[] question, ActorSeat seat, ActorStore store) {
        JsonNode json = parse(question);
        if (json.path("restore").isTextual()) {
            store.restore(seat.key, json.path("restore").asText(), this::answered);
        } else if (json.path("time").isNumber()) {
            store.bookmark(seat.key, json.path("time").asLong(), this::answered);
        } else {
            store.bookmark(seat.key, this::answered);
        }
    }

    private static JsonNode parse(byte[] question) {
        try {
            return JSON.readTree(new String(question, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    /** On any thread. */
    private void answered(@Nullable String bookmark, @Nullable Throwable failure) {
        lane().loop.execute(() -> tell(bookmark, failure));
    }

    private void tell(@Nullable String bookmark, @Nullable Throwable failure) {
        if (!equals(resident.operations.get(id))) {
            return;
        }
        finished();
        if (bookmark == null) {
            String why = failure == null || failure.getMessage() == null
                    ? "the bookmark is not known"
                    : failure.getMessage();
            lane().text(resident, Wire.In.REFUSED, id, 0, why);
        } else {
            lane().value(resident, id, bookmark);
        }
    }

    @Override
    void cancel() {
        // What was asked of the storage goes on; nobody hears of it.
    }

    @Override
    void partEnded() {
        // It has no parts.
    }
}
