package dev.selvedge.node;

import dev.selvedge.base.DataSize;
import dev.selvedge.base.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that can be set about a node. Each part is a record of its own that asks {@link Settings} for its keys; what
 * is asked for there is what {@code selvedge config} lists and what a configuration file may say.
 */
record NodeConfig(
        Path data,
        Listen listen,
        Hosts hosts,
        Fetch fetch,
        Requests requests,
        Engines engines,
        Objects objects,
        Logs logs) {

    /** Where the node listens; port 0 takes a free one, except for https, where it means off. */
    record Listen(String host, int http, int https, int api, int s3, Duration drain) {
        static Listen from(Settings settings) {
            return new Listen(
                    settings.text("listen.host", "127.0.0.1", "address to listen on; 0.0.0.0 serves other machines"),
                    port(settings, "listen.http", 8787, "port of Workers and sites; 0 takes a free one"),
                    port(settings, "listen.https", 0, "port of Workers over TLS with the local CA; 0 = off"),
                    port(settings, "listen.api", 8780, "port of the API, /ready and /metrics; 0 takes a free one"),
                    port(settings, "listen.s3", 8789, "port kept for the S3 API"),
                    settings.duration("listen.drain", Duration.ofSeconds(30), "time for requests to end on SIGTERM"));
        }

        private static int port(Settings settings, String key, int fallback, String meaning) {
            return settings.number(key, fallback, 0, 65_535, meaning);
        }
    }

    /** How names lead to Workers. */
    record Hosts(String suffix) {
        static Hosts from(Settings settings) {
            return new Hosts(settings.text(
                    "hosts.suffix", "workers.localhost", "a Worker is at <worker>.<suffix>, as on workers.dev"));
        }
    }

    /** What Workers may reach beside the public internet. */
    record Fetch(List<String> allow) {
        static Fetch from(Settings settings) {
            return new Fetch(settings.texts(
                    "fetch.allow", List.of(), "private addresses that Workers may fetch from: host, host:port, CIDR"));
        }
    }

    /** Bounds of one request. */
    record Requests(Duration cpu, DataSize memory, int subrequests, Duration startup, DataSize body, DataSize headers) {
        static Requests from(Settings settings) {
            return new Requests(
                    settings.duration(
                            "limits.cpu", Duration.ofSeconds(30), "CPU time of a request, if its Worker sets none"),
                    settings.size("limits.memory", DataSize.mebibytes(128), "memory of an isolate"),
                    settings.number("limits.subrequests", 1000, 1, 1_000_000, "fetches that one request may make"),
                    settings.duration("limits.startup", Duration.ofSeconds(1), "CPU time of a Worker's global scope"),
                    settings.size("limits.body", DataSize.parse("100MB"), "body of a request"),
                    settings.size("limits.headers", DataSize.kibibytes(128), "all headers of a request"));
        }
    }

    /** The processes that run Workers. */
    record Engines(int lanes, int isolates, Duration idle) {
        static Engines from(Settings settings) {
            return new Engines(
                    settings.number("engines.lanes", 0, 0, 16, "threads for JavaScript; 0 = one per core, two to four"),
                    settings.number("engines.isolates", 200, 1, 10_000, "isolates that one engine keeps loaded"),
                    settings.duration("engines.idle", Duration.ofMinutes(5), "an idle isolate is unloaded after this"));
        }
    }

    /** Durable Objects. */
    record Objects(int live, Duration hibernate) {
        static Objects from(Settings settings) {
            return new Objects(
                    settings.number(
                            "objects.live", 2000, 1, 100_000, "Durable Objects that one engine keeps in memory"),
                    settings.duration(
                            "objects.hibernate",
                            Duration.ofSeconds(10),
                            "an idle Durable Object leaves memory after this"));
        }
    }

    /** What is written down. */
    record Logs(boolean access, DataSize size, int files, int lines) {
        static Logs from(Settings settings) {
            return new Logs(
                    settings.flag("logs.access", true, "write logs/access.log, one JSON object per request"),
                    settings.size("logs.size", DataSize.mebibytes(64), "a log file is put aside at this size"),
                    settings.number("logs.files", 4, 1, 1000, "log files kept, with the one being written"),
                    settings.number("logs.lines", 10_000, 100, 1_000_000, "lines that `selvedge logs` can look back"));
        }
    }

    /** A configuration with the settings it was read from, for those who list them. */
    record Loaded(NodeConfig config, Settings settings) {}

    /** Reads file and options; the first fault ends the command with its sentence. */
    static Loaded load(Arguments arguments) {
        Map<String, Object> values = new LinkedHashMap<>();
        Path file = arguments
                .value(Option.CONFIG)
                .map(Path::of)
                .orElse(arguments.data().resolve("selvedge.toml"));
        if (arguments.has(Option.CONFIG) || Files.exists(file)) {
            values.putAll(ConfigFile.read(file));
        }
        Map<String, Option> byKey = new LinkedHashMap<>();
        arguments.options().forEach((option, given) -> {
            if (!option.key().isEmpty()) {
                values.put(option.key(), option.repeatable() ? List.copyOf(given) : given.getLast());
                byKey.put(option.key(), option);
            }
        });
        Settings settings = new Settings(values);
        NodeConfig config = from(arguments.data(), settings);
        refuseFaults(settings, byKey, file);
        return new Loaded(config, settings);
    }

    static NodeConfig from(Path data, Settings settings) {
        return new NodeConfig(
                data,
                Listen.from(settings),
                Hosts.from(settings),
                Fetch.from(settings),
                Requests.from(settings),
                Engines.from(settings),
                Objects.from(settings),
                Logs.from(settings));
    }

    private static void refuseFaults(Settings settings, Map<String, Option> byKey, Path file) {
        for (String fault : settings.faults()) {
            for (Map.Entry<String, Option> entry : byKey.entrySet()) {
                String quoted = "\"" + entry.getKey() + "\": ";
                if (fault.startsWith(quoted)) {
                    throw CommandException.usage(entry.getValue().name() + ": " + fault.substring(quoted.length()));
                }
            }
            throw CommandException.usage(file + ": " + fault);
        }
    }
}
