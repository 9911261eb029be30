package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node outlives whatever an engine sends, and serves again as soon as that engine is honest or replaced. */
@Timeout(60)
class HostileEngineTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Rig rig;

    @BeforeAll
    static void open() throws IOException {
        Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
        Path forger = folder.resolve("java");
        Files.writeString(
                forger,
                "#!/bin/sh\nexec '" + java + "' --enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 -cp '"
                        + System.getProperty("java.class.path") + "' " + ForgedEngine.class.getName() + "\n");
        Files.setPosixFilePermissions(forger, PosixFilePermissions.fromString("rwx------"));
        rig = new Rig(WorkersLimits.DEFAULTS, forger);
        rig.deploy("taken", "export default { fetch() { return new Response('never asked') } }");
    }

    @AfterAll
    static void close() throws IOException {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(Forgery.class)
    void theNodeAnswersAndServesAgain(Forgery forgery) throws Exception {
        try {
            HttpResponse<String> answer = rig.get("taken", "/" + forgery);
            assertThat(answer.headers().map()).doesNotContainKey("http/1.1 200 ok");
            assertThat(answer.statusCode()).isBetween(200, 599);
        } catch (IOException brokenOff) {
            assertThat(brokenOff).hasMessageNotContaining("timed out");
        }
        rig.await("an honest answer", Duration.ofSeconds(20), HostileEngineTest::honest);
    }

    private static boolean honest() {
        try {
            return rig.get("taken", "/NONE").body().equals("honest");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
