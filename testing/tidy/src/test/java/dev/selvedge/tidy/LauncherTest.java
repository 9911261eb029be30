package dev.selvedge.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher does before there is a program: finding tools, knowing when to build, saying what went wrong. */
class LauncherTest {
    @TempDir
    private Path place;

    @BeforeEach
    void copyTheScripts() throws IOException {
        Files.createDirectories(place.resolve("tools"));
        for (String script : new String[] {"selvedge", "tools/toolchain.sh", "tools/progress.sh"}) {
            Files.copy(Repository.root().resolve(script), place.resolve(script));
        }
    }

    @Test
    void anOlderJavaIsPassedOver() throws Exception {
        Path seventeen = jdk("seventeen", "17.0.15");
        Path twentyFive = jdk("twenty-five", "25.0.3");
        assertThat(shell("jdk= newer= older=; consider_jdk " + seventeen + "; consider_jdk " + twentyFive
                        + "; echo $jdk"))
                .isEqualTo(twentyFive.toString());
    }

    @Test
    void aNewerJavaGivesWayToTheOneItWasBuiltFor() throws Exception {
        Path twentySeven = jdk("twenty-seven", "27");
        Path twentyFive = jdk("twenty-five", "25");
        assertThat(shell("jdk= newer= older=; consider_jdk " + twentySeven + "; consider_jdk " + twentyFive
                        + "; echo $jdk, else $newer"))
                .isEqualTo(twentyFive + ", else " + twentySeven);
    }

    @Test
    void aRuntimeWithoutACompilerIsNoJdk() throws Exception {
        Path runtime = jdk("runtime", "25.0.3");
        Files.delete(runtime.resolve("bin/javac"));
        assertThat(shell("jdk= newer= older=; consider_jdk " + runtime + "; echo none$jdk$newer$older"))
                .isEqualTo("none");
    }

    @Test
    void whatIsMissingIsSaidInOneSentence() throws Exception {
        String said = shell("find_jdk() { jdk=; older='17 in /opt/java-17'; }; find_maven() { maven=; }; "
                + "find_node() { node_bin=; }; (require_tools build) 2>&1; echo $?");
        assertThat(said.lines()).hasSize(2).last().isEqualTo("69");
        assertThat(said).contains("a JDK 25 (there is only 17 in /opt/java-17)").contains("Node 20");
    }

    @Test
    void aRunWithNothingChangedStartsAtOnce() throws Exception {
        pretendToHaveBuilt();
        assertThat(launch("up", "--http", "0"))
                .contains("dev.selvedge.node.Main up --http 0")
                .doesNotContain("building");
    }

    @Test
    void aYoungerSourceIsBuiltBeforeUp() throws Exception {
        pretendToHaveBuilt();
        Path source = Files.createDirectories(place.resolve("foundation/base/src/main/java"));
        Files.writeString(source.resolve("Clock.java"), "changed");
        assertThat(launch("up")).isEqualTo("building, then " + place.toRealPath() + "/selvedge up");
    }

    @Test
    void aYoungerTestOrAnotherVerbBuildsNothing() throws Exception {
        pretendToHaveBuilt();
        Path test = Files.createDirectories(place.resolve("foundation/base/src/test/java"));
        Files.writeString(test.resolve("ClockTest.java"), "changed");
        age(place.resolve("foundation"));
        age(place.resolve("foundation/base"));
        age(place.resolve("foundation/base/src"));
        assertThat(launch("up")).contains("dev.selvedge.node.Main up");
        Files.writeString(place.resolve("pom.xml"), "changed");
        assertThat(launch("status")).contains("dev.selvedge.node.Main status");
    }

    @Test
    void aFailureIsShownWithoutMavensAdvice() throws Exception {
        Files.writeString(place.resolve("log"), """
                [INFO] Building base 0.1.0                 [2/15]
                [ERROR] COMPILATION ERROR :\s
                [ERROR] /x/Clock.java:[5,15] cannot find symbol
                [ERROR] -> [Help 1]
                [ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.
                """);
        assertThat(shell(". tools/progress.sh; failure_in log").lines())
                .containsExactly("[ERROR] COMPILATION ERROR : ", "[ERROR] /x/Clock.java:[5,15] cannot find symbol");
    }

    /** A built tree an hour old, whose `java` and whose build only say what they were asked. */
    private void pretendToHaveBuilt() throws IOException {
        Path java = jdk("fake", "25.0.3").resolve("bin/java");
        script(java, "echo \"$@\"");
        script(place.resolve("tools/build"), "echo \"building, then $*\"");
        Files.createDirectories(place.resolve("dist"));
        for (String built : new String[] {"tools/build", "tools/toolchain.sh", "tools/progress.sh", "tools"}) {
            age(place.resolve(built));
        }
        Files.createFile(place.resolve("dist/built"));
        Files.setLastModifiedTime(place.resolve("dist/built"), hoursAgo(1));
    }

    private String launch(String... arguments) throws Exception {
        String command = "exec ./selvedge " + String.join(" ", arguments);
        return run(command, Map.of("JAVA_HOME", place.resolve("fake").toString()));
    }

    private String shell(String command) throws Exception {
        return run(". tools/toolchain.sh; " + command, Map.of());
    }

    private String run(String command, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).directory(place.toFile());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.stripTrailing();
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = Files.createDirectories(place.resolve(name));
        Files.createDirectories(home.resolve("bin"));
        script(home.resolve("bin/javac"), "");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, hoursAgo(2));
    }

    private static FileTime hoursAgo(int hours) {
        return FileTime.fromMillis(Repository.root().toFile().lastModified()
                - Duration.ofHours(hours).toMillis());
    }
}
