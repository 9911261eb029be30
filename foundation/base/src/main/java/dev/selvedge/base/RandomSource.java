package dev.selvedge.base;

/**
 * The only source of randomness, passed in through constructors: {@link #secure} for whatever an attacker must not
 * guess, {@link #seeded} for simulations and tests that must replay.
 */
public interface RandomSource {

    long nextLong();

    /** Uniform in {@code [0, bound)}. */
    int nextInt(int bound);

    void fill(byte[] target);

    default byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        fill(bytes);
        return bytes;
    }

    /** Lower-case hexadecimal of {@code byteCount} random bytes. */
    default String hex(int byteCount) {
        return Hex.encode(bytes(byteCount));
    }

    /** Cryptographically strong; safe for use from several threads. */
    static RandomSource secure() {
        return SecureRandomSource.INSTANCE;
    }

    /** Repeats itself for the same seed; belongs to one thread. Fast, and guessable: never for secrets. */
    static RandomSource seeded(long seed) {
        return new SeededRandomSource(seed);
    }
}
