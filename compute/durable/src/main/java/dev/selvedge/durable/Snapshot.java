package dev.selvedge.durable;

/**
 * A copy of an actor's database, in a file of its own.
 *
 * @param mark the commit after which it is the copy
 */
record Snapshot(Mark mark, long bytes) {

    long sequence() {
        return mark.sequence();
    }
}
