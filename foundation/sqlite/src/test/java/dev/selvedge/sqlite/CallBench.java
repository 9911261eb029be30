package dev.selvedge.sqlite;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** Measures what a call costs: run its main. Prints ns of CPU for a select, a get, a put, and a put with its commit and capture. */
final class CallBench {
    private static final int ROUNDS = 200_000;

    private CallBench() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("selvedge-sqlite");
        try (Fixture db = new Fixture(folder)) {
            db.own("create table _cf_KV(key text primary key, value blob) without rowid");
            Statement one = db.database.own("select 1");
            Statement get = db.database.own("select value from _cf_KV where key = ?");
            Statement put = db.database.own("replace into _cf_KV values(?, ?)");
            Statement begin = db.database.own("begin");
            Statement commit = db.database.own("commit");
            byte[] value = new byte[20];
            put.bind(1, "counter").bind(2, value).run();
            for (int round = 0; round < 3; round++) {
                measure("select 1", i -> one.run());
                measure("get", i -> {
                    get.bind(1, "counter").step();
                    get.bytesAt(0);
                    get.reset();
                });
                begin.run();
                measure("put", i -> put.bind(1, "counter").bind(2, value).run());
                commit.run();
                db.database.newFrames((number, pages, page) -> {});
                measure("begin, put, commit, capture", i -> {
                    begin.run();
                    value[i % 20]++;
                    put.bind(1, "counter").bind(2, value).run();
                    commit.run();
                    db.database.newFrames((number, pages, page) -> {});
                    if (db.database.walFrames() > 1000) {
                        db.database.checkpoint();
                    }
                });
            }
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void measure(String what, IntConsumer action) {
        long before = cpuNanos();
        for (int i = 0; i < ROUNDS; i++) {
            action.accept(i);
        }
        System.out.printf("%-30s %6d ns%n", what, (cpuNanos() - before) / ROUNDS);
    }
}
