package dev.selvedge.front;

/**
 * One step on a request's way to its destination. The stages of a front stand in a fixed order; the first that takes the
 * request over ends the walk. Runs on the exchange's loop and never blocks.
 */
@FunctionalInterface
interface Stage {

    /** Answers the request, or hands it on to something that will, and says true; false lets it go on to the next stage. */
    boolean takes(FrontRequest request);
}
