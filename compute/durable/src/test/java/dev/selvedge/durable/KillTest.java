package dev.selvedge.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process in which actors count, at random moments, and looks at what is left. Some rounds here; for the long run
 * {@code -Dselvedge.kill.rounds=100}, and {@code -Dselvedge.kill.seed=…} replays one.
 */
class KillTest {

    private static final int ROUNDS = Integer.getInteger("selvedge.kill.rounds", 5);
    private static final long SEED =
            Long.getLong("selvedge.kill.seed", RandomSource.secure().nextLong());

    private final long[] acknowledged = new long[CountingProcess.COUNTERS];

    @TempDir
    Path data;

    @Test
    void everyCountThatWasAcknowledgedIsThereAndNoTurnIsHalfDone() throws Exception {
        RandomSource random = RandomSource.seeded(SEED);
        System.out.println("replay with -Dselvedge.kill.seed=" + SEED);
        for (int round = 0; round < ROUNDS; round++) {
            countUntilKilled(1 + random.nextInt(400));
            verify();
        }
        assertThat(acknowledged).doesNotContain(0);
    }

    private void countUntilKilled(int lines) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CountingProcess.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader reader = child.inputReader(StandardCharsets.US_ASCII)) {
            for (int i = 0; i < lines; i++) {
                note(reader.readLine());
            }
            child.toHandle().destroyForcibly();
            int _ = child.waitFor();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.matches("\\d \\d+") && reader.ready()) {
                    note(line);
                }
            }
        }
    }

    private void note(String line) {
        int space = line.indexOf(' ');
        int counter = Integer.parseInt(line.substring(0, space));
        acknowledged[counter] = Math.max(acknowledged[counter], Long.parseLong(line.substring(space + 1)));
    }

    private void verify() {
        try (Store store = new Store(data, Clock.system())) {
            JavaActors.Limits limits = new JavaActors.Limits(10, 1_000, Duration.ofSeconds(10));
            try (JavaActors<Counter> counters = new JavaActors<>(
                    store.files(), new ActorNamespace("counters"), Counter::new, limits, Clock.system())) {
                for (int i = 0; i < acknowledged.length; i++) {
                    JavaActor<Counter> counter = counters.named("" + i);
                    long value = counter.ask(Counter::value);
                    // Two callers each: no more than two turns were under way, and the last line was not believed.
                    assertThat(value).isBetween(acknowledged[i], acknowledged[i] + 3);
                    assertThat((long) counter.ask(Counter::words)).isEqualTo(value);
                    assertThat(counter.ask(Counter::check)).isEqualTo("ok");
                    acknowledged[i] = value;
                }
            }
        }
    }
}
