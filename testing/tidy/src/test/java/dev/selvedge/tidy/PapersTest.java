package dev.selvedge.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.tidy.Modules.Dependency;
import dev.selvedge.tidy.Modules.Module;
import dev.selvedge.tidy.Repository.Source;
import java.io.File;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The papers agree with the code: module notes, the list of dependencies, links. */
class PapersTest {
    private static final String DEPENDENCIES = "docs/dependencies.md";
    private static final int JARS = 25;
    private static final int SCREEN = 80;

    /** A relative link or image in Markdown, without its anchor. */
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|mailto:|#)([^)#\\s]+)[^)]*\\)");

    private static final Pattern NPM_SECTION =
            Pattern.compile("\"(?:dependencies|devDependencies)\"\\s*:\\s*\\{([^}]*)}", Pattern.DOTALL);
    private static final Pattern NPM_NAME = Pattern.compile("\"([^\"]+)\"\\s*:");

    @Test
    void everyModuleHasANoteOfOneScreen() {
        List<String> missing = new ArrayList<>();
        for (Module module : Modules.inOrder()) {
            String note = module.folder() + "/README.md";
            if (!Files.exists(Repository.root().resolve(note))) {
                missing.add(note + " is missing");
            } else if (Repository.source(note).lines().size() > SCREEN) {
                missing.add(note + " is longer than a screen");
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyDependencyHasItsLine() {
        String page = Repository.source(DEPENDENCIES).content();
        assertThat(thirdParties().stream().filter(name -> !page.contains("`" + name + "`")))
                .as("dependencies without a line in " + DEPENDENCIES)
                .isEmpty();
    }

    @Test
    void everyBinaryFileHasItsReason() {
        String page = Repository.source(DEPENDENCIES).content();
        assertThat(Repository.sources().stream().filter(source -> !source.text() && !page.contains("`" + source + "`")))
                .as("binary files without a line in " + DEPENDENCIES)
                .isEmpty();
    }

    @Test
    void aNodeCarriesFewForeignJars() {
        // node's own class path, as the tests of this module see it, less what only tests bring.
        List<String> foreign = Arrays.stream(
                        System.getProperty("java.class.path", "").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") && !entry.contains("dev/selvedge"))
                .filter(entry -> !entry.matches(".*[/\\\\](?:target|junit|jupiter|platform|assertj|archunit|opentest4j"
                        + "|apiguardian|bytebuddy|slf4j|surefire)[/\\\\].*"))
                .map(entry -> entry.substring(entry.lastIndexOf(File.separatorChar) + 1))
                .sorted()
                .toList();
        System.out.printf("tidy: a node carries %d foreign jars: %s%n", foreign.size(), foreign);
        assertThat(foreign).hasSizeLessThan(JARS);
    }

    @Test
    void noLinkLeadsNowhere() {
        List<String> broken = new ArrayList<>();
        for (Source source : Repository.sources()) {
            Matcher matcher = LINK.matcher(source.endsWith(".md") ? source.content() : "");
            while (matcher.find()) {
                var page = Repository.root().resolve(source.path());
                if (!Files.exists(page.resolveSibling(matcher.group(1)))) {
                    broken.add(source + " links to " + matcher.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /** Every library that a POM or a package.json of ours names. */
    private static Set<String> thirdParties() {
        Set<String> names = new LinkedHashSet<>();
        for (Source source : Repository.sources()) {
            if (source.endsWith("pom.xml")) {
                Modules.dependencies(source.path()).stream()
                        .filter(dependency -> !dependency.ours())
                        .map(Dependency::artifact)
                        .forEach(names::add);
            } else if (source.endsWith("/package.json") && !source.path().contains("/apps/")) {
                Matcher section = NPM_SECTION.matcher(source.content());
                while (section.find()) {
                    NPM_NAME.matcher(section.group(1)).results().forEach(found -> names.add(found.group(1)));
                }
            }
        }
        return names;
    }
}
