package dev.selvedge.v8;

import com.caoccao.javet.enums.JSRuntimeType;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.loader.JavetLibLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/**
 * The two files that V8 needs on disk: its native library and ICU's data. They are unpacked once, when Selvedge is assembled,
 * because 45 MB unpacked at each start would be half of an engine's start.
 */
public final class V8Library {
    /** SHA-256 of the unpacked ICU data; {@code icu-data.sh} beside the module re-obtains the file. */
    static final String ICU_SHA256 = "1cf67874b5a87a8363a86fb3f81e3cbbed54d389062dab8fb52308d5cf8c8612";

    /** The name by which ICU 77 looks for its data in its folder. */
    private static final String ICU_FILE = "icudt77l.dat";

    private static final String ICU_RESOURCE = "icudtl.dat.gz";

    private final Path directory;

    private V8Library(Path directory) {
        this.directory = directory;
    }

    /** The library in a directory that {@link #unpack} filled. */
    public static V8Library in(Path directory) {
        V8Library library = new V8Library(directory);
        if (!Files.isRegularFile(library.nativeLibrary()) || !Files.isRegularFile(library.icuData())) {
            throw new IllegalStateException("the V8 library is not in " + directory + "; build Selvedge again");
        }
        return library;
    }

    /** Puts both files into the directory, unless they are already there. */
    public static V8Library unpack(Path directory) throws IOException {
        V8Library library = new V8Library(directory);
        Files.createDirectories(directory);
        if (!Files.isRegularFile(library.nativeLibrary())) {
            String name = "/" + library.nativeLibrary().getFileName();
            try (InputStream in = resource(JavetLibLoader.class, name)) {
                library.copy(in, library.nativeLibrary());
            }
        }
        if (!Files.isRegularFile(library.icuData())) {
            library.unpackIcu();
        }
        return library;
    }

    public Path directory() {
        return directory;
    }

    Path nativeLibrary() {
        try {
            return directory.resolve(new JavetLibLoader(JSRuntimeType.V8I18n).getLibFileName());
        } catch (JavetException e) {
            throw new IllegalStateException("there is no V8 for this machine: " + e.getMessage(), e);
        }
    }

    Path icuData() {
        return directory.resolve(ICU_FILE);
    }

    private void unpackIcu() throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in =
                new DigestInputStream(new GZIPInputStream(resource(V8Library.class, ICU_RESOURCE)), digest)) {
            copy(in, icuData());
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(ICU_SHA256)) {
            Files.delete(icuData());
            throw new IOException("the ICU data in the jar is damaged: its checksum is wrong");
        }
    }

    /** Through a neighbouring file, so that a broken copy is never taken for a whole one. */
    private void copy(InputStream in, Path file) throws IOException {
        Path part = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        try (OutputStream out = Files.newOutputStream(part)) {
            in.transferTo(out);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static InputStream resource(Class<?> beside, String name) throws IOException {
        InputStream in = beside.getResourceAsStream(name);
        if (in == null) {
            throw new IOException(name + " is not on the class path");
        }
        return in;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
