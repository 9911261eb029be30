package dev.selvedge.workers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that tries what its arguments say, and prints what came of each: `read FILE`, `write FILE`, `connect PORT`. */
final class Prowler {
    private Prowler() {}

    public static void main(String[] arguments) {
        for (int i = 0; i < arguments.length; i += 2) {
            System.out.println(attempt(arguments[i], arguments[i + 1]));
        }
    }

    private static String attempt(String what, String operand) {
        try {
            switch (what) {
                case "read" -> Files.readAllBytes(Path.of(operand));
                case "write" ->
                    Files.writeString(
                            Path.of(operand), "was here", StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                case "connect" -> new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(operand)).close();
                default -> throw new IllegalArgumentException(what);
            }
            return "done";
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
    }
}
