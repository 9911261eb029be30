package dev.selvedge.node;

import dev.selvedge.fuzz.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Configuration files: read, or refused in one sentence. */
public final class ConfigTarget implements Target {
    private static final Path FILE = Path.of("selvedge.toml");

    @Override
    public void attack(byte[] input) {
        try {
            ConfigFile.parse(FILE, new String(input, StandardCharsets.UTF_8))
                    .forEach((key, value) -> Target.check(
                            value instanceof String || value instanceof List<?>,
                            key + " is a text or a list of texts"));
        } catch (CommandException refused) {
            Target.check(refused.getMessage() != null, "a refusal says why");
        }
    }

    @Override
    public List<byte[]> seeds() {
        return Target.texts(
                "http = 8787\nallow-fetch = [\"127.0.0.1:80\", '10.0.0.0/8']\n[limits]\ncpu = \"30s\"\nbody = 1e3\n",
                "a.b.c = 1979-05-27T07:32:00Z\nd = { e = 0x_ff, f = \"\"\"\nx\\u00e9\"\"\" }\n[[t]]\n[[t]]\n");
    }
}
