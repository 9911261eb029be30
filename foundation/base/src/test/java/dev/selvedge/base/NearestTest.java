package dev.selvedge.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    private static final List<String> VERBS = List.of("up", "status", "logs", "doctor", "env", "token", "config");

    @ParameterizedTest
    @CsvSource({"stauts,status", "log,logs", "docter,doctor", "tokens,token", "conifg,config"})
    void aSlipOfTheFingerFindsTheNameMeant(String typed, String meant) {
        assertThat(Nearest.to(typed, VERBS)).contains(meant);
    }

    @Test
    void somethingFarFromEverythingGetsNoGuess() {
        assertThat(Nearest.to("federation", VERBS)).isEmpty();
        assertThat(Nearest.hint("federation", VERBS)).isEmpty();
    }

    @Test
    void aSwapOfNeighboursIsOneEdit() {
        assertThat(Nearest.distance("abcd", "abdc")).isEqualTo(1);
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void theHintIsASentence() {
        assertThat(Nearest.hint("--htp", List.of("--http", "--api"))).isEqualTo(" Did you mean --http?");
    }
}
