package dev.selvedge.workers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.selvedge.catalog.NamedHandler;
import dev.selvedge.catalog.Preparation;
import dev.selvedge.catalog.VersionDraft;
import dev.selvedge.turn.ControlMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Checks uploads in an engine that serves nobody. One at a time: when the engine dies, it is clear what it was at. Blocks, so
 * it is called from virtual threads.
 */
final class Probe {
    /** An engine may also end for reasons of its own or its machine's: only a script that ends two in a row is blamed. */
    private static final int ATTEMPTS = 2;

    private final Shared shared;
    /** Fair, so that one account with many uploads does not keep the others waiting for ever. */
    private final ReentrantLock turn = new ReentrantLock(true);

    Probe(Shared shared) {
        this.shared = shared;
    }

    Preparation prepare(VersionDraft draft) {
        turn.lock();
        try {
            return verdict(draft);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Preparation.Unavailable("The check was interrupted.");
        } finally {
            turn.unlock();
        }
    }

    private Preparation verdict(VersionDraft draft) throws InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS && !shared.engines.closed(); attempt++) {
            Optional<Preparation> found = attempt(draft);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return shared.engines.closed()
                ? new Preparation.Unavailable("The node is stopping.")
                : new Preparation.Refused("limit", "The script ended the engine that checked it.", null);
    }

    /** Empty if the engine ended. */
    private Optional<Preparation> attempt(VersionDraft draft) throws InterruptedException {
        Engine engine = shared.engines.probe();
        try {
            engine.ready.get(shared.limits.engineStart().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return Optional.of(new Preparation.Unavailable("The engine that checks uploads does not start."));
        }
        try {
            engine.idleSinceNanos = shared.clock().nanos();
            ControlMessage answer = engine.ask(seq -> WorkerImage.prepare(shared, draft, seq))
                    .get(shared.limits.prepare().toMillis(), TimeUnit.MILLISECONDS);
            engine.idleSinceNanos = shared.clock().nanos();
            return Optional.of(preparation(answer));
        } catch (ExecutionException e) {
            return Optional.empty();
        } catch (TimeoutException e) {
            engine.lost("an upload kept it busy for too long");
            return Optional.of(new Preparation.Refused("limit", "Script startup exceeded its time limit.", null));
        }
    }

    private static Preparation preparation(ControlMessage answer) {
        JsonNode json = answer.json();
        if (!json.path("ok").asBoolean()) {
            JsonNode error = json.path("error");
            return new Preparation.Refused(
                    error.path("kind").asText("startup"),
                    error.path("message").asText("The script does not start."),
                    textOrNull(error.path("stack")));
        }
        List<Preparation.PreparedPart> parts = new ArrayList<>();
        for (JsonNode module : json.path("modules")) {
            int cacheLength = module.path("cacheLength").asInt();
            byte[] code = answer.blobBytes(
                    module.path("offset").asInt(), module.path("length").asInt());
            byte[] cache = cacheLength == 0
                    ? null
                    : answer.blobBytes(module.path("cacheOffset").asInt(), cacheLength);
            parts.add(new Preparation.PreparedPart(module.path("name").asText(), code, cache));
        }
        List<NamedHandler> named = new ArrayList<>();
        List<String> objectClasses = new ArrayList<>();
        for (JsonNode handler : json.path("namedHandlers")) {
            named.add(new NamedHandler(handler.path("name").asText(), texts(handler.path("handlers"))));
            if (handler.path("type").asText().equals("durableObject")) {
                objectClasses.add(handler.path("name").asText());
            }
        }
        return new Preparation.Accepted(
                json.path("startupMs").asInt(), texts(json.path("handlers")), named, objectClasses, parts);
    }

    private static @Nullable String textOrNull(JsonNode node) {
        return node.isTextual() && !node.asText().isEmpty() ? node.asText() : null;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
