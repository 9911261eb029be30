package dev.selvedge.net;

import dev.selvedge.base.Clock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures what a small request costs this server alone: run it with {@code wrk} installed, arguments are the number of loops and
 * the seconds, and perhaps {@code h2} for HTTP/2 by {@code h2load}. Prints the figures and the CPU per request of this process.
 */
final class HelloBench {
    private static final ByteBuffer HEADERS =
            Headers.of("content-type", "text/plain;charset=UTF-8").block();
    private static final byte[] BODY = "Hello World!".getBytes(StandardCharsets.US_ASCII);

    private HelloBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int loops = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1;
        String seconds = arguments.length > 1 ? arguments[1] : "5";
        boolean http2 = arguments.length > 2 && arguments[2].equals("h2");
        LongAdder requests = new LongAdder();
        HttpHandler hello = exchange -> {
            requests.increment();
            exchange.respond(200, null, HEADERS.duplicate(), ByteBuffer.wrap(BODY));
        };
        try (Loops running = Loops.start(loops, Clock.system());
                HttpServer server = HttpServer.start(
                        running,
                        ServerOptions.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                        hello)) {
            String url = "http://127.0.0.1:" + server.address().getPort() + "/hello";
            load(url, "4", http2);
            requests.reset();
            long before = cpuNanos();
            load(url, seconds, http2);
            System.out.printf(
                    "%d loops: %.1f us of CPU per request%n", loops, (cpuNanos() - before) / 1000.0 / requests.sum());
        }
    }

    private static void load(String url, String seconds, boolean http2) throws IOException, InterruptedException {
        List<String> command = http2
                ? List.of("h2load", "-t2", "-c32", "-m4", "-D" + seconds, url)
                : List.of("wrk", "-t2", "-c32", "-d" + seconds + "s", "--latency", url);
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(wrk.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(System.out::println);
        }
        wrk.waitFor();
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
