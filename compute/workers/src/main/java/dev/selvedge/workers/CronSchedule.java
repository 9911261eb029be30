package dev.selvedge.workers;

import java.time.DayOfWeek;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A cron expression as the platform takes it: minute, hour, day of the month, month, day of the week, in UTC. Days of the
 * week count from 1 = Sunday to 7 = Saturday; names, ranges, steps, lists, {@code L}, {@code W} and {@code #} are understood.
 * When both day fields are restricted, either may match.
 *
 * <p>Source: developers.cloudflare.com/workers/configuration/cron-triggers
 */
public final class CronSchedule {
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private final long minutes;
    private final long hours;
    private final long months;
    private final String[] monthDays;
    private final String[] weekDays;

    private CronSchedule(long minutes, long hours, long months, String[] monthDays, String[] weekDays) {
        this.minutes = minutes;
        this.hours = hours;
        this.months = months;
        this.monthDays = monthDays;
        this.weekDays = weekDays;
    }

    /** Reads an expression; empty if it is none. */
    public static Optional<CronSchedule> parse(String expression) {
        String[] fields = expression.strip().toUpperCase(Locale.ROOT).split("\\s+", -1);
        if (fields.length != 5) {
            return Optional.empty();
        }
        try {
            CronSchedule schedule = new CronSchedule(
                    set(fields[0], 0, 59, List.of(), 0),
                    set(fields[1], 0, 23, List.of(), 0),
                    set(fields[3], 1, 12, MONTHS, 1),
                    fields[2].split(",", -1),
                    fields[4].split(",", -1));
            schedule.check();
            return Optional.of(schedule);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the minute that {@code time} (UTC) lies in is one of the schedule's. */
    public boolean matches(ZonedDateTime time) {
        if (((minutes >>> time.getMinute()) & 1) == 0
                || ((hours >>> time.getHour()) & 1) == 0
                || ((months >>> time.getMonthValue()) & 1) == 0) {
            return false;
        }
        boolean anyMonthDay = any(monthDays);
        boolean anyWeekDay = any(weekDays);
        if (anyMonthDay || anyWeekDay) {
            return (anyMonthDay || onMonthDay(time)) && (anyWeekDay || onWeekDay(time));
        }
        return onMonthDay(time) || onWeekDay(time);
    }

    private static boolean any(String[] items) {
        return items.length == 1 && (items[0].equals("*") || items[0].equals("?"));
    }

    private boolean onMonthDay(ZonedDateTime time) {
        int last = YearMonth.from(time).lengthOfMonth();
        for (String item : monthDays) {
            if (monthDay(item, time, last)) {
                return true;
            }
        }
        return false;
    }

    private static boolean monthDay(String item, ZonedDateTime time, int last) {
        if (item.equals("L")) {
            return time.getDayOfMonth() == last;
        }
        if (item.equals("LW") || item.endsWith("W")) {
            int day = item.equals("LW") ? last : Math.min(number(item.substring(0, item.length() - 1), 1, 31), last);
            return time.getDayOfMonth() == nearestWeekday(time, day, last);
        }
        if (item.startsWith("L-")) {
            return time.getDayOfMonth() == last - number(item.substring(2), 0, 30);
        }
        return ((set(item, 1, 31, List.of(), 0) >>> time.getDayOfMonth()) & 1) != 0;
    }

    private static int nearestWeekday(ZonedDateTime time, int day, int last) {
        DayOfWeek weekday = time.withDayOfMonth(day).getDayOfWeek();
        return switch (weekday) {
            case SATURDAY -> day > 1 ? day - 1 : day + 2;
            case SUNDAY -> day < last ? day + 1 : day - 2;
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> day;
        };
    }

    private boolean onWeekDay(ZonedDateTime time) {
        for (String item : weekDays) {
            if (weekDay(item, time)) {
                return true;
            }
        }
        return false;
    }

    private static boolean weekDay(String item, ZonedDateTime time) {
        int today = time.getDayOfWeek().getValue() % 7 + 1;
        if (item.equals("L")) {
            return today == 7;
        }
        if (item.endsWith("L")) {
            int day = name(item.substring(0, item.length() - 1), 1, 7, DAYS, 1);
            return today == day
                    && time.getDayOfMonth() + 7 > YearMonth.from(time).lengthOfMonth();
        }
        int hash = item.indexOf('#');
        if (hash > 0) {
            int day = name(item.substring(0, hash), 1, 7, DAYS, 1);
            int week = number(item.substring(hash + 1), 1, 5);
            return today == day && (time.getDayOfMonth() + 6) / 7 == week;
        }
        return ((set(item, 1, 7, DAYS, 1) >>> today) & 1) != 0;
    }

    /** Throws for day items that could never be evaluated, so that they are refused when they are written. */
    private void check() {
        ZonedDateTime any = ZonedDateTime.parse("2024-01-01T00:00:00Z");
        for (String item : any(monthDays) ? new String[0] : monthDays) {
            monthDay(item, any, 31);
        }
        for (String item : any(weekDays) ? new String[0] : weekDays) {
            weekDay(item, any);
        }
    }

    /** The members of a list of numbers, names, ranges and steps, as bits. */
    private static long set(String field, int low, int high, List<String> names, int base) {
        long set = 0;
        for (String item : field.split(",", -1)) {
            set |= range(item, low, high, names, base);
        }
        return set;
    }

    private static long range(String item, int low, int high, List<String> names, int base) {
        int slash = item.indexOf('/');
        int step = slash < 0 ? 1 : number(item.substring(slash + 1), 1, high);
        String span = slash < 0 ? item : item.substring(0, slash);
        int dash = span.indexOf('-');
        int from;
        int to;
        if (span.equals("*")) {
            from = low;
            to = high;
        } else if (dash > 0) {
            from = name(span.substring(0, dash), low, high, names, base);
            to = name(span.substring(dash + 1), low, high, names, base);
        } else {
            from = name(span, low, high, names, base);
            to = slash < 0 ? from : high;
        }
        if (from > to) {
            throw new IllegalArgumentException(item + " runs backwards");
        }
        long set = 0;
        for (int value = from; value <= to; value += step) {
            set |= 1L << value;
        }
        return set;
    }

    private static int name(String text, int low, int high, List<String> names, int base) {
        int index = names.indexOf(text);
        return index >= 0 ? index + base : number(text, low, high);
    }

    private static int number(String text, int low, int high) {
        boolean plain = text.length() <= 4 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int value = plain ? Integer.parseInt(text) : -1;
        if (value < low || value > high) {
            throw new IllegalArgumentException(text + " is not from " + low + " to " + high);
        }
        return value;
    }
}
