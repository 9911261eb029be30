package dev.selvedge.v8;

import com.caoccao.javet.enums.JSRuntimeType;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.loader.IJavetLibLoadingListener;
import com.caoccao.javet.interop.loader.JavetLibLoader;
import com.caoccao.javet.interop.options.V8Flags;
import com.caoccao.javet.interop.options.V8RuntimeOptions;
import java.io.File;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * V8 in this process. Load it first thing in main: on machines with memory protection keys, a thread that is older than V8 may
 * not run JavaScript.
 *
 * <p>Flags belong to the process and are sealed by the first load.
 */
public final class V8 {
    /** Kept, or the garbage collector would take the level with the logger. */
    private static final Logger JAVET_LOGGER = Logger.getLogger("com.caoccao.javet");

    private static @Nullable V8 loaded;

    private final V8Host host;
    private volatile @Nullable SharedSnapshot lastShared;

    private V8(V8Host host) {
        this.host = host;
    }

    /**
     * Loads the library, the first time; afterwards returns what is loaded, whatever the arguments.
     *
     * @param oldSpaceMb bound on the old generation of each isolate's heap
     * @param flags V8's own flags, such as {@code --no-turbofan}
     */
    public static synchronized V8 load(V8Library library, int oldSpaceMb, List<String> flags) {
        V8 known = loaded;
        if (known != null) {
            return known;
        }
        JAVET_LOGGER.setLevel(Level.OFF);
        V8Flags v8Flags = V8RuntimeOptions.V8_FLAGS;
        letIcuFindItsData(library, v8Flags);
        // Javet would make every script strict; modules, and our own code, are strict by themselves.
        v8Flags.setUseStrict(false);
        v8Flags.setMaxOldSpaceSize(oldSpaceMb);
        v8Flags.setCustomFlags(String.join(" ", flags));
        JavetLibLoader.setLibLoadingListener(new Unpacked(library));
        V8Host host = V8Host.getV8I18nInstance();
        if (!host.isLibraryLoaded()) {
            throw new IllegalStateException("V8 cannot be loaded from " + library.directory(), host.getLastException());
        }
        V8 made = new V8(host);
        loaded = made;
        return made;
    }

    /**
     * ICU maps its data if it finds it itself, which leaves in the file what nobody asks for; V8 would read all 10 MiB of it. So V8
     * is given a name at which there is nothing, and ICU the folder.
     */
    private static void letIcuFindItsData(V8Library library, V8Flags flags) {
        flags.setIcuDataFile(library.icuData() + ".none");
        CLibrary.setEnvironment("ICU_DATA", library.directory().toString());
    }

    /**
     * An isolate with nothing but ECMAScript in it. Not for a process that also restores large snapshots: the first isolate decides
     * what read-only objects all of them share, and V8 aborts when a later snapshot refers to more.
     */
    public Isolate isolate() {
        return new Isolate(create(new V8RuntimeOptions()), null);
    }

    /** An isolate that starts from what {@link #snapshot} kept. */
    public Isolate isolate(byte[] snapshot) {
        V8RuntimeOptions options = new V8RuntimeOptions();
        options.setSnapshotBlob(snapshot);
        V8Runtime runtime = create(options);
        return new Isolate(runtime, shared(snapshot).share(runtime.getHandle()));
    }

    private SharedSnapshot shared(byte[] snapshot) {
        SharedSnapshot known = lastShared;
        if (known == null || !known.isOf(snapshot)) {
            known = new SharedSnapshot(snapshot);
            lastShared = known;
        }
        return known;
    }

    /**
     * Runs scripts in a fresh isolate, with the microtasks of each, and keeps its heap. They must leave no {@code Intl} object and
     * no WebAssembly instance alive: V8 cannot write them down, and dies of it. What they ran is kept compiled.
     */
    public byte[] snapshot(String name, String... sources) {
        V8RuntimeOptions options = new V8RuntimeOptions();
        options.setCreateSnapshotEnabled(true);
        try (Isolate isolate = new Isolate(create(options), null)) {
            for (String source : sources) {
                isolate.run(name, source);
            }
            return isolate.snapshot();
        }
    }

    /** Isolates that exist now. */
    public int isolates() {
        return host.getV8RuntimeCount();
    }

    private V8Runtime create(V8RuntimeOptions options) {
        try {
            V8Runtime runtime = host.createV8Runtime(options);
            runtime.setLogger(new Silence());
            return runtime;
        } catch (JavetException e) {
            throw new IllegalStateException("V8 cannot make an isolate", e);
        }
    }

    private record Unpacked(V8Library library) implements IJavetLibLoadingListener {
        @Override
        public File getLibPath(JSRuntimeType type) {
            return library.directory().toFile();
        }

        @Override
        public boolean isDeploy(JSRuntimeType type) {
            return false;
        }
    }
}
