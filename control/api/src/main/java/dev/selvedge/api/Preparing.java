package dev.selvedge.api;

import dev.selvedge.catalog.Preparation;
import dev.selvedge.catalog.ScriptPreparer;
import dev.selvedge.catalog.VersionDraft;

/** Says what the probe engine thinks of an upload in the words that wrangler knows. */
final class Preparing {

    private static final int MAX_STACK = 4000;

    private Preparing() {}

    static Preparation.Accepted prepare(ScriptPreparer preparer, VersionDraft draft) {
        return switch (preparer.prepare(draft)) {
            case Preparation.Accepted accepted -> {
                if (accepted.handlers().isEmpty() && accepted.namedHandlers().isEmpty()) {
                    throw ApiError.NO_HANDLERS.because("No event handlers were registered. This script does nothing.");
                }
                yield accepted;
            }
            case Preparation.Refused refused -> throw ApiError.INVALID_SCRIPT.because(text(refused));
        };
    }

    /** Wrangler maps positions in the message through the source maps that it has just uploaded. */
    private static String text(Preparation.Refused refused) {
        if (refused.kind().equals("limit")) {
            return refused.message();
        }
        StringBuilder text = new StringBuilder("Uncaught ").append(refused.message());
        String stack = refused.stack();
        if (stack != null) {
            stack.lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("at "))
                    .forEach(line -> text.append("\n  ").append(line));
        }
        return text.length() <= MAX_STACK ? text.toString() : text.substring(0, MAX_STACK) + " …";
    }
}
