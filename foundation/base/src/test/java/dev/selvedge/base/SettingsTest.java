package dev.selvedge.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void everyKeyHasADefaultAndIsListedByBeingAskedFor() {
        Settings settings = new Settings(Map.of());
        assertThat(settings.text("node.data", "./data", "where everything is kept"))
                .isEqualTo("./data");
        assertThat(settings.flag("log.json", false, "JSON lines")).isFalse();
        assertThat(settings.size("http.headers", DataSize.kibibytes(128), "of one request"))
                .isEqualTo(DataSize.kibibytes(128));
        assertThat(settings.texts("fetch.allow", List.of(), "private addresses"))
                .isEmpty();
        assertThat(settings.keys())
                .extracting(Settings.Key::name)
                .containsExactly("node.data", "log.json", "http.headers", "fetch.allow");
        assertThat(settings.faults()).isEmpty();
    }

    @Test
    void whatIsSetReplacesTheDefault() {
        Settings settings = new Settings(
                Map.of("a.port", 8080L, "a.wait", "5s", "a.on", true, "a.list", List.of("x", "y"), "a.one", "z"));
        assertThat(settings.number("a.port", 1, 0, 65535, "")).isEqualTo(8080);
        assertThat(settings.duration("a.wait", Duration.ZERO, "")).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.flag("a.on", false, "")).isTrue();
        assertThat(settings.texts("a.list", List.of(), "")).containsExactly("x", "y");
        assertThat(settings.texts("a.one", List.of(), "")).containsExactly("z");
        assertThat(settings.keys().getFirst()).isEqualTo(new Settings.Key("a.port", "8080", "1", ""));
    }

    @Test
    void anUnknownKeyNamesTheNearestOne() {
        Settings settings = new Settings(Map.of("http.prot", 1L));
        settings.number("http.port", 8787, 0, 65535, "");
        assertThat(settings.faults()).containsExactly("Unknown key \"http.prot\". Did you mean http.port?");
    }

    @Test
    void aWrongValueIsASentenceAndTheDefaultStands() {
        Settings settings =
                new Settings(Map.of("a", "70000", "b", "maybe", "c", "soon", "d", List.of("1MiB"), "e", "many"));
        assertThat(settings.number("a", 1, 0, 65535, "")).isEqualTo(1);
        assertThat(settings.flag("b", true, "")).isTrue();
        assertThat(settings.duration("c", Duration.ZERO, "")).isEqualTo(Duration.ZERO);
        assertThat(settings.size("d", DataSize.mebibytes(1), "")).isEqualTo(DataSize.mebibytes(1));
        assertThat(settings.number("e", 1, 0, 9, "")).isEqualTo(1);
        assertThat(settings.faults())
                .containsExactly(
                        "\"a\": 70000 is not a whole number from 0 to 65535.",
                        "\"b\": \"maybe\" is neither true nor false.",
                        "\"c\": \"soon\" is not a duration such as 30s.",
                        "\"d\" takes one value, not a list.",
                        "\"e\": \"many\" is not a whole number from 0 to 9.");
    }
}
