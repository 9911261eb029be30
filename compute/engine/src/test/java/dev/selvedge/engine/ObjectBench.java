package dev.selvedge.engine;

import dev.selvedge.turn.Wire;
import dev.selvedge.turn.WorkerLimits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Measures what an object's storage costs an engine: run its main in the module's folder, once its tests have made
 * {@code target/v8}. Prints µs of CPU of the lane for a request that stores nothing, one that reads and writes a key, and one that
 * upserts a row; sixteen requests to each turn.
 */
final class ObjectBench {
    private static final int BATCH = 16;
    private static final int ROUNDS = 3_000;

    private ObjectBench() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("selvedge-objects");
        String methods = """
                constructor(ctx, env) { super(ctx, env); this.exec('create table if not exists t(k text primary key, n)') }
                fetch(request) {
                  const path = request.url.slice(-3)
                  if (path === 'sql') this.exec('insert into t values(?, 1) on conflict do update set n = n + 1', 'k')
                  else if (path === 'put') return this.put()
                  return new Response('ok')
                }
                async put() { await this.storage.put('n', ((await this.storage.get('n')) ?? 0) + 1); return new Response('ok') }
                """;
        try (ObjectRig rig = new ObjectRig(folder, methods, WorkerLimits.DEFAULT)) {
            rig.actor(1, 0);
            for (int round = 0; round < 3; round++) {
                for (String path : new String[] {"/nix", "/put", "/sql"}) {
                    System.out.printf("%s %.1f us%n", path, measure(rig, path));
                }
            }
        }
        System.exit(0);
    }

    private static double measure(ObjectRig rig, String path) {
        String url = "http://o.localhost" + path;
        long before = laneNanos();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 1; i <= BATCH; i++) {
                rig.engine.queueRecord(
                        Wire.In.REQUEST, i, Wire.Method.GET | Wire.Flag.ACTOR, url.length(), 0, 0, 1, 0, url);
            }
            rig.engine.send(ObjectRig.ISOLATE);
            rig.engine.await(ObjectRig.ISOLATE, Wire.Out.DONE, BATCH);
        }
        return (laneNanos() - before) / 1000.0 / ROUNDS / BATCH;
    }

    private static long laneNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("lane-thread")) {
                nanos += threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        return nanos;
    }
}
