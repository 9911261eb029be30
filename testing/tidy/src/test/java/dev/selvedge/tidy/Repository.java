package dev.selvedge.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Every file that belongs to the repository, read once for all tests. What a build, an editor or a running node leaves
 * behind is not looked at.
 */
final class Repository {
    private static final Set<String> SKIPPED =
            Set.of(".git", "target", "node_modules", "dist", "data", ".idea", ".vscode");

    private static final List<Source> SOURCES = read();

    private Repository() {}

    /** One file: its path from the root with forward slashes, and its content when it is text, else nothing. */
    record Source(String path, boolean text, String content) {
        List<String> lines() {
            return content.lines().toList();
        }

        boolean endsWith(String... suffixes) {
            for (String suffix : suffixes) {
                if (path.endsWith(suffix)) {
                    return true;
                }
            }
            return false;
        }

        boolean isShell() {
            return text && (path.endsWith(".sh") || content.startsWith("#!/bin/sh"));
        }

        boolean isCode() {
            return endsWith(".java", ".ts", ".mts", ".js", ".mjs", ".c", ".h") || isShell();
        }

        @Override
        public String toString() {
            return path;
        }
    }

    static List<Source> sources() {
        return SOURCES;
    }

    static List<Source> java() {
        return SOURCES.stream().filter(source -> source.endsWith(".java")).toList();
    }

    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve(".mvn"))) {
            Path above = here.getParent();
            if (above == null) {
                throw new IllegalStateException("tidy must run inside the repository");
            }
            here = above;
        }
        return here;
    }

    static Source source(String path) {
        return SOURCES.stream()
                .filter(source -> source.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError(path + " is missing"));
    }

    private static List<Source> read() {
        Path root = root();
        List<Source> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    boolean skipped = SKIPPED.contains(String.valueOf(directory.getFileName()));
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    // In a linked work tree .git is a file.
                    if (attributes.isRegularFile()
                            && !file.endsWith(".git")
                            && !file.toString().endsWith(".log")) {
                        byte[] bytes = Files.readAllBytes(file);
                        String path = root.relativize(file).toString().replace('\\', '/');
                        boolean text = isText(bytes);
                        found.add(new Source(path, text, text ? new String(bytes, StandardCharsets.UTF_8) : ""));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        found.sort(Comparator.comparing(Source::path));
        return List.copyOf(found);
    }

    /** Git's own rule: a zero byte near the beginning makes a file binary. */
    private static boolean isText(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, 8000); i++) {
            if (bytes[i] == 0) {
                return false;
            }
        }
        return true;
    }
}
