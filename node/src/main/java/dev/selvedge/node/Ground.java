package dev.selvedge.node;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.base.RotatingFile;
import dev.selvedge.catalog.Account;
import dev.selvedge.catalog.LocalCatalog;
import dev.selvedge.net.Loops;
import dev.selvedge.observe.Counters;
import dev.selvedge.observe.LogRing;
import dev.selvedge.observe.RayIds;
import dev.selvedge.observe.TailHub;
import java.io.IOException;

/** What every other part of a node stands on: the data directory, time, the loops, the catalog, the storage of objects, and places to report to. */
record Ground(
        NodeConfig config,
        DataDirectory data,
        Clock clock,
        RandomSource random,
        Loops loops,
        LocalCatalog catalog,
        ObjectStorage objects,
        Tokens tokens,
        Account owner,
        Counters counters,
        LogRing logs,
        TailHub tails,
        RayIds rays) {

    /** Code of the place in ray ids and {@code request.cf.colo}. */
    static final String PLACE = "SDV";

    static Ground open(NodeConfig config, Clock clock, RandomSource random, Closing closing) throws IOException {
        DataDirectory data = new DataDirectory(config.data());
        closing.add(data.hold());
        LogRing logs = new LogRing(config.logs().lines(), clock::wallMillis);
        closing.add(new LogFile(
                new RotatingFile(
                        data.logFile(),
                        config.logs().size().bytes(),
                        config.logs().files()),
                logs,
                clock));
        Loops loops = closing.add(Loops.start(EngineSetup.lanes(config), clock));
        LocalCatalog catalog = closing.add(LocalCatalog.open(
                new LocalCatalog.Options(data.root(), config.hosts().suffix()), clock, random));
        ObjectStorage objects = ObjectStorage.open(data, clock, random, logs, closing);
        Tokens tokens = new Tokens(catalog, config.hosts().suffix(), clock, random);
        return new Ground(
                config,
                data,
                clock,
                random,
                loops,
                catalog,
                objects,
                tokens,
                tokens.ensureDefault(data.token()),
                new Counters(),
                logs,
                new TailHub(() -> fraction(random)),
                new RayIds(PLACE, random.nextLong()));
    }

    /** Uniform from 0 to 1, which it never reaches. */
    private static double fraction(RandomSource random) {
        return (random.nextLong() >>> 11) * 0x1.0p-53;
    }
}
