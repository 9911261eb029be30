package dev.selvedge.durable;

import dev.selvedge.base.Clock;
import dev.selvedge.base.Scope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A process that counts until it is killed: every line that it prints is an acknowledgement, {@code counter value}. */
final class CountingProcess {
    static final int COUNTERS = 4;

    private CountingProcess() {}

    public static void main(String[] arguments) throws Exception {
        try (Store store = new Store(Path.of(arguments[0]), Clock.system())) {
            JavaActors.Limits limits = new JavaActors.Limits(COUNTERS, 1_000, Duration.ZERO);
            JavaActors<Counter> counters = new JavaActors<>(
                    store.files(), new ActorNamespace("counters"), Counter::new, limits, Clock.system());
            try (Scope scope = new Scope("callers")) {
                for (int i = 0; i < 2 * COUNTERS; i++) {
                    String name = "" + i % COUNTERS;
                    var _ = scope.fork(() -> count(counters.named(name), name));
                }
                while (true) {
                    // Files close and open again all the time, so that the end often comes within that.
                    counters.sweep();
                    Clock.system().sleep(Duration.ofMillis(20));
                }
            }
        }
    }

    private static Void count(JavaActor<Counter> counter, String name) {
        while (true) {
            long value = counter.ask(awake -> {
                long next = awake.increment();
                long words = awake.say("word " + next);
                if (words != next) {
                    throw new IllegalStateException("a turn was half done: " + words + " words at " + next);
                }
                return next;
            });
            byte[] line = (name + " " + value + "\n").getBytes(StandardCharsets.US_ASCII);
            System.out.write(line, 0, line.length);
            if (System.out.checkError()) {
                Runtime.getRuntime().halt(1); // nobody is there to read it, or to kill this process
            }
        }
    }
}
