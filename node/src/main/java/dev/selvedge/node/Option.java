package dev.selvedge.node;

import java.util.List;

/**
 * One option of the command line.
 *
 * @param name with its dashes
 * @param example a value as it might be given, or empty for a switch
 * @param key the configuration key that it sets, or empty
 */
record Option(String name, String example, String key, boolean repeatable, String meaning) {

    static final Option DATA =
            value("--data", "DIR", "the directory that holds everything; data beside ./selvedge if not given");
    static final Option CONFIG =
            value("--config", "FILE", "configuration; selvedge.toml in the data directory if there");
    static final Option JSON = flag("--json", "answer in JSON");
    static final Option HELP = flag("--help", "explain this verb");

    /** What every verb understands. */
    static final List<Option> COMMON = List.of(DATA, CONFIG, JSON, HELP);

    /** What sets configuration keys from the command line. */
    static final List<Option> NODE = List.of(
            setting("--http", "8787", "listen.http", "port of Workers and sites"),
            setting("--api", "8780", "listen.api", "port of the API, /ready and /metrics"),
            setting("--s3", "8789", "listen.s3", "port kept for the S3 API"),
            setting("--https", "8443", "listen.https", "port of Workers over TLS; off if not given"),
            setting("--host", "0.0.0.0", "listen.host", "address to listen on; only this machine if not given"),
            new Option(
                    "--allow-fetch",
                    "HOST[:PORT]",
                    "fetch.allow",
                    true,
                    "private address that Workers may fetch from: host, host:port or CIDR; may be repeated"));

    static Option flag(String name, String meaning) {
        return new Option(name, "", "", false, meaning);
    }

    static Option value(String name, String example, String meaning) {
        return new Option(name, example, "", false, meaning);
    }

    static Option setting(String name, String example, String key, String meaning) {
        return new Option(name, example, key, false, meaning);
    }

    boolean takesValue() {
        return !example.isEmpty();
    }
}
