package dev.selvedge.v8;

import org.jspecify.annotations.Nullable;

/** JavaScript threw, or would not compile. */
public final class JsException extends RuntimeException {
    /** Whether the source would not even compile. */
    private final boolean syntax;

    private final String file;
    private final int line;
    private final int column;
    private final String jsStack;

    JsException(
            boolean syntax,
            String message,
            String file,
            int line,
            int column,
            String jsStack,
            @Nullable Throwable cause) {
        super(message, cause);
        this.syntax = syntax;
        this.file = file;
        this.line = line;
        this.column = column;
        this.jsStack = jsStack;
    }

    public boolean isSyntax() {
        return syntax;
    }

    /** The script or module, "" if unknown. */
    public String file() {
        return file;
    }

    /** From 1; 0 if unknown. */
    public int line() {
        return line;
    }

    /** From 1; 0 if unknown. */
    public int column() {
        return column;
    }

    /** The stack as V8 writes it, "" if what was thrown has none. */
    public String jsStack() {
        return jsStack;
    }
}
