package dev.selvedge.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.RandomSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that writes the catalog, at random moments, and looks at what is left. Ten rounds here; for the long run
 * {@code -Dselvedge.kill.rounds=100}, and {@code -Dselvedge.kill.seed=…} replays one.
 */
final class KillTest {

    private static final int ROUNDS = Integer.getInteger("selvedge.kill.rounds", 10);
    private static final long SEED =
            Long.getLong("selvedge.kill.seed", RandomSource.secure().nextLong());

    @TempDir
    Path data;

    @Test
    void whatWasAcknowledgedIsThereAndTheRestIsWholeOrAbsent() throws Exception {
        RandomSource random = RandomSource.seeded(SEED);
        System.out.println("replay with -Dselvedge.kill.seed=" + SEED);
        long acknowledged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged = Math.max(acknowledged, writeUntilKilled(1 + random.nextInt(120)));
            try (LocalCatalog catalog = Samples.open(data, 64 << 10)) {
                assertWhole(catalog, acknowledged);
            }
        }
        assertThat(acknowledged).isGreaterThan(ROUNDS);
    }

    /** Kills the child in the middle of whatever it does after its n-th acknowledgement, and returns the last one. */
    private long writeUntilKilled(int acknowledgements) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CatalogWriter.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = 0;
        try (BufferedReader lines = child.inputReader(StandardCharsets.US_ASCII)) {
            for (int i = 0; i < acknowledgements; i++) {
                last = Long.parseLong(lines.readLine());
            }
            child.toHandle().destroyForcibly();
            child.waitFor();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line.matches("\\d{12}") ? Long.parseLong(line) : last;
            }
        }
        return last;
    }

    private static void assertWhole(LocalCatalog catalog, long acknowledged) {
        CatalogView view = catalog.view();
        assertThat(view.sequence()).isGreaterThanOrEqualTo(acknowledged);
        for (Script script : view.scripts()) {
            Optional<Deployment> deployment = script.deployment();
            assertThat(deployment).as("a commit is whole or absent").isPresent();
            List<Version> versions = script.versions();
            assertThat(versions.getLast().number()).isEqualTo(script.head().nextNumber() - 1);
            for (Deployment.Share share : deployment.get().shares()) {
                Version version = script.version(share.version()).orElseThrow();
                for (Module module : version.modules()) {
                    assertThat(catalog.blobs().read(module.content())).hasSize(module.size());
                }
                assertThat(CatalogWriter.secretOf(catalog, script, version)).isEqualTo("secret " + version.number());
            }
        }
    }
}
