package dev.selvedge.workers;

import java.time.Duration;

/**
 * Every bound of actors; the platform's figures where it publishes them.
 *
 * @param events      events of one actor in flight and waiting
 * @param live        actors that one engine holds at once; above it the longest idle one leaves
 * @param hibernate   an actor for which nothing is under way leaves after this
 * @param idle        one that only waits for timers or fetches of its own leaves after this, or up to twice as long
 * @param grace       how long events may go on after a new version was deployed
 * @param close       how long an isolate may take to let go of an actor
 */
public record ActorLimits(int events, int live, Duration hibernate, Duration idle, Duration grace, Duration close) {
    public static final ActorLimits DEFAULTS = new ActorLimits(
            5_000,
            2_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(70),
            Duration.ofSeconds(3),
            Duration.ofSeconds(30));
}
