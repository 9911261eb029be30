package dev.selvedge.catalog;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** The ordered log of everything that exists, and its local copy. */
public interface Catalog extends AutoCloseable {

    /** The newest durable state. A volatile read. */
    CatalogView view();

    /**
     * Makes changes true together or not at all. When it returns they are durable, the view holds them and every listener
     * has seen them. Blocks for a disk flush, which concurrent commits share.
     *
     * @param decide reads the newest state and answers with the changes; what it throws is passed on and nothing changes.
     *     It runs under the writer's lock: it must be quick and must not commit itself
     * @throws CatalogException if the disk refuses; nothing is changed then
     */
    CatalogView commit(Function<CatalogView, List<Change>> decide);

    default CatalogView commit(Change... changes) {
        return commit(view -> List.of(changes));
    }

    /** Called after each durable commit, in order, on the committing thread: must be quick and must not throw. */
    AutoCloseable listen(Listener listener);

    Blobs blobs();

    /** Removes blobs that no version names and that nobody has put within the last {@code grace}; returns how many. */
    int sweep(Duration grace);

    Vault vault();

    @Override
    void close();

    /** Hears of durable commits. */
    @FunctionalInterface
    interface Listener {
        /**
         * Hears of one commit.
         *
         * @param changes in order; {@code view} may already hold later ones
         */
        void committed(CatalogView view, List<Change> changes);
    }
}
