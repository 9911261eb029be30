package dev.selvedge.observe;

import java.util.Locale;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * The node's figures, and their Prometheus text form. One registry per node. Asking for the same name and labels
 * again gives the same counter, so callers keep the object and never look it up on a hot path.
 */
public final class Counters {
    private final ConcurrentSkipListMap<String, Family> families = new ConcurrentSkipListMap<>();

    private enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    private sealed interface Series permits Sum, Reading, Spread {}

    private record Sum(LongAdder value) implements Series {}

    private record Reading(DoubleSupplier value) implements Series {}

    private record Spread(Histogram value) implements Series {}

    private record Family(Kind kind, String help, ConcurrentSkipListMap<String, Series> series) {}

    /** A counter that only grows. {@code labels} are pairs: name, value, name, value. */
    public LongAdder counter(String name, String help, String... labels) {
        Series series = family(name, Kind.COUNTER, help)
                .series
                .computeIfAbsent(labelText(labels), _ -> new Sum(new LongAdder()));
        return series instanceof Sum sum ? sum.value : new LongAdder();
    }

    /** A reading taken whenever somebody asks; registering it again replaces the source. */
    public void gauge(String name, String help, DoubleSupplier source, String... labels) {
        family(name, Kind.GAUGE, help).series.put(labelText(labels), new Reading(source));
    }

    /** Forgets a reading whose source is gone. */
    public void dropGauge(String name, String... labels) {
        Family family = families.get(name);
        if (family != null) {
            family.series.remove(labelText(labels));
        }
    }

    /** A spread of durations in seconds; {@code bounds} are the upper edges of its buckets, rising. */
    public Histogram histogram(String name, String help, double[] bounds, String... labels) {
        Series series = family(name, Kind.HISTOGRAM, help)
                .series
                .computeIfAbsent(labelText(labels), _ -> new Spread(new Histogram(bounds)));
        return series instanceof Spread spread ? spread.value : new Histogram(bounds);
    }

    /** Everything in the Prometheus text format, version 0.0.4. */
    public String prometheus() {
        StringBuilder out = new StringBuilder(4096);
        families.forEach((name, family) -> {
            out.append("# HELP ").append(name).append(' ').append(family.help).append('\n');
            String kind = family.kind.name().toLowerCase(Locale.ROOT);
            out.append("# TYPE ").append(name).append(' ').append(kind).append('\n');
            family.series.forEach((labels, series) -> render(out, name, labels, series));
        });
        return out.toString();
    }

    private Family family(String name, Kind kind, String help) {
        Family family = families.computeIfAbsent(name, _ -> new Family(kind, help, new ConcurrentSkipListMap<>()));
        if (family.kind != kind) {
            throw new IllegalArgumentException(name + " is registered as another kind of figure");
        }
        return family;
    }

    private static void render(StringBuilder out, String name, String labels, Series series) {
        switch (series) {
            case Sum sum -> line(out, name, labels, Long.toString(sum.value.sum()));
            case Reading reading -> line(out, name, labels, number(reading.value.getAsDouble()));
            case Spread spread -> spread.value.render(out, name, labels);
        }
    }

    static void line(StringBuilder out, String name, String labels, String value) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(value).append('\n');
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String labelText(String... labels) {
        if (labels.length % 2 != 0) {
            throw new IllegalArgumentException("labels come in pairs of name and value");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(labels[i]).append("=\"").append(escape(labels[i + 1]));
            text.append('"');
        }
        return text.toString();
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
