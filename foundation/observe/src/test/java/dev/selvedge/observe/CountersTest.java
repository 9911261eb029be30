package dev.selvedge.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CountersTest {
    private final Counters counters = new Counters();

    @Test
    void theSameNameAndLabelsAreTheSameCounter() {
        counters.counter("requests_total", "Requests.", "code", "200").increment();
        counters.counter("requests_total", "Requests.", "code", "200").increment();
        counters.counter("requests_total", "Requests.", "code", "500").increment();
        assertThat(counters.prometheus()).isEqualTo("""
                        # HELP requests_total Requests.
                        # TYPE requests_total counter
                        requests_total{code="200"} 2
                        requests_total{code="500"} 1
                        """);
    }

    @Test
    void gaugesAreReadWhenAsked() {
        double[] value = {1.5};
        counters.gauge("heat", "Heat.", () -> value[0]);
        assertThat(counters.prometheus()).contains("heat 1.5\n");
        value[0] = 2;
        assertThat(counters.prometheus()).contains("heat 2\n");
    }

    @Test
    void bucketsOfAHistogramAddUp() {
        Histogram histogram = counters.histogram("wait_seconds", "Waiting.", new double[] {0.001, 0.1});
        histogram.record(500);
        histogram.record(50_000);
        histogram.record(2_000_000);
        assertThat(counters.prometheus())
                .contains("wait_seconds_bucket{le=\"0.001\"} 1\n")
                .contains("wait_seconds_bucket{le=\"0.1\"} 2\n")
                .contains("wait_seconds_bucket{le=\"+Inf\"} 3\n")
                .contains("wait_seconds_count 3\n");
    }

    @Test
    void labelValuesCannotBreakTheFormat() {
        counters.counter("odd_total", "Odd.", "name", "a\"b\\c\nd").increment();
        assertThat(counters.prometheus()).contains("odd_total{name=\"a\\\"b\\\\c\\nd\"} 1\n");
    }

    @Test
    void oneNameIsOneKindOfFigure() {
        counters.counter("thing", "Thing.");
        assertThatThrownBy(() -> counters.gauge("thing", "Thing.", () -> 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
