package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.ManualClock;
import dev.selvedge.catalog.VersionId;
import dev.selvedge.observe.LogRing;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who is to blame for the end of an engine, and what follows. */
class SuspectsTest {
    private static final int ABORTED = 134;
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;
    private static final VersionId VERSION = VersionId.of(new UUID(1, 2));

    private final ManualClock clock = new ManualClock(0);
    private final Suspects suspects = new Suspects(clock, new LogRing(16, clock::wallMillis));

    @Test
    void anEngineThatEndsByItselfIsTheFaultOfWhoeverWasOnTheCpu() {
        for (int code : new int[] {0, 1, 132, 133, ABORTED, 139, 153}) {
            assertThat(Evidence.of(code, false)).as("code %d", code).isEqualTo(Evidence.CLEAR);
        }
    }

    @Test
    void oneThatIsKilledSaysLittleAndThatOnlyIfMemoryWasShort() {
        assertThat(Evidence.of(KILLED, false)).isEqualTo(Evidence.NONE);
        assertThat(Evidence.of(TERMINATED, false)).isEqualTo(Evidence.NONE);
        assertThat(Evidence.of(KILLED, true)).isEqualTo(Evidence.FAINT);
    }

    @Test
    void clearEvidenceCostsAPlaceAmongOthersAndThenARefusal() {
        killed(false, Evidence.CLEAR);
        assertThat(suspects.standing(VERSION)).isInstanceOf(Suspects.Standing.Solo.class);
        killed(true, Evidence.CLEAR);
        assertThat(suspects.standing(VERSION)).isInstanceOf(Suspects.Standing.Refused.class);
    }

    @Test
    void aHundredKillsFromOutsideAreNobodysFault() {
        for (int i = 0; i < 100; i++) {
            killed(false, Evidence.NONE);
        }
        assertThat(suspects.standing(VERSION)).isInstanceOf(Suspects.Standing.Ordinary.class);
        assertThat(suspects.view()).isEmpty();
    }

    @Test
    void whoeverIsThereEachTimeThatMemoryIsShortIsFoundAtTheThirdTime() {
        killed(false, Evidence.FAINT);
        killed(false, Evidence.FAINT);
        assertThat(suspects.standing(VERSION)).isInstanceOf(Suspects.Standing.Ordinary.class);
        assertThat(suspects.view()).isEmpty();
        killed(false, Evidence.FAINT);
        assertThat(suspects.standing(VERSION)).isInstanceOf(Suspects.Standing.Solo.class);
        assertThat(suspects.view())
                .singleElement()
                .satisfies(suspect -> assertThat(suspect.kills()).isEqualTo(1));
    }

    @Test
    void faintEvidenceIsForgottenInTime() {
        killed(false, Evidence.FAINT);
        killed(false, Evidence.FAINT);
        clock.advance(Duration.ofMinutes(11));
        suspects.standing(VERSION);
        killed(false, Evidence.FAINT);
        assertThat(suspects.standing(VERSION)).isInstanceOf(Suspects.Standing.Ordinary.class);
    }

    private void killed(boolean solo, Evidence evidence) {
        suspects.killed(VERSION, "account/worker", solo, evidence);
    }
}
