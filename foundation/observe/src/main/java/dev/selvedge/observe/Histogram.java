package dev.selvedge.observe;

import java.util.concurrent.atomic.LongAdder;

/** Counts durations into buckets. Many threads may record at once; a rendering may be one recording behind. */
public final class Histogram {
    private static final double MICROS = 1e6;

    private final double[] bounds;
    private final LongAdder[] buckets;
    private final LongAdder micros = new LongAdder();

    Histogram(double[] bounds) {
        this.bounds = bounds.clone();
        this.buckets = new LongAdder[bounds.length + 1];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    /** Takes note of one duration, in microseconds. */
    public void record(long durationMicros) {
        double seconds = durationMicros / MICROS;
        int bucket = 0;
        while (bucket < bounds.length && seconds > bounds[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        micros.add(durationMicros);
    }

    public long count() {
        long count = 0;
        for (LongAdder bucket : buckets) {
            count += bucket.sum();
        }
        return count;
    }

    void render(StringBuilder out, String name, String labels) {
        String prefix = labels.isEmpty() ? "" : labels + ",";
        long below = 0;
        for (int i = 0; i < buckets.length; i++) {
            below += buckets[i].sum();
            String edge = i < bounds.length ? Double.toString(bounds[i]) : "+Inf";
            Counters.line(out, name + "_bucket", prefix + "le=\"" + edge + '"', Long.toString(below));
        }
        Counters.line(out, name + "_sum", labels, Counters.number(micros.sum() / MICROS));
        Counters.line(out, name + "_count", labels, Long.toString(below));
    }
}
