package dev.selvedge.base;

import java.util.SplittableRandom;

/** A replayable stream of numbers. */
final class SeededRandomSource implements RandomSource {

    private final SplittableRandom random;

    SeededRandomSource(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public int nextInt(int bound) {
        return random.nextInt(bound);
    }

    @Override
    public void fill(byte[] target) {
        random.nextBytes(target);
    }
}
