package dev.selvedge.catalog;

import java.util.Locale;

/** What a token may do. Wrangler's commands need {@link #WORKERS_WRITE}; {@link #ADMIN} is for the owner of the node. */
public enum TokenScope {
    ACCOUNT_READ,
    WORKERS_READ,
    WORKERS_WRITE,
    ROUTES_READ,
    ROUTES_WRITE,
    TAIL_READ,
    TOKENS_WRITE,
    ADMIN;

    /** The form in which people write it, such as {@code workers:write}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }
}
