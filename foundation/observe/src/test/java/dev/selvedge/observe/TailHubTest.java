package dev.selvedge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TailHubTest {
    private double draw;
    private final TailHub hub = new TailHub(() -> draw);
    private final List<TailEvent> heard = new ArrayList<>();

    @Test
    void anEventThatNobodyFollowsIsNeverBuilt() {
        hub.publish("a/w", () -> {
            throw new AssertionError("built");
        });
        assertThat(hub.hears("a/w")).isFalse();
    }

    @Test
    void followersHearTheirScriptOnlyAndUntilTheyLeave() throws Exception {
        AutoCloseable tail = hub.subscribe("a/w", TailFilter.EVERYTHING, heard::add);
        assertThat(hub.hears("a/w")).isTrue();
        hub.publish("a/other", () -> event("ok", "GET"));
        hub.publish("a/w", () -> event("ok", "GET"));
        tail.close();
        hub.publish("a/w", () -> event("ok", "GET"));
        assertThat(heard).hasSize(1);
        assertThat(hub.hears("a/w")).isFalse();
    }

    @Test
    void everyConditionOfAFilterMustHold() {
        TailFilter filter = new TailFilter(
                0.5, List.of("exception"), List.of("POST"), "X-Kind", "odd", List.of("192.0.2.1"), "boom", "v1");
        TailEvent fits = new TailEvent(
                "exception", "POST", "192.0.2.1", "v1", Map.of("x-kind", "very odd"), List.of("it went boom"), "{}");
        assertThat(filter.accepts(fits, 0.4)).isTrue();
        assertThat(filter.accepts(fits, 0.6)).isFalse();
        assertThat(filter.accepts(event("exception", "POST"), 0.4)).isFalse();
        assertThat(filter.accepts(event("ok", "GET"), 0.4)).isFalse();
    }

    @Test
    void samplingDropsByTheDraw() {
        hub.subscribe("a/w", new TailFilter(0.3, List.of(), List.of(), "", "", List.of(), "", ""), heard::add);
        draw = 0.29;
        hub.publish("a/w", () -> event("ok", "GET"));
        draw = 0.3;
        hub.publish("a/w", () -> event("ok", "GET"));
        assertThat(heard).hasSize(1);
    }

    private static TailEvent event(String outcome, String method) {
        return new TailEvent(outcome, method, "", "", Map.of(), List.of(), "{}");
    }
}
