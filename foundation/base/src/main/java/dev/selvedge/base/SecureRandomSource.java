package dev.selvedge.base;

import java.security.SecureRandom;

/** The operating system's randomness. */
final class SecureRandomSource implements RandomSource {

    static final RandomSource INSTANCE = new SecureRandomSource();

    private final SecureRandom random = new SecureRandom();

    private SecureRandomSource() {}

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
