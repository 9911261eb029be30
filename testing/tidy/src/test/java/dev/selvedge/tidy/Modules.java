package dev.selvedge.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The modules in the order of the parent POM, which is the order of the floors, and what each one's POM asks for. */
final class Modules {
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern DEPENDENCY = Pattern.compile(
            "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>(.*?)</dependency>",
            Pattern.DOTALL);

    private Modules() {}

    /** A module: its folder, and the name that is its artifact and the last part of its package. */
    record Module(String folder, String name, List<Dependency> dependencies) {
        /** Parts of the product, as opposed to what stands beside it under testing/. */
        boolean isProduct() {
            return !folder.startsWith("testing/");
        }

        /** The fuzzers live in the packages whose insides they attack. */
        boolean isGuest() {
            return folder.equals("testing/fuzz");
        }
    }

    record Dependency(String group, String artifact, String rest) {
        boolean ours() {
            return group.equals("dev.selvedge");
        }

        boolean forTests() {
            return rest.contains("<scope>test</scope>");
        }
    }

    static List<Module> inOrder() {
        List<Module> modules = new ArrayList<>();
        Matcher matcher = MODULE.matcher(Repository.source("pom.xml").content());
        while (matcher.find()) {
            String folder = matcher.group(1);
            String name = folder.substring(folder.lastIndexOf('/') + 1);
            modules.add(new Module(folder, name, dependencies(folder + "/pom.xml")));
        }
        return modules;
    }

    /** The dependencies that a POM declares outside of its management section. */
    static List<Dependency> dependencies(String pom) {
        String content = Repository.source(pom).content();
        int end = content.indexOf("</dependencyManagement>");
        Matcher matcher = DEPENDENCY.matcher(end < 0 ? content : content.substring(end));
        List<Dependency> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(new Dependency(matcher.group(1), matcher.group(2), matcher.group(3)));
        }
        return found;
    }
}
