package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.selvedge.rest.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The flags that uploads may name, from a list of Cloudflare's, and what it says about wrong ones. */
final class CompatibilityFlags {
    private static final String LIST = "compatibility-flags.txt";
    private static final String NONE = "-";
    private static final int LONGEST_SHOWN = 100;

    /** One line of the list: the names that turn a change on and off, and whether it may be used at all. */
    private record Flag(String enable, String disable, boolean experimental) {}

    /** By either name. */
    private static final Map<String, Flag> KNOWN = read();

    private CompatibilityFlags() {}

    /** The flags of an upload's metadata, each of them known and usable. */
    static List<String> of(JsonNode metadata) {
        JsonNode list = metadata.path("compatibility_flags");
        if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
            throw ApiError.INVALID_SCRIPT.because("\"compatibility_flags\" must be a list of names.");
        }
        Set<String> named = new LinkedHashSet<>();
        for (JsonNode item : list) {
            String name = item.isTextual() ? item.asText() : Json.text(item);
            Flag flag = known(name);
            if (!named.add(name)) {
                throw ApiError.INVALID_SCRIPT.because("Compatibility flag specified multiple times: " + name);
            }
            if (flag.experimental() && name.equals(flag.enable())) {
                throw ApiError.INVALID_SCRIPT.because("The compatibility flag " + name
                        + " is experimental and cannot yet be used in Workers deployed to Cloudflare.");
            }
            if (named.contains(flag.enable()) && named.contains(flag.disable())) {
                throw ApiError.INVALID_SCRIPT.because(
                        "Compatibility flags are mutually contradictory: " + flag.enable() + " vs " + flag.disable());
            }
        }
        return new ArrayList<>(named);
    }

    private static Flag known(String name) {
        Flag flag = KNOWN.get(name);
        if (flag == null) {
            throw ApiError.INVALID_SCRIPT.because("No such compatibility flag: "
                    + (name.length() <= LONGEST_SHOWN ? name : name.substring(0, LONGEST_SHOWN) + "…"));
        }
        return flag;
    }

    private static Map<String, Flag> read() {
        Map<String, Flag> known = new HashMap<>();
        try (@Nullable InputStream list = CompatibilityFlags.class.getResourceAsStream(LIST)) {
            if (list == null) {
                throw new IOException(LIST + " is not on the class path");
            }
            new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        String[] columns = line.split(" ", -1);
                        Flag flag = new Flag(columns[0], columns[1], columns[3].equals("experimental"));
                        known.put(flag.enable(), flag);
                        if (!flag.disable().equals(NONE)) {
                            known.put(flag.disable(), flag);
                        }
                    });
            return Map.copyOf(known);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
