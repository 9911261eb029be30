package dev.selvedge.observe;

/**
 * One line of the node's log.
 *
 * @param sequence    number within the ring, rising by one
 * @param timeMillis  wall clock
 * @param level       debug, log, info, warn or error
 * @param source      what speaks: {@code node}, {@code engine 2}, {@code worker}
 * @param script      {@code account/name} of the Worker, or empty
 * @param ray         digits of the ray id, or empty
 */
public record LogLine(
        long sequence, long timeMillis, String level, String source, String script, String ray, String message) {}
