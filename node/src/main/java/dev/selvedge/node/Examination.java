package dev.selvedge.node;

import dev.selvedge.base.Clock;
import dev.selvedge.base.DurableFiles;
import dev.selvedge.sqlite.Sqlite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code selvedge doctor} looks at. Each look is short, changes nothing that stays, and names a remedy. */
record Examination(NodeConfig config) {

    /** How it is. Only BAD keeps a node from working. */
    enum Grade {
        GOOD("good"),
        FAIR("fair"),
        BAD("bad");

        final String word;

        Grade(String word) {
            this.word = word;
        }
    }

    /** One thing that was looked at. */
    record Finding(String what, Grade grade, String found, String remedy) {}

    private static final int FILES_WANTED = 8_192;
    private static final long MEMORY_WANTED = 768L << 20;
    private static final long SHARED_WANTED = 64L << 20;

    List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(engine());
        findings.add(sqlite());
        findings.add(memory());
        findings.add(sharedMemory());
        findings.add(openFiles());
        findings.add(disk());
        findings.add(names());
        findings.add(port("port --http", config.listen().http(), "--http"));
        findings.add(port("port --api", config.listen().api(), "--api"));
        return findings;
    }

    private static Finding java() {
        int feature = Runtime.version().feature();
        return feature >= 25
                ? good("java", Runtime.version().toString())
                : bad("java", "version " + feature, "Selvedge needs JDK 25: https://adoptium.net");
    }

    private static Finding engine() {
        Path v8 = Installation.v8();
        return Files.isDirectory(v8)
                ? good("engine", "V8 is prepared in " + v8)
                : bad("engine", "there is no prepared V8 in " + v8, "./selvedge up builds what is missing.");
    }

    private static Finding sqlite() {
        try {
            int version = Sqlite.load().version();
            return good("sqlite", "version " + version / 1_000_000 + "." + version / 1000 % 1000);
        } catch (IllegalStateException e) {
            return bad("sqlite", String.valueOf(e.getMessage()), "Without it there are no Durable Objects.");
        }
    }

    private static Finding memory() {
        long available = kibibytes("/proc/meminfo", "MemAvailable:") << 10;
        if (available == 0) {
            return fair("memory", "this system does not tell", "Selvedge is at home on Linux.");
        }
        String found = (available >> 20) + " MiB available";
        return available >= MEMORY_WANTED
                ? good("memory", found)
                : fair("memory", found, "A node with one engine and some Workers likes 768 MiB.");
    }

    private static Finding sharedMemory() {
        try {
            long free = Files.getFileStore(Path.of("/dev/shm")).getUsableSpace();
            String found = "/dev/shm has " + (free >> 20) + " MiB free";
            return free >= SHARED_WANTED
                    ? good("shared memory", found)
                    : fair("shared memory", found, "Each engine maps 20 MiB; mount a larger /dev/shm.");
        } catch (IOException e) {
            return fair(
                    "shared memory", "there is no /dev/shm", "The data directory is used instead, which is slower.");
        }
    }

    private static Finding openFiles() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                if (line.startsWith("Max open files")) {
                    String[] columns = line.trim().split("\\s{2,}", 4);
                    boolean enough = columns[2].equals("unlimited") || Long.parseLong(columns[2]) >= FILES_WANTED;
                    String found = columns[2] + " at most";
                    return enough
                            ? good("open files", found)
                            : fair("open files", found, "Each connection is one; raise it with ulimit -n 65536.");
                }
            }
        } catch (IOException | NumberFormatException e) {
            return fair("open files", "this system does not tell (" + e.getMessage() + ")", "");
        }
        return fair("open files", "this system does not tell", "");
    }

    private Finding disk() {
        Path folder = config.data();
        Path probe = folder.resolve(".doctor");
        Clock clock = Clock.system();
        try {
            DurableFiles.createFolders(folder);
            long before = clock.nanos();
            DurableFiles.write(probe, new byte[4096]);
            long micros = (clock.nanos() - before) / 1000;
            Files.delete(probe);
            String found = "a durable write to " + folder + " takes " + micros / 1000 + "." + micros / 100 % 10 + " ms";
            return micros < 100_000
                    ? good("disk", found)
                    : fair("disk", found, "Deploys wait for the disk; choose a faster one with --data.");
        } catch (IOException e) {
            return bad("disk", folder + " cannot be written: " + e.getMessage(), "Choose another with --data.");
        }
    }

    private Finding names() {
        String name = "hello." + config.hosts().suffix();
        try {
            InetAddress address = InetAddress.getByName(name);
            return address.isLoopbackAddress()
                    ? good("names", name + " is this machine")
                    : fair("names", name + " is " + address.getHostAddress(), "");
        } catch (UnknownHostException e) {
            return fair(
                    "names",
                    "this system does not resolve " + name,
                    "Browsers and curl do so by themselves; other programs need --resolve or /etc/hosts.");
        }
    }

    private Finding port(String what, int port, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(config.listen().host(), port));
            return good(what, port + " is free");
        } catch (IOException e) {
            DataDirectory data = new DataDirectory(config.data());
            if (Files.exists(data.nodeFile()) && NodeFile.read(data).running()) {
                return good(what, port + " is used by the node that runs in " + data.root());
            }
            return bad(what, port + " is taken", "Choose another with " + option + " PORT.");
        }
    }

    private static long kibibytes(String file, String label) {
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                if (line.startsWith(label)) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
        return 0;
    }

    private static Finding good(String what, String found) {
        return new Finding(what, Grade.GOOD, found, "");
    }

    private static Finding fair(String what, String found, String remedy) {
        return new Finding(what, Grade.FAIR, found, remedy);
    }

    private static Finding bad(String what, String found, String remedy) {
        return new Finding(what, Grade.BAD, found, remedy);
    }
}
