package dev.selvedge.sqlite;

import java.lang.foreign.MemorySegment;

/** Is handed the pages that were committed. */
@FunctionalInterface
public interface FrameSink {
    /**
     * A page as it is from now on, in the order of writing.
     *
     * @param number of the page, from 1
     * @param databasePages how many pages the database has after a commit that ends here; 0 in the middle of one
     * @param page its bytes, only during this call
     */
    void frame(int number, int databasePages, MemorySegment page);
}
