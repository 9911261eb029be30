package dev.selvedge.catalog;

/** How a Worker is written. The names are part of the log's format. */
public enum ScriptFormat {
    MODULES,
    SERVICE_WORKER
}
