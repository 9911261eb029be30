package dev.selvedge.api;

import dev.selvedge.catalog.ObjectNamespace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which objects of a namespace exist. A port: the node fills it from where the objects' data is. */
@FunctionalInterface
public interface ObjectListing {

    /** For a node that keeps no objects. */
    ObjectListing NONE = (namespace, after, limit) -> new Page(List.of(), false, 0);

    /**
     * One page of them.
     *
     * @param after the last id of the page before, or null for the first page
     * @param limit how many at most
     */
    Page objects(ObjectNamespace namespace, @Nullable String after, int limit);

    /**
     * One object.
     *
     * @param id 64 hexadecimal digits
     */
    record Item(String id, boolean hasStoredData) {}

    /**
     * Objects in the order of their ids.
     *
     * @param more whether another page follows
     * @param total how many there are on all pages
     */
    record Page(List<Item> items, boolean more, long total) {
        public Page {
            items = List.copyOf(items);
        }
    }
}
