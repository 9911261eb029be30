package dev.selvedge.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an engine gives up before it runs anybody's code, so that somebody who breaks out of V8 has little in hand: no other
 * program, no new socket, no signals to other processes, few files and no large ones. All of it works without privileges and
 * holds for the rest of the process's life. Where the system has no such thing, the engine says so and goes on.
 */
final class Confinement {
    private static final int RLIMIT_FSIZE = 1;
    private static final int RLIMIT_CORE = 4;
    private static final int RLIMIT_NOFILE = 7;
    private static final long MOST_FILES = 256;
    /** A database and its log for each of the objects that may be open. */
    private static final long MOST_FILES_WITH_OBJECTS = MOST_FILES + 2 * ObjectsFolder.MOST_OPEN;
    /** What the JVM writes about its own crash fits. */
    private static final long LONGEST_FILE = 4L << 20;
    /** 10 GB, and what one turn adds to it before it is refused. */
    private static final long LONGEST_DATABASE = 11_000_000_000L;

    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final long SYS_SECCOMP_X86_64 = 317;
    private static final long SECCOMP_SET_MODE_FILTER = 1;
    private static final long SECCOMP_FILTER_FLAG_TSYNC = 1;

    private static final int FTRUNCATE = 77;

    /** Numbers of x86-64: starting programs, making sockets, reaching into other processes, changing the file system. */
    private static final int[] REFUSED = {
        41, // socket
        42, // connect
        49, // bind
        50, // listen
        57, // fork
        58, // vfork
        59, // execve
        62, // kill
        76, // truncate
        FTRUNCATE, // except where databases are
        82, // rename
        86, // link
        88, // symlink
        90, // chmod
        92, // chown
        101, // ptrace
        155, // pivot_root
        161, // chroot
        165, // mount
        166, // umount2
        175, // init_module
        246, // kexec_load
        248, // add_key
        250, // keyctl
        263, // unlinkat
        264, // renameat
        268, // fchmodat
        272, // unshare
        298, // perf_event_open
        304, // open_by_handle_at
        308, // setns
        310, // process_vm_readv
        311, // process_vm_writev
        313, // finit_module
        316, // renameat2
        321, // bpf
        322, // execveat
        323, // userfaultfd
        424, // pidfd_send_signal
        425, // io_uring_setup
        434, // pidfd_open
        438, // pidfd_getfd
    };

    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_NOT_LESS = 0x35;
    private static final int RETURN = 0x06;
    private static final int ARCHITECTURE_AT = 4;
    private static final int X86_64 = 0xC000003E;
    private static final int X32_CALLS = 0x40000000;
    private static final int ALLOW = 0x7FFF0000;
    private static final int REFUSE = 0x00050001; // EPERM
    private static final int INSTRUCTION_BYTES = 8;

    private final MethodHandle prctl;
    private final MethodHandle getrlimit;
    private final MethodHandle setrlimit;
    private final MethodHandle syscall;

    private Confinement(MethodHandle prctl, MethodHandle getrlimit, MethodHandle setrlimit, MethodHandle syscall) {
        this.prctl = prctl;
        this.getrlimit = getrlimit;
        this.setrlimit = setrlimit;
        this.syscall = syscall;
    }

