package dev.selvedge.engine;

import dev.selvedge.v8.Isolate;
import dev.selvedge.v8.V8;
import dev.selvedge.v8.V8Library;
import dev.selvedge.webapi.CryptoLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Run once when Selvedge is assembled: unpacks V8, runs the core of the web platform and keeps its heap as a snapshot, compiles the
 * lazy parts. What an engine would otherwise do at each start, it finds done.
 */
public final class Prepare {
    private static final String WEBAPI = "/webapi/";

    /** Makes V8 compile what every first request needs, and checks that it was that. */
    private static final String REHEARSAL = "__selvedge.rehearse()";

    private static final String AFTER_REHEARSAL = """
            {
              const said = __selvedge.rehearsed()
              if (!said.endsWith('{"rehearsal":true}')) throw new Error('the rehearsal went wrong: ' + said)
              delete __selvedge.rehearse
              delete __selvedge.rehearsed
            }
            """;

    private final Path directory;
    private final V8 v8;

    private Prepare(Path directory, V8 v8) {
        this.directory = directory;
        this.v8 = v8;
    }

    /** Takes one argument: the directory to fill. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: Prepare DIRECTORY");
            System.exit(2);
        }
        into(Path.of(arguments[0]));
    }

    /** Fills the directory; what is there already is made anew, except the unpacked library. */
    static void into(Path directory) throws IOException {
        V8Library library = V8Library.unpack(directory);
        CryptoLibrary.unpack(directory);
        V8 v8 = V8.load(library, EngineLimits.DEFAULT.memoryMb(), V8Flags.of(true));
        Prepare prepare = new Prepare(directory, v8);
        byte[] snapshot = prepare.snapshot();
        Files.createDirectories(directory.resolve(CoreImage.PARTS));
        for (String part : text(WEBAPI + "parts/list.txt").lines().toList()) {
            prepare.part(snapshot, part, text(WEBAPI + "parts/" + part + ".js"));
        }
        prepare.part(snapshot, CoreImage.LEXER, text(WEBAPI + "lexer.js"));
    }

    private byte[] snapshot() throws IOException {
        String core = text(WEBAPI + "core.js") + "\n;\n" + text("/dev/selvedge/engine/glue.js");
        byte[] snapshot = v8.snapshot("selvedge:core", core, REHEARSAL, AFTER_REHEARSAL);
        write(directory.resolve(CoreImage.SNAPSHOT), snapshot);
        return snapshot;
    }

    private void part(byte[] snapshot, String name, String source) throws IOException {
        try (Isolate isolate = v8.isolate(snapshot);
                Isolate.Held _ = isolate.hold()) {
            Path parts = directory.resolve(CoreImage.PARTS);
            write(parts.resolve(name + ".cache"), isolate.codeCache("selvedge:" + name, source));
            write(parts.resolve(name + ".js"), source.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void write(Path file, byte[] content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, content);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = Prepare.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
