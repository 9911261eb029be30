package dev.selvedge.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.tidy.Repository.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** Small files and small methods; the report that this prints is the figure to watch. */
class SizesTest {
    private static final int FILE_LINES = 800;
    private static final int METHOD_LINES = 70;

    @Test
    void noFileIsLongerThanEightHundredLines() {
        List<Source> code = Repository.sources().stream().filter(Source::isCode).toList();
        List<String> tooLong = new ArrayList<>();
        for (Source source : code) {
            int lines = source.lines().size();
            if (lines > FILE_LINES) {
                tooLong.add(source + " has " + lines + " lines");
            }
        }
        report("files", code, source -> source.lines().size());
        assertThat(tooLong).isEmpty();
    }

    @Test
    void noMethodIsLongerThanSeventyLines() {
        List<Methods.Method> methods = new ArrayList<>(Methods.inJava(Repository.java()));
        report("Java methods", methods, Methods.Method::lines);
        List<Methods.Method> functions = new ArrayList<>();
        for (Source source : Repository.sources()) {
            if (source.endsWith(".ts", ".mts", ".js", ".mjs") || source.isShell()) {
                functions.addAll(Methods.byIndentation(source));
            }
        }
        report("functions in TypeScript, JavaScript and shell", functions, Methods.Method::lines);
        methods.addAll(functions);
        assertThat(methods.stream()
                        .filter(method -> method.lines() > METHOD_LINES)
                        .map(Methods.Method::toString))
                .isEmpty();
    }

    private static <T> void report(String what, List<T> all, ToIntFunction<T> size) {
        int[] sorted = all.stream().mapToInt(size).sorted().toArray();
        if (sorted.length > 0) {
            System.out.printf(
                    "tidy: %d %s, lines: median %d, p90 %d, longest %d%n",
                    sorted.length,
                    what,
                    sorted[sorted.length / 2],
                    sorted[sorted.length * 9 / 10],
                    sorted[sorted.length - 1]);
        }
    }
}
