package dev.selvedge.catalog;

/** Compiles and starts an upload in a throw-away isolate, far from anything that serves. */
@FunctionalInterface
public interface ScriptPreparer {
    /** Blocks. Never throws for what is wrong with the script. */
    Preparation prepare(VersionDraft draft);
}
