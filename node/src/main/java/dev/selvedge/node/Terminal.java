package dev.selvedge.node;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where a command writes and what it may know of its surroundings; tests hand in their own. */
record Terminal(PrintStream out, PrintStream err, Map<String, String> environment, boolean colours) {

    static Terminal ofProcess() {
        Map<String, String> environment = System.getenv();
        return new Terminal(
                utf8(System.out), utf8(System.err), environment, isTerminal() && !environment.containsKey("NO_COLOR"));
    }

    /** Asks the file behind standard output: the JDK's console would load a line editor to answer that. */
    private static boolean isTerminal() {
        try {
            String file = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    void line(String text) {
        out.println(text);
    }

    String bold(String text) {
        return styled("1", text);
    }

    String faint(String text) {
        return styled("2", text);
    }

    String good(String text) {
        return styled("32", text);
    }

    String bad(String text) {
        return styled("31", text);
    }

    private String styled(String style, String text) {
        return colours ? "\u001b[" + style + "m" + text + "\u001b[0m" : text;
    }

    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }
}
