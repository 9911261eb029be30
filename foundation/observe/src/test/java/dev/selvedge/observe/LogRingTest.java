package dev.selvedge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogRingTest {
    private final LogRing ring = new LogRing(3, () -> 1000);

    @Test
    void keepsOnlyTheNewestLines() {
        for (String text : List.of("a", "b", "c", "d")) {
            ring.append("info", "node", text);
        }
        assertThat(ring.since(0, 10)).extracting(LogLine::message).containsExactly("b", "c", "d");
        assertThat(ring.since(3, 10)).extracting(LogLine::message).containsExactly("d");
        assertThat(ring.since(4, 10)).isEmpty();
        assertThat(ring.end()).isEqualTo(4);
    }

    @Test
    void aLineIsNeverLongerThanItsBound() {
        ring.append("log", "worker", "x".repeat(1 << 20));
        assertThat(ring.since(0, 1).getFirst().message().length()).isLessThan(10_000);
    }

    @Test
    void followersHearEveryLineUntilTheyLeave() throws Exception {
        List<String> heard = new ArrayList<>();
        try (AutoCloseable _ = ring.follow(line -> heard.add(line.message()))) {
            ring.append("info", "node", "a");
        }
        ring.append("info", "node", "b");
        assertThat(heard).containsExactly("a");
    }
}
