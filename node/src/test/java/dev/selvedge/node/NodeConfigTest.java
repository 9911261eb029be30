package dev.selvedge.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.DataSize;
import dev.selvedge.base.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigTest {

    @TempDir
    Path data;

    private Path file(String toml) throws IOException {
        return Files.writeString(data.resolve("selvedge.toml"), toml);
    }

    private NodeConfig load(String... args) {
        return NodeConfig.load(Arguments.parse("up", new UpVerb().allOptions(), List.of(args)))
                .config();
    }

    @Test
    void everythingHasADefault() {
        NodeConfig config = NodeConfig.from(data, new Settings(Map.of()));
        assertThat(config)
                .isEqualTo(new NodeConfig(
                        data,
                        new NodeConfig.Listen("127.0.0.1", 8787, 0, 8780, 8789, Duration.ofSeconds(30)),
                        new NodeConfig.Hosts("workers.localhost"),
                        new NodeConfig.Fetch(List.of()),
                        new NodeConfig.Requests(
                                Duration.ofSeconds(30),
                                DataSize.mebibytes(128),
                                1000,
                                Duration.ofSeconds(1),
                                DataSize.parse("100MB"),
                                DataSize.kibibytes(128)),
                        new NodeConfig.Engines(0, 200, Duration.ofMinutes(5)),
                        new NodeConfig.Objects(2000, Duration.ofSeconds(10)),
                        new NodeConfig.Logs(true, DataSize.mebibytes(64), 4, 10_000)));
    }

    @Test
    void everyKeyCanBeSetInTheFile() throws IOException {
        file("""
                [listen]
                host = "0.0.0.0"
                http = 1
                https = 2
                api = 3
                s3 = 4
                drain = "5s"
                [hosts]
                suffix = "example.org"
                [fetch]
                allow = ["10.0.0.0/8", "localhost:3000"]
                [limits]
                cpu = "50ms"
                memory = "64MiB"
                subrequests = 7
                startup = "400ms"
                body = "1GiB"
                headers = "32KiB"
                [engines]
                lanes = 3
                isolates = 9
                idle = "1m"
                [objects]
                live = 50
                hibernate = "1s"
                [logs]
                access = false
                size = "1MiB"
                files = 2
                lines = 100
                """);
        assertThat(load("--data", data.toString()))
                .isEqualTo(new NodeConfig(
                        data,
                        new NodeConfig.Listen("0.0.0.0", 1, 2, 3, 4, Duration.ofSeconds(5)),
                        new NodeConfig.Hosts("example.org"),
                        new NodeConfig.Fetch(List.of("10.0.0.0/8", "localhost:3000")),
                        new NodeConfig.Requests(
                                Duration.ofMillis(50),
                                DataSize.mebibytes(64),
                                7,
                                Duration.ofMillis(400),
                                DataSize.parse("1GiB"),
                                DataSize.kibibytes(32)),
                        new NodeConfig.Engines(3, 9, Duration.ofMinutes(1)),
                        new NodeConfig.Objects(50, Duration.ofSeconds(1)),
                        new NodeConfig.Logs(false, DataSize.mebibytes(1), 2, 100)));
    }

    @Test
    void anUnknownKeyNamesTheNearestOne() throws IOException {
        Path file = file("[listen]\nhtpt = 1\n");
        Shell.Said said = Shell.run("config", "--data", data.toString());
        assertThat(said.err())
                .isEqualTo("selvedge: " + file + ": Unknown key \"listen.htpt\". Did you mean listen.http?\n");
        assertThat(said.exit()).isEqualTo(2);
    }

    @Test
    void optionsWinOverTheFile() throws IOException {
        file("listen.http = 1\nfetch.allow = \"a.internal\"\n");
        NodeConfig config = load(
                "--data", data.toString(), "--http", "2", "--allow-fetch", "b.internal", "--allow-fetch=10.0.0.0/8");
        assertThat(config.listen().http()).isEqualTo(2);
        assertThat(config.fetch().allow()).containsExactly("b.internal", "10.0.0.0/8");
    }

    @Test
    void aFileThatIsNotTomlIsOneSentenceWithItsLine() throws IOException {
        Path file = file("[listen]\nhttp = \n");
        Shell.Said said = Shell.run("config", "check", "--data", data.toString());
        assertThat(said.err()).startsWith("selvedge: " + file + ", line 2: ").hasLineCount(1);
        assertThat(said.exit()).isEqualTo(2);
    }

    @Test
    void aFileThatIsNotThereIsAnErrorOnlyIfItWasNamed() {
        Path missing = data.resolve("other.toml");
        assertThat(Shell.run("config", "check", "--data", data.toString()).exit())
                .isZero();
        assertThat(Shell.run("config", "check", "--config", missing.toString()).err())
                .isEqualTo("selvedge: There is no configuration file " + missing + ".\n");
    }

    @Test
    void theListingShowsEveryKeyWithItsMeaning() throws IOException {
        file("listen.http = 1234\n");
        String listing = Shell.run("config", "--data", data.toString()).out();
        assertThat(listing)
                .contains("[listen]", "http         = 1234", "(default 8787)", "# port of Workers and sites", "[logs]");
        assertThat(Shell.run("config", "--json", "--data", data.toString()).out())
                .contains("{\"key\":\"listen.http\",\"value\":\"1234\",\"default\":\"8787\"");
    }

    @Test
    void aWrongValueInTheFileNamesItsKey() throws IOException {
        Path file = file("limits.cpu = \"soon\"\n");
        assertThat(Shell.run("config", "check", "--data", data.toString()).err())
                .isEqualTo("selvedge: " + file + ": \"limits.cpu\": \"soon\" is not a duration such as 30s.\n");
    }
}