    /**
     * Confines this process with all its threads; returns what could not be done, in words.
     *
     * @param objects whether it has databases to write: more files, longer ones, and such that become shorter
     */
    static List<String> begin(boolean objects) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return List.of("engines are confined on Linux only");
        }
        List<String> missing = new ArrayList<>();
        try (Arena memory = Arena.ofConfined()) {
            linked().confine(memory, objects, missing);
        } catch (Throwable e) {
            missing.add("the C library cannot be called: " + e);
        }
        return missing;
    }

    /** Calls with numbers only, or with structures that were laid out here. */
    @SuppressWarnings("restricted")
    private static Confinement linked() {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor control = FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG);
        FunctionDescriptor limit =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
        FunctionDescriptor call = FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS);
        Linker.Option variadic = Linker.Option.firstVariadicArg(1);
        return new Confinement(
                linker.downcallHandle(linker.defaultLookup().findOrThrow("prctl"), control, variadic),
                linker.downcallHandle(linker.defaultLookup().findOrThrow("getrlimit"), limit),
                linker.downcallHandle(linker.defaultLookup().findOrThrow("setrlimit"), limit),
                linker.downcallHandle(linker.defaultLookup().findOrThrow("syscall"), call, variadic));
    }

    private void confine(Arena memory, boolean objects, List<String> missing) throws Throwable {
        note(missing, "files", limit(memory, RLIMIT_NOFILE, objects ? MOST_FILES_WITH_OBJECTS : MOST_FILES) == 0);
        note(missing, "file sizes", limit(memory, RLIMIT_FSIZE, objects ? LONGEST_DATABASE : LONGEST_FILE) == 0);
        note(missing, "core dumps", limit(memory, RLIMIT_CORE, 0) == 0);
        boolean noPrivileges = (int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) == 0;
        note(missing, "new privileges", noPrivileges);
        boolean known = System.getProperty("os.arch", "").equals("amd64");
        note(missing, "system calls", noPrivileges && known && filter(memory, objects));
    }

    private static void note(List<String> missing, String what, boolean done) {
        if (!done) {
            missing.add(what + " cannot be limited on this system");
        }
    }

    /** Lowers a limit for good; where it is lower already, it stays so. */
    private int limit(Arena memory, int resource, long most) throws Throwable {
        MemorySegment pair = memory.allocate(MemoryLayout.sequenceLayout(2, ValueLayout.JAVA_LONG));
        int unknown = (int) getrlimit.invokeExact(resource, pair);
        long hard = unknown == 0 ? pair.getAtIndex(ValueLayout.JAVA_LONG, 1) : most;
        // No limit at all is the largest number there is.
        long least = Long.compareUnsigned(hard, most) < 0 ? hard : most;
        pair.setAtIndex(ValueLayout.JAVA_LONG, 0, least);
        pair.setAtIndex(ValueLayout.JAVA_LONG, 1, least);
        return (int) setrlimit.invokeExact(resource, pair);
    }

    /** A program for the kernel: what is on the list fails with EPERM, everything else goes on. */
    private boolean filter(Arena memory, boolean objects) throws Throwable {
        int[] refused = Arrays.stream(REFUSED)
                .filter(call -> !objects || call != FTRUNCATE)
                .toArray();
        int length = refused.length + 6;
        MemorySegment code = memory.allocate((long) length * INSTRUCTION_BYTES, INSTRUCTION_BYTES);
        int refuse = length - 1;
        int at = 0;
        at = put(code, at, LOAD_WORD, 0, 0, ARCHITECTURE_AT);
        at = put(code, at, JUMP_IF_EQUAL, 0, refuse - at - 1, X86_64);
        at = put(code, at, LOAD_WORD, 0, 0, 0);
        at = put(code, at, JUMP_IF_NOT_LESS, refuse - at - 1, 0, X32_CALLS);
        for (int call : refused) {
            at = put(code, at, JUMP_IF_EQUAL, refuse - at - 1, 0, call);
        }
        at = put(code, at, RETURN, 0, 0, ALLOW);
        put(code, at, RETURN, 0, 0, REFUSE);
        MemorySegment program = memory.allocate(16, 8);
        program.set(ValueLayout.JAVA_SHORT, 0, (short) length);
        program.set(ValueLayout.ADDRESS, 8, code);
        return (long) syscall.invokeExact(
                        SYS_SECCOMP_X86_64, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, program)
                == 0;
    }

    private static int put(MemorySegment code, int at, int operation, int ifTrue, int ifFalse, int operand) {
        long start = (long) at * INSTRUCTION_BYTES;
        code.set(ValueLayout.JAVA_SHORT, start, (short) operation);
        code.set(ValueLayout.JAVA_BYTE, start + 2, (byte) ifTrue);
        code.set(ValueLayout.JAVA_BYTE, start + 3, (byte) ifFalse);
        code.set(ValueLayout.JAVA_INT, start + 4, operand);
        return at + 1;
    }
}
