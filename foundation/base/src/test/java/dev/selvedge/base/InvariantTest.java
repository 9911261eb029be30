package dev.selvedge.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InvariantTest {

    private enum Codes implements ErrorCode {
        GONE;

        @Override
        public int number() {
            return 10007;
        }

        @Override
        public int httpStatus() {
            return 404;
        }
    }

    @Test
    void aHoldingInvariantIsSilent() {
        assertThatCode(() -> Invariant.check(true, "one is one")).doesNotThrowAnyException();
    }

    @Test
    void aBrokenInvariantSaysWhatAndHowMuch() {
        assertThatThrownBy(() -> Invariant.check(false, "slots in range", 300))
                .isInstanceOf(InvariantViolation.class)
                .hasMessage("slots in range: 300");
        assertThatThrownBy(() -> Invariant.check(false, "known kind", "x")).hasMessage("known kind: x");
        assertThat(Invariant.violated("unreachable")).hasMessage("unreachable");
    }

    @Test
    void anExpectedFailureCarriesItsCodeAndTheNextStep() {
        PlatformException failure = new PlatformException(Codes.GONE, "There is no Worker \"a\".", "Deploy it first.");
        assertThat(failure).hasMessage("There is no Worker \"a\". Deploy it first.");
        assertThat(failure.code().number()).isEqualTo(10007);
        assertThat(failure.code().retryable()).isFalse();
        assertThat(failure.remedy()).isEqualTo("Deploy it first.");
        assertThat(new PlatformException(Codes.GONE, "Gone.")).hasMessage("Gone.");
    }
}
