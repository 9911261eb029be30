package dev.selvedge.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RotatingFile;
import dev.selvedge.observe.Counters;
import dev.selvedge.observe.RequestEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {

    @TempDir
    Path folder;

    private static RequestEvent event(String target, int status, String script) {
        return new RequestEvent(
                0xabcL, 17, 1234, 56, "127.0.0.1", "GET", "h.localhost", target, 11, status, 1, 2, script, "v", "ok");
    }

    private AccessLog open(long size, int files) throws IOException {
        return new AccessLog(new RotatingFile(folder.resolve("access.log"), size, files), Clock.system(), complaint -> {
            throw new AssertionError(complaint);
        });
    }

    @Test
    void eachRequestIsOneLineOfJson() throws IOException {
        try (AccessLog log = open(1 << 20, 2)) {
            log.accept(event("/a", 200, "hello"));
            log.accept(event("/b\"\n\u00e9\\", 500, ""));
        }
        assertThat(folder.resolve("access.log")).hasContent("""
                        {"time":17,"ray":"0000000000000abc","client":"127.0.0.1","method":"GET","host":"h.localhost",\
                        "target":"/a","http":11,"status":200,"micros":1234,"cpuMicros":56,"bytesIn":1,"bytesOut":2,\
                        "worker":"hello","version":"v","outcome":"ok"}
                        {"time":17,"ray":"0000000000000abc","client":"127.0.0.1","method":"GET","host":"h.localhost",\
                        "target":"/b\\"\\u000a\\u00e9\\\\","http":11,"status":500,"micros":1234,"cpuMicros":56,\
                        "bytesIn":1,"bytesOut":2,"worker":"","version":"v","outcome":"ok"}
                        """);
    }

    @Test
    void aSecondStartGoesOnBehindTheFirst() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (AccessLog log = open(1 << 20, 2)) {
                log.accept(event("/" + i, 200, ""));
            }
        }
        assertThat(Files.readAllLines(folder.resolve("access.log"))).hasSize(2);
    }

    @Test
    void aFullFileIsPutAsideAndTheOldestIsDropped() throws IOException {
        try (AccessLog log = open(100, 3)) {
            for (int i = 0; i < 5; i++) {
                log.accept(event("/" + i, 200, ""));
                log.write();
            }
        }
        assertThat(folder.resolve("access.log")).isEmptyFile();
        assertThat(folder.resolve("access.log.1")).content().contains("\"/4\"");
        assertThat(folder.resolve("access.log.2")).content().contains("\"/3\"");
        assertThat(folder.resolve("access.log.3")).doesNotExist();
    }

    @Test
    void theLongestTextsStillFitIntoALine() throws IOException {
        String nasty = "\u0001".repeat(20_000);
        try (AccessLog log = open(1 << 30, 2)) {
            for (int i = 0; i < 20; i++) {
                log.accept(new RequestEvent(
                        -1,
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        nasty,
                        nasty,
                        nasty,
                        nasty,
                        20,
                        200,
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        nasty,
                        nasty,
                        nasty));
            }
        }
        assertThat(Files.readAllLines(folder.resolve("access.log"))).hasSize(20);
    }

    @Test
    void figuresAreSummedByClassAndByWhoAnswered() {
        Counters counters = new Counters();
        RequestFigures figures = new RequestFigures(counters);
        figures.accept(event("/", 200, "hello"));
        figures.accept(event("/", 204, "hello"));
        figures.accept(event("/", 404, ""));
        figures.accept(event("/", 0, ""));
        assertThat(counters.prometheus())
                .contains(
                        "selvedge_requests_total{by=\"worker\",status=\"2xx\"} 2",
                        "selvedge_requests_total{by=\"edge\",status=\"4xx\"} 1",
                        "selvedge_requests_total{by=\"edge\",status=\"none\"} 1",
                        "selvedge_request_duration_seconds_count 4",
                        "selvedge_worker_cpu_microseconds_total 224");
    }
}
