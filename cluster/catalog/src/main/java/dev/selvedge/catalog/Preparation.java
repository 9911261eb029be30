package dev.selvedge.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a {@link VersionDraft} in the probe engine. */
public sealed interface Preparation {

    /**
     * It starts.
     *
     * @param objectClasses names of the exported classes whose instances can be Durable Objects
     */
    record Accepted(
            int startupMillis,
            List<String> handlers,
            List<NamedHandler> namedHandlers,
            List<String> objectClasses,
            List<PreparedPart> modules)
            implements Preparation {
        public Accepted {
            handlers = List.copyOf(handlers);
            namedHandlers = List.copyOf(namedHandlers);
            objectClasses = List.copyOf(objectClasses);
            modules = List.copyOf(modules);
        }
    }

    /**
     * It does not.
     *
     * @param kind {@code syntax}, {@code startup}, {@code limit} or {@code module}
     * @param message what V8 said, with its error name, such as {@code SyntaxError: Unexpected token}
     * @param stack lines of the stack trace, in terms of the uploaded modules, or null
     */
    record Refused(String kind, String message, @Nullable String stack) implements Preparation {}

    /** Nobody knows: it could not be checked, through no fault of its own, and may be tried again. */
    record Unavailable(String message) implements Preparation {}

    /** The rewritten module and its code cache; nobody changes the bytes. */
    @SuppressWarnings("ArrayRecordComponent")
    record PreparedPart(String name, byte[] code, byte @Nullable [] cache) {}
}
