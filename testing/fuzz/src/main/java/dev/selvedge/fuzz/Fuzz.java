package dev.selvedge.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What Jazzer calls: once to choose a target, then again and again with bytes. By itself it lists targets and writes their seeds. */
public final class Fuzz {
    private static @Nullable Target target;

    private Fuzz() {}

    public static void fuzzerInitialize(String[] arguments) {
        target = Targets.named(arguments[0]);
    }

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        Target chosen = target;
        if (chosen == null) {
            throw new IllegalStateException("no target was chosen");
        }
        chosen.attack(input);
    }

    /** Without arguments: the names of the targets. With a name and a folder: writes the target's seeds there. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2) {
            Targets.ALL.keySet().forEach(System.out::println);
            return;
        }
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        int number = 0;
        for (byte[] seed : Targets.named(arguments[0]).seeds()) {
            Files.write(folder.resolve("seed-" + number++), seed);
        }
    }
}
