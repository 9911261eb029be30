package dev.selvedge.catalog;

/** How a Worker is written. The order is part of the log's format: append only. */
public enum ScriptFormat {
    MODULES,
    SERVICE_WORKER
}
