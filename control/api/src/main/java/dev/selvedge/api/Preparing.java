package dev.selvedge.api;

import dev.selvedge.catalog.Preparation;
import dev.selvedge.catalog.ScriptPreparer;
import dev.selvedge.catalog.VersionDraft;

/** Says what the probe engine thinks of an upload in the words that wrangler knows. */
final class Preparing {

    private static final int MAX_STACK = 4000;
    private static final String NO_HANDLERS = "No event handlers were registered. This script does nothing.";

    /** Frames of the platform tell the owner of a script nothing. */
    private static final String OWN_CODE = "selvedge:";

    private Preparing() {}

    static Preparation.Accepted prepare(ScriptPreparer preparer, VersionDraft draft) {
        return switch (preparer.prepare(draft)) {
            case Preparation.Accepted accepted -> {
                if (accepted.handlers().isEmpty() && accepted.namedHandlers().isEmpty()) {
                    throw ApiError.NO_HANDLERS.because("No event handlers were registered. This script does nothing.");
                }
                yield accepted;
            }
            case Preparation.Refused refused -> throw refusal(refused);
            case Preparation.Unavailable unavailable ->
                throw ApiError.UNAVAILABLE.because(
                        "The script could not be checked: " + unavailable.message(), "Try again.");
        };
    }

    private static RuntimeException refusal(Preparation.Refused refused) {
        return refused.message().contains(NO_HANDLERS)
                ? ApiError.NO_HANDLERS.because(NO_HANDLERS)
                : ApiError.INVALID_SCRIPT.because(text(refused));
    }

    /** Wrangler maps positions in the message through the source maps that it has just uploaded. */
    private static String text(Preparation.Refused refused) {
        StringBuilder text = new StringBuilder();
        boolean thrown = refused.kind().equals("syntax") || refused.kind().equals("startup");
        if (thrown && !refused.message().startsWith("Uncaught ")) {
            text.append("Uncaught ");
        }
        text.append(refused.message());
        String stack = refused.stack();
        if (stack != null) {
            stack.lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("at ") && !line.contains(OWN_CODE))
                    .forEach(line -> text.append("\n  ").append(line));
        }
        return text.length() <= MAX_STACK ? text.toString() : text.substring(0, MAX_STACK) + " …";
    }
}
