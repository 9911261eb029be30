package dev.selvedge.base;

import java.security.SecureRandom;

/** The operating system's randomness. */
enum SecureRandomSource implements RandomSource {
    INSTANCE;

    private final SecureRandom random = new SecureRandom();

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
