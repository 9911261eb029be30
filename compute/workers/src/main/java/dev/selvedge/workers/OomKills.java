package dev.selvedge.workers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How often the kernel has killed a process of this machine because memory was short: only its own count tells that from a person's kill. */
final class OomKills {
    private static final Path COUNTS = Path.of("/proc/vmstat");
    private static final String NAME = "oom_kill ";

    private OomKills() {}

    /** Since the machine started; 0 where the kernel does not say. */
    static long count() {
        try {
            return Files.readAllLines(COUNTS).stream()
                    .filter(line -> line.startsWith(NAME))
                    .mapToLong(
                            line -> Long.parseLong(line.substring(NAME.length()).strip()))
                    .sum();
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
