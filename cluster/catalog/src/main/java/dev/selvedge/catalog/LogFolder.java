package dev.selvedge.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Names of the catalog's files: {@code log-<first commit>} and {@code snapshot-<last commit>}, 16 hexadecimal digits. */
record LogFolder(Path folder) {

    private static final String LOG = "log-";
    private static final String SNAPSHOT = "snapshot-";

    /** A file and the number in its name. */
    record Numbered(Path path, long number) {}

    Path segment(long first) {
        return folder.resolve(LOG + digits(first));
    }

    Path snapshot(long sequence) {
        return folder.resolve(SNAPSHOT + digits(sequence));
    }

    List<Numbered> segments() throws IOException {
        return numbered(LOG);
    }

    List<Numbered> snapshots() throws IOException {
        return numbered(SNAPSHOT);
    }

    /** Removes what a snapshot has made needless: older snapshots, and segments that end before it. */
    void trim(long snapshot) throws IOException {
        for (Numbered file : snapshots()) {
            if (file.number() < snapshot) {
                Files.delete(file.path());
            }
        }
        List<Numbered> segments = segments();
        for (int i = 0; i + 1 < segments.size(); i++) {
            if (segments.get(i + 1).number() <= snapshot + 1) {
                Files.delete(segments.get(i).path());
            }
        }
    }

    private List<Numbered> numbered(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(prefix + "[0-9a-f]{16}"))
                    .sorted()
                    .map(file -> new Numbered(
                            file, Long.parseLong(file.getFileName().toString().substring(prefix.length()), 16)))
                    .toList();
        }
    }

    private static String digits(long number) {
        return java.util.HexFormat.of().toHexDigits(number);
    }
}
