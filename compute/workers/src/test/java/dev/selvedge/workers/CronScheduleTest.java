package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class CronScheduleTest {
    @Test
    void everyMinuteMatchesAlways() {
        assertThat(matches("* * * * *", "2026-11-24T00:08:00Z")).isTrue();
    }

    @Test
    void stepsRangesAndListsNameTheirMembers() {
        assertThat(matches("*/15 9-17 * * *", "2026-11-24T09:45:30Z")).isTrue();
        assertThat(matches("*/15 9-17 * * *", "2026-11-24T18:45:00Z")).isFalse();
        assertThat(matches("5/20 * * * *", "2026-11-24T18:45:00Z")).isTrue();
        assertThat(matches("0,30 * * * *", "2026-11-24T18:45:00Z")).isFalse();
    }

    @Test
    void weekDaysCountFromSundayAsOne() {
        // 2026-11-22 is a Sunday
        assertThat(matches("0 0 * * 1", "2026-11-22T00:00:00Z")).isTrue();
        assertThat(matches("0 0 * * SUN", "2026-11-22T00:00:00Z")).isTrue();
        assertThat(matches("0 0 * * 2-6", "2026-11-22T00:00:00Z")).isFalse();
        assertThat(matches("0 0 * * MON-FRI", "2026-11-23T00:00:00Z")).isTrue();
    }

    @Test
    void lastDayAndNearestWeekdayFollowTheMonth() {
        assertThat(matches("59 23 L * *", "2026-02-28T23:59:00Z")).isTrue();
        assertThat(matches("59 23 LW * *", "2026-02-27T23:59:00Z")).isTrue(); // the 28th is a Saturday
        assertThat(matches("0 0 15W * *", "2026-11-16T00:00:00Z")).isTrue(); // the 15th is a Sunday
        assertThat(matches("0 0 1W * *", "2026-08-03T00:00:00Z")).isTrue(); // the 1st is a Saturday
    }

    @Test
    void nthAndLastWeekDayOfTheMonth() {
        assertThat(matches("0 0 * * MON#4", "2026-11-23T00:00:00Z")).isTrue();
        assertThat(matches("0 0 * * MON#3", "2026-11-23T00:00:00Z")).isFalse();
        assertThat(matches("0 0 * * 2L", "2026-11-30T00:00:00Z")).isTrue();
        assertThat(matches("0 0 * * 2L", "2026-11-23T00:00:00Z")).isFalse();
    }

    @Test
    void eitherDayFieldMayMatchWhenBothAreRestricted() {
        assertThat(matches("0 0 13 * FRI", "2026-11-13T00:00:00Z")).isTrue();
        assertThat(matches("0 0 13 * FRI", "2026-11-20T00:00:00Z")).isTrue();
        assertThat(matches("0 0 13 * FRI", "2026-11-21T00:00:00Z")).isFalse();
    }

    @Test
    void monthsMayBeNamed() {
        assertThat(matches("0 0 1 JAN *", "2026-01-01T00:00:00Z")).isTrue();
        assertThat(matches("0 0 1 jan-mar *", "2026-04-01T00:00:00Z")).isFalse();
    }

    @Test
    void whatIsNoExpressionIsRefused() {
        for (String wrong : new String[] {
            "",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 8",
            "a * * * *",
            "*/0 * * * *",
            "5-1 * * * *",
            "* * 32W * *",
            "* * * * MON#6",
            "* * * * TUE#6",
            "* * ?,1 * *",
            "* * * * 1,?",
            "* +5 * * *",
            "* * \u0663 * *"
        }) {
            assertThat(CronSchedule.parse(wrong)).as(wrong).isEmpty();
        }
    }

    private static boolean matches(String expression, String time) {
        return CronSchedule.parse(expression).orElseThrow().matches(ZonedDateTime.parse(time));
    }
}
