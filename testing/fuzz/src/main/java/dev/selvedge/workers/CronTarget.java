package dev.selvedge.workers;

import dev.selvedge.fuzz.Target;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

/** Cron expressions: what is taken when it is written can be asked at any minute. */
public final class CronTarget implements Target {
    private static final ZonedDateTime BEGINNING = ZonedDateTime.of(2024, 1, 31, 0, 0, 0, 0, ZoneOffset.UTC);

    @Override
    public void attack(byte[] input) {
        CronSchedule.parse(Target.text(input)).ifPresent(schedule -> {
            for (int hours = 0; hours < 24 * 31; hours += 11) {
                schedule.matches(BEGINNING.plusHours(hours).plusMinutes(hours % 60));
            }
        });
    }

    @Override
    public List<byte[]> seeds() {
        return Target.texts(
                "*/5 0-12/2 1,L-2,15W,LW * MON#2,5L", "0 0 ? JAN-MAR SUN-SAT", "59 23 31 12 7", "* * L * ?");
    }
}
