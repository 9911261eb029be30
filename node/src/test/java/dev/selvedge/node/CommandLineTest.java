package dev.selvedge.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stauts            | There is no verb \"stauts\". Did you mean status?",
                "federate          | There is no verb \"federate\". The verbs are up, env, status, logs, doctor, token, "
                        + "config, version, help.",
                "up --htp 1        | \"up\" has no option --htp. Did you mean --http?",
                "up --zzzzzzzzz    | \"up\" has no option --zzzzzzzzz. It has --http, --api, --s3, --https, --host, "
                        + "--allow-fetch, --data, --config, --json, --help.",
                "up --http         | --http needs a value, such as --http 8787.",
                "up --http x       | --http: \"x\" is not a whole number from 0 to 65535.",
                "up --http 70000   | --http: 70000 is not a whole number from 0 to 65535.",
                "up --json=yes     | --json takes no value.",
                "up --api 1 --api 2| --api is given twice.",
                "up now            | \"now\" is not expected after \"up\".",
                "config chek       | \"config\" knows only the word \"check\", not \"chek\".",
                "token creat       | \"token\" can create, list and revoke, not \"creat\". Did you mean create?",
                "token revoke      | \"token revoke\" needs the id of a token; ./selvedge token list shows them.",
                "token create --scope worker:write | There is no scope \"worker:write\". Did you mean workers:write?",
                "logs --lines many | --lines: \"many\" is not a number of lines.",
                "help statu        | There is no verb \"statu\". Did you mean status?"
            })
    void whatIsNotUnderstoodIsOneSentenceAndExitCodeTwo(String line, String sentence) {
        Shell.Said said = Shell.run(line.trim().split(" +"));
        assertThat(said.err()).isEqualTo("selvedge: " + sentence + "\n");
        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
    }

    @Test
    void withoutAVerbItExplainsItself() {
        Shell.Said said = Shell.run();
        assertThat(said.exit()).isZero();
        assertThat(said.out()).contains("Usage: selvedge VERB", "up ", "env ", "doctor ");
        assertThat(Shell.run("--help").out()).isEqualTo(said.out());
    }

    @Test
    void everyVerbExplainsItself() {
        for (Verb verb : Verbs.ALL) {
            assertThat(Shell.run(verb.name(), "--help").out())
                    .startsWith("selvedge " + verb.name())
                    .contains("--data DIR", "--json");
        }
    }

    @Test
    void theVersionIsPrintedForPeopleAndPrograms() {
        assertThat(Shell.run("version").out()).startsWith("selvedge 0.1.0  (Java 25");
        assertThat(Shell.run("--version", "--json").out()).startsWith("{\"").contains("\"version\":\"0.1.0\"");
    }

    @Test
    void aDirectoryWhereNothingWasStartedIsSaidInOneSentence() {
        for (String verb : new String[] {"env", "status", "logs", "token"}) {
            Shell.Said said = Shell.run(verb, "--data", data.toString());
            assertThat(said.exit()).isEqualTo(1);
            assertThat(said.err())
                    .isEqualTo("selvedge: No node has been started in " + data
                            + " yet; start one with ./selvedge up, or name its directory with --data.\n");
        }
    }

    @Test
    void envPrintsWhatWranglerReads() throws IOException {
        DataDirectory directory = new DataDirectory(data);
        Files.createDirectories(directory.run());
        new NodeFile(1, "0.1.0", "0.0.0.0", 8787, 0, 8780, "workers.localhost", "ab".repeat(16), 5)
                .write(directory.nodeFile());
        Files.writeString(directory.token(), "s3cret\n");
        assertThat(Shell.run("env", "--data", data.toString()).out()).isEqualTo("""
                        export CLOUDFLARE_API_BASE_URL=http://127.0.0.1:8780/client/v4
                        export CLOUDFLARE_BASE_URL=http://127.0.0.1:8780/client/v4
                        export CLOUDFLARE_API_TOKEN=s3cret
                        export CLOUDFLARE_ACCOUNT_ID=abababababababababababababababab
                        export WRANGLER_SEND_METRICS=false
                        export WRANGLER_HIDE_BANNER=true
                        """);
        assertThat(Shell.run("env", "--json", "--data=" + data).out())
                .startsWith("{\"CLOUDFLARE_API_BASE_URL\":\"http://127.0.0.1:8780/client/v4\"");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsOneSentenceAndNoStackTrace() throws IOException {
        Path file = Files.writeString(data.resolve("file"), "in the way");
        Shell.Said said = Shell.run("up", "--http", "0", "--api", "0", "--data", file + "/data");
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.err())
                .startsWith("selvedge: ")
                .contains(file.toString())
                .hasLineCount(1);
    }

    @Test
    void theDoctorNamesARemedyForEverythingBad() {
        Shell.Said said = Shell.run("doctor", "--data", data.toString(), "--http", "0", "--api", "0");
        assertThat(said.out()).contains("java", "memory", "a durable write to " + data);
        assertThat(Shell.run("doctor", "--json", "--data", data.toString()).out())
                .contains("\"findings\":[{\"what\":\"java\",\"grade\":\"good\"");
        assertThat(data.resolve(".doctor")).doesNotExist();
    }
}
