package dev.selvedge.node;

import dev.selvedge.base.Clock;
import dev.selvedge.base.Tasks;
import dev.selvedge.catalog.Catalog;
import dev.selvedge.catalog.CatalogException;
import dev.selvedge.observe.LogRing;
import java.time.Duration;

/**
 * Removes the modules that no version names: those of deleted Workers, and of uploads that were cut short. Soon after the start,
 * then every few hours. An upload stores its modules before the version that names them, within seconds; what is younger than
 * {@link #GRACE} is left alone for its sake.
 */
final class BlobSweep {
    private static final Duration PERIOD = Duration.ofHours(6);

    static final Duration GRACE = Duration.ofHours(6);

    private final Catalog catalog;
    private final LogRing logs;

    private BlobSweep(Catalog catalog, LogRing logs) {
        this.catalog = catalog;
        this.logs = logs;
    }

    static AutoCloseable start(Catalog catalog, LogRing logs, Clock clock) {
        BlobSweep sweep = new BlobSweep(catalog, logs);
        Tasks.start("first sweep of modules", sweep::round);
        return Tasks.every("sweep of modules", PERIOD, clock, sweep::round);
    }

    private void round() {
        try {
            int removed = catalog.sweep(GRACE);
            if (removed > 0) {
                logs.append("info", "node", "removed " + removed + " stored modules that no Worker uses");
            }
        } catch (CatalogException e) {
            logs.append("error", "node", "stored modules cannot be swept: " + e.getMessage());
        }
    }
}
