package dev.selvedge.workers;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.catalog.Catalog;
import dev.selvedge.net.HttpClient;
import dev.selvedge.net.Loops;
import dev.selvedge.observe.Counters;
import dev.selvedge.observe.LogRing;
import dev.selvedge.observe.RayIds;
import dev.selvedge.observe.TailHub;

/**
 * Everything that this module is given.
 *
 * @param http   the client for outgoing fetches; its address policy is the one that holds
 * @param random must be safe for use from several threads
 * @param store where Durable Objects are kept
 * @param cf     JSON object that a Worker sees as {@code request.cf} unless the front says otherwise
 */
public record WorkersPorts(
        Clock clock,
        RandomSource random,
        Loops loops,
        Catalog catalog,
        HttpClient http,
        ErrorPages pages,
        PassThrough passThrough,
        Counters counters,
        LogRing logs,
        TailHub tails,
        RayIds rays,
        String cf,
        ActorStore store) {}
