package dev.selvedge.node;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The form of all that lies in a data directory, as one number in the file {@code format}. Without it bytes of another release would
 * be taken for damage, or for something else. Looked at before anything is opened.
 */
final class DataFormat {
    /**
     * Goes up with each change after which this program cannot read what was written before, or the other way round. 2: commits leave
     * out the zeros of pages, and keys may go on with the path of a facet.
     */
    static final int CURRENT = 2;

    /** What wrote commits and no number. */
    private static final int UNMARKED = 1;

    private DataFormat() {}

    /** Marks a directory that has no commits yet; refuses one that this program does not understand, and changes nothing there. */
    static void check(DataDirectory data) throws IOException {
        int found = found(data);
        if (found < CURRENT) {
            throw refused(data, found, "an earlier Selvedge", "the one that wrote it");
        }
        if (found > CURRENT) {
            throw refused(data, found, "a later Selvedge", "that one or a newer one");
        }
        if (!Files.exists(data.format())) {
            DurableFiles.write(data.format(), Bytes.utf8(CURRENT + "\n"));
        }
    }

    private static int found(DataDirectory data) throws IOException {
        Path file = data.format();
        if (!Files.exists(file)) {
            return hasCommits(data) ? UNMARKED : CURRENT;
        }
        String text = Files.readString(file).strip();
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw CommandException.failed(
                    "The file " + file + " does not hold a number, so nobody knows the format of what"
                            + " lies beside it; restore it from a backup.");
        }
    }

    private static boolean hasCommits(DataDirectory data) throws IOException {
        if (!Files.isDirectory(data.commits())) {
            return false;
        }
        try (Stream<Path> files = Files.list(data.commits())) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("segment-"));
        }
    }

    private static CommandException refused(DataDirectory data, int found, String writer, String starter) {
        return CommandException.failed(
                "The data directory " + data.root() + " has format " + found + ", which " + writer
                        + " wrote; this one reads format " + CURRENT + ". Nothing was changed. Start " + starter
                        + ", or give another directory with --data.");
    }
}
