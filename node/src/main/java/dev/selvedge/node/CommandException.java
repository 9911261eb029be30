package dev.selvedge.node;

import dev.selvedge.base.ErrorCode;
import dev.selvedge.base.PlatformException;

/**
 * A command that cannot be carried out: its message is the one sentence that the person reads, on the terminal or, when the
 * running node carried the command out, through the API port.
 */
final class CommandException extends PlatformException {

    /** What the shell sees. */
    enum Exit implements ErrorCode {
        /** The command was understood and failed. */
        FAILED(1),
        /** The command was not understood: an unknown verb, option, key or value. */
        USAGE(2);

        final int status;

        Exit(int status) {
            this.status = status;
        }

        @Override
        public int number() {
            return 1000 + status;
        }

        @Override
        public int httpStatus() {
            return 400;
        }
    }

    private final Exit exit;

    private CommandException(Exit exit, String sentence) {
        super(exit, sentence);
        this.exit = exit;
    }

    static CommandException failed(String sentence) {
        return new CommandException(Exit.FAILED, sentence);
    }

    static CommandException usage(String sentence) {
        return new CommandException(Exit.USAGE, sentence);
    }

    Exit exit() {
        return exit;
    }

    String sentence() {
        return what();
    }
}
