package dev.selvedge.workers;

import dev.selvedge.base.Bytes;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Landlock, by which the kernel lets a thread, and every process and thread that it starts, open only what is on a list. It needs no
 * privileges, comes on top of all other permissions and cannot be taken back. See landlock(7).
 */
final class Landlock {
    private static final long EXECUTE = 1;
    private static final long WRITE_FILE = 1 << 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_FOLDER = 1 << 3;
    private static final long REMOVE_FILE = 1 << 5;
    private static final long MAKE_FILE = 1 << 8;
    private static final long REFER = 1 << 13;
    private static final long TRUNCATE = 1 << 14;
    private static final long IOCTL_DEVICE = 1 << 15;
    /** What there is to allow for something that is no folder. */
    private static final long OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE;

    private static final long ALL_OF_FIRST_VERSION = (1 << 13) - 1;
    private static final long TCP_BIND_AND_CONNECT = 3;
    private static final long ABSTRACT_SOCKETS_AND_SIGNALS = 3;

    // Numbers of x86-64.
    private static final long CLOSE = 3;
    private static final long PRCTL = 157;
    private static final long OPENAT = 257;
    private static final long CREATE_RULESET = 444;
    private static final long ADD_RULE = 445;
    private static final long RESTRICT_SELF = 446;

    private static final long TELL_VERSION = 1;
    private static final long PATH_BENEATH = 1;
    private static final long PR_SET_NO_NEW_PRIVS = 38;
    private static final long PR_CAPBSET_DROP = 24;
    /** CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: what the rules allow may belong to somebody else. */
    private static final Set<Integer> KEPT_OF_ROOT = Set.of(1, 2);

    private static final int CAPABILITIES = 64;
    private static final long O_PATH_CLOEXEC = 0x280000;
    /** With the zero behind it. */
    private static final int LONGEST_NAME = 4096;

    private final MethodHandle syscall;
    private final int version;

    /** What may be done with a file, or with a folder and all that is below it. */
    record Rule(Path path, long rights) {
        /** Read, and started. */
        static Rule reading(Path path) {
            return new Rule(path, READ_FILE | READ_FOLDER | EXECUTE);
        }

        /** Read and changed; in a folder files may come and go, but no folders. */
        static Rule writing(Path path) {
            return new Rule(path, READ_FILE | READ_FOLDER | WRITE_FILE | MAKE_FILE | REMOVE_FILE | TRUNCATE);
        }
    }

    /** What the kernel reads. A buffer, because segments would spend a tenth of a second on getting ready. */
    private record Scratch(ByteBuffer bytes, long address) {
        static Scratch make() {
            ByteBuffer bytes = ByteBuffer.allocateDirect(LONGEST_NAME).order(ByteOrder.nativeOrder());
            return new Scratch(bytes, MemorySegment.ofBuffer(bytes).address());
        }
    }

    private Landlock(MethodHandle syscall) {
        this.syscall = syscall;
        this.version = (int) call(CREATE_RULESET, 0, 0, TELL_VERSION, 0);
    }

    /** This kernel's, if it has it and this is a machine for which there are numbers here. The first time takes a tenth of a second. */
    static Optional<Landlock> find() {
        return OfKernel.FOUND;
    }

    /** Waits for nobody but whoever looks already. */
    private static final class OfKernel {
        static final Optional<Landlock> FOUND =
                isKnown() ? Optional.of(new Landlock(linked())).filter(found -> found.version > 0) : Optional.empty();

        private static boolean isKnown() {
            return System.getProperty("os.name", "").equals("Linux")
                    && System.getProperty("os.arch", "").equals("amd64");
        }
    }

    @SuppressWarnings("restricted") // syscall takes numbers and returns one; structures are laid out here
    private static MethodHandle linked() {
        FunctionDescriptor numbers = FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG);
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"), numbers, Linker.Option.firstVariadicArg(1));
    }

    boolean knowsPorts() {
        return version >= 4;
    }

    /**
     * Confines the calling thread to what the rules allow: no other file, no TCP, no signals to processes outside. As much of that
     * as the kernel's version knows. What is not there is not allowed either. A program that it starts as root is root over files
     * alone. Returns whether it holds.
     */
    boolean confine(List<Rule> rules) {
        Scratch scratch = Scratch.make();
        scratch.bytes().putLong(0, handled());
        scratch.bytes().putLong(Long.BYTES, knowsPorts() ? TCP_BIND_AND_CONNECT : 0);
        scratch.bytes().putLong(2 * Long.BYTES, version >= 6 ? ABSTRACT_SOCKETS_AND_SIGNALS : 0);
        long known = version >= 6 ? 3 : knowsPorts() ? 2 : 1;
        long ruleset = call(CREATE_RULESET, scratch.address(), known * Long.BYTES, 0, 0);
        if (ruleset < 0) {
            return false;
        }
        try {
            for (Rule rule : rules) {
                allow(scratch, ruleset, rule);
            }
            dropCapabilities();
            return call(PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0) == 0 && call(RESTRICT_SELF, ruleset, 0, 0, 0) == 0;
        } finally {
            call(CLOSE, ruleset, 0, 0, 0);
            Reference.reachabilityFence(scratch);
        }
    }

    /** Some would let it look into processes outside. Who is not root may not do this, and has none. */
    private void dropCapabilities() {
        for (int capability = 0; capability < CAPABILITIES; capability++) {
            if (!KEPT_OF_ROOT.contains(capability)) {
                call(PRCTL, PR_CAPBSET_DROP, capability, 0, 0);
            }
        }
    }

    private long handled() {
        return ALL_OF_FIRST_VERSION
                | (version >= 2 ? REFER : 0)
                | (version >= 3 ? TRUNCATE : 0)
                | (version >= 5 ? IOCTL_DEVICE : 0);
    }

    private void allow(Scratch scratch, long ruleset, Rule rule) {
        byte[] name = Bytes.utf8(rule.path().toAbsolutePath().toString());
        if (name.length >= LONGEST_NAME) {
            return;
        }
        scratch.bytes().put(0, name).put(name.length, (byte) 0);
        long file = call(OPENAT, 0, scratch.address(), O_PATH_CLOEXEC, 0);
        if (file < 0) {
            return;
        }
        long applicable = Files.isDirectory(rule.path()) ? -1 : OF_FILES;
        scratch.bytes().putLong(0, rule.rights() & handled() & applicable).putInt(Long.BYTES, (int) file);
        call(ADD_RULE, ruleset, PATH_BENEATH, scratch.address(), 0);
        call(CLOSE, file, 0, 0, 0);
    }

    private long call(long number, long first, long second, long third, long fourth) {
        try {
            return (long) syscall.invokeExact(number, first, second, third, fourth);
        } catch (Throwable e) {
            throw new IllegalStateException("the kernel cannot be called", e);
        }
    }
}
