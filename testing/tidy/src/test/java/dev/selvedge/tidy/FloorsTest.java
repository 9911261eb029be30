package dev.selvedge.tidy;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.selvedge.tidy.Modules.Dependency;
import dev.selvedge.tidy.Modules.Module;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Arrows point down: in the POMs, and in the classes themselves. */
class FloorsTest {
    /** The ways to time, chance and sleep that only `base` may take, so that everything above it can be simulated. */
    private static final Set<String> ONLY_IN_BASE = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.Thread.sleep",
            "java.lang.Math.random",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.util.Random.<init>",
            "java.security.SecureRandom.<init>",
            "java.util.UUID.randomUUID",
            "java.util.concurrent.ThreadLocalRandom.current");

    private static JavaClasses classes = new ClassFileImporter().importPaths(List.of());

    @BeforeAll
    static void readTheClasses() {
        // Our folders only: the class path also holds every library.
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPaths(Modules.inOrder().stream()
                        .filter(Module::isProduct)
                        .map(module ->
                                Repository.root().resolve(module.folder()).resolve("target/classes"))
                        .toList());
    }

    @Test
    void poms() {
        List<String> seen = new ArrayList<>();
        List<String> upward = new ArrayList<>();
        for (Module module : Modules.inOrder()) {
            for (Dependency dependency : module.dependencies()) {
                if (dependency.ours() && !seen.contains(dependency.artifact())) {
                    upward.add(module.folder() + " depends on " + dependency.artifact() + ", which is not below it");
                }
            }
            seen.add(module.name());
        }
        assertThat(upward).isEmpty();
    }

    @Test
    void everyClassLivesInThePackageOfItsModule() {
        List<String> strays = new ArrayList<>();
        for (Repository.Source source : Repository.java()) {
            for (Module module : Modules.inOrder()) {
                if (!module.isGuest()
                        && source.path().startsWith(module.folder() + "/src/")
                        && !source.path().contains("/java/dev/selvedge/" + module.name() + "/")) {
                    strays.add(source.path());
                }
            }
        }
        assertThat(strays).isEmpty();
    }

    @Test
    void noClassUsesAModuleAboveIt() {
        List<Module> modules =
                Modules.inOrder().stream().filter(Module::isProduct).toList();
        assertThat(classes).isNotEmpty();
        for (int i = 0; i < modules.size() - 1; i++) {
            String[] above = modules.subList(i + 1, modules.size()).stream()
                    .map(module -> packageOf(module.name()))
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(packageOf(modules.get(i).name()))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    @Test
    void onlyNetKnowsNetty() {
        keepInside("io.netty..", packageOf("net"));
    }

    @Test
    void onlyV8KnowsJavet() {
        keepInside("com.caoccao..", packageOf("v8"));
    }

    @Test
    void timeAndChanceComeFromBase() {
        // A class that stands in for a source of chance calls its parent's constructor, and that is all.
        DescribedPredicate<JavaAccess<?>> banned = describe(
                "reads time or chance itself",
                access -> ONLY_IN_BASE.contains(access.getTarget().getOwner().getFullName() + "."
                                + access.getTarget().getName())
                        && !access.getOriginOwner()
                                .isAssignableTo(access.getTarget().getOwner().getFullName()));
        noClasses()
                .that()
                .resideOutsideOfPackage(packageOf("base"))
                .should()
                .accessTargetWhere(banned)
                .because("time and randomness come in through the constructor, so that a cluster can be simulated")
                .check(classes);
    }

    private static void keepInside(String library, String home) {
        noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(classes);
    }

    private static String packageOf(String module) {
        return "dev.selvedge." + module + "..";
    }
}
