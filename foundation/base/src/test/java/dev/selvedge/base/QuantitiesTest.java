package dev.selvedge.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({"0,0", "512,512", "64KiB,65536", "64 kib,65536", "128MiB,134217728", "100MB,100000000", "1g,1073741824"
    })
    void sizesAreReadAsPeopleWriteThem(String text, long bytes) {
        assertThat(DataSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "12 parsecs", "1.5MiB", "MiB", "999999999999999TiB"})
    void whatIsNotASizeIsRefusedWithASentence(String text) {
        assertThatThrownBy(() -> DataSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + text + "\" is");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1023, 1024, 1 << 20, (1 << 20) + 1, 100_000_000, 5L << 40})
    void printedSizesAreReadBackTheSame(long bytes) {
        assertThat(DataSize.parse(new DataSize(bytes).toString()).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"250ms,250", "30s,30000", "5m,300000", "2h,7200000", "7d,604800000", "0s,0"})
    void durationsAreReadAsPeopleWriteThemAndPrintedTheSame(String text, long millis) {
        Duration duration = Durations.parse(text);
        assertThat(duration).isEqualTo(Duration.ofMillis(millis));
        assertThat(Durations.format(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "1.5s", "-1s", "30 seconds"})
    void whatIsNotADurationIsRefused(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).hasMessageContaining("is not a duration such as 30s");
    }

    @Test
    void sizesAreOrdered() {
        assertThat(DataSize.kibibytes(1)).isLessThan(DataSize.mebibytes(1));
        assertThat(DataSize.mebibytes(1).toInt()).isEqualTo(1 << 20);
    }
}
