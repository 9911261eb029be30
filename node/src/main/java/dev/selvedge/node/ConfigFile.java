package dev.selvedge.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a TOML file into dotted keys. Only touched when there is a file, since its library takes time to load. */
final class ConfigFile {

    private ConfigFile() {}

    static Map<String, Object> read(Path file) {
        try {
            return parse(file, Files.readString(file));
        } catch (NoSuchFileException e) {
            throw CommandException.usage("There is no configuration file " + file + ".");
        } catch (IOException e) {
            throw CommandException.usage("The configuration file " + file + " cannot be read: " + e.getMessage());
        }
    }

    /** The content of a file, which is named in what is said of mistakes. */
    static Map<String, Object> parse(Path file, String content) {
        try {
            Map<String, Object> values = new LinkedHashMap<>();
            flatten(file, "", new TomlMapper().readTree(content), values);
            return values;
        } catch (JsonProcessingException e) {
            throw CommandException.usage(
                    file + ", line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
        }
    }

    private static void flatten(Path file, String prefix, JsonNode table, Map<String, Object> values) {
        table.properties().forEach(entry -> {
            String key = prefix + entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isObject()) {
                flatten(file, key + ".", value, values);
            } else if (value.isArray()) {
                values.put(key, texts(file, key, value));
            } else {
                values.put(key, value.asText());
            }
        });
    }

    private static List<String> texts(Path file, String key, JsonNode array) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array) {
            if (element.isContainerNode()) {
                throw CommandException.usage(file + ": \"" + key + "\" is a list of texts, not of tables or lists.");
            }
            texts.add(element.asText());
        }
        return texts;
    }
}
