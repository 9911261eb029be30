package dev.selvedge.workers;

import dev.selvedge.turn.Wire;

/** How an invocation ended, in the words of tail events. */
public enum Outcome {
    OK("ok"),
    EXCEPTION("exception"),
    EXCEEDED_CPU("exceededCpu"),
    EXCEEDED_MEMORY("exceededMemory"),
    CANCELED("canceled"),
    SCRIPT_NOT_FOUND("scriptNotFound"),
    UNKNOWN("unknown");

    private final String word;

    Outcome(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** From the code of a DONE record; an engine may send anything. */
    static Outcome of(int code) {
        return switch (code) {
            case Wire.Outcome.OK -> OK;
            case Wire.Outcome.EXCEPTION, Wire.Outcome.EXCEEDED_SUBREQUESTS -> EXCEPTION;
            case Wire.Outcome.EXCEEDED_CPU -> EXCEEDED_CPU;
            case Wire.Outcome.EXCEEDED_MEMORY -> EXCEEDED_MEMORY;
            case Wire.Outcome.CANCELED -> CANCELED;
            case Wire.Outcome.SCRIPT_NOT_FOUND -> SCRIPT_NOT_FOUND;
            default -> UNKNOWN;
        };
    }
}
