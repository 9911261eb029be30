package dev.selvedge.durable;

/**
 * An alarm that is to ring now.
 *
 * @param scheduledMillis the time that the actor asked for
 * @param retry how often it failed before
 */
public record Alarm(ActorKey key, long scheduledMillis, int retry) {}
