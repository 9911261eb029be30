package dev.selvedge.webapi;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The native half of {@link Providers}. It is unpacked once, when Selvedge is assembled: unpacked when it is first asked for it would
 * cost a Worker's request a tenth of a second, and a confined engine may not write it at all.
 */
public final class CryptoLibrary {
    private static final String FILE = System.mapLibraryName("amazonCorrettoCryptoProvider");
    private static final String SETTINGS = "com.amazon.corretto.crypto.provider.";

    private CryptoLibrary() {}

    /** Puts the library into the directory, unless it is already there. A process finds it by its java.library.path. */
    public static void unpack(Path directory) throws IOException {
        Path target = directory.resolve(FILE);
        try (InputStream in = AmazonCorrettoCryptoProvider.class.getResourceAsStream(FILE)) {
            if (in != null && !Files.exists(target)) {
                Files.copy(in, target);
            }
        }
    }

    /** The provider, if it loads. */
    static AmazonCorrettoCryptoProvider provider() {
        if (isUnpacked()) {
            System.setProperty(SETTINGS + "useExternalLib", "true");
        }
        // Off by default, because it would take Ed25519 keys over from the JDK's provider everywhere. Nobody else is
        // here.
        System.setProperty(SETTINGS + "registerEdKeyFactory", "true");
        return AmazonCorrettoCryptoProvider.INSTANCE;
    }

    private static boolean isUnpacked() {
        for (String directory : System.getProperty("java.library.path", "").split(File.pathSeparator, -1)) {
            if (!directory.isEmpty() && Files.isRegularFile(Path.of(directory, FILE))) {
                return true;
            }
        }
        return false;
    }
}
