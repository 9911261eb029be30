package dev.selvedge.observe;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands out ray ids: 64 bits that look random, one per request, cheap enough for the hot path (one atomic add and a
 * mix). The text form is 16 hexadecimal digits, a dash and the code of the place, as the platform prints it.
 */
public final class RayIds {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    /** Digits of a ray id without its place. */
    public static final int HEX_LENGTH = 16;

    private final AtomicLong state;
    private final String place;

    /**
     * @param place code of the place, for instance {@code SDV}
     * @param seed  start of the sequence; two nodes need different ones
     */
    public RayIds(String place, long seed) {
        this.place = place;
        this.state = new AtomicLong(seed);
    }

    public String place() {
        return place;
    }

    /** The next id; never repeats within 2^64 calls. */
    public long next() {
        long z = state.addAndGet(GOLDEN);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Writes the 16 digits of {@code ray} into {@code into} at {@code at}. */
    public static void write(long ray, byte[] into, int at) {
        for (int i = 0; i < HEX_LENGTH; i++) {
            into[at + i] = HEX[(int) (ray >>> (60 - 4 * i)) & 15];
        }
    }

    /** The 16 digits alone. */
    @SuppressWarnings("deprecation") // the byte-to-char constructor is the cheapest way to a latin1 string
    public static String hex(long ray) {
        byte[] digits = new byte[HEX_LENGTH];
        write(ray, digits, 0);
        return new String(digits, 0);
    }

    /** Digits, dash, place: what `cf-ray` carries. */
    public String text(long ray) {
        return hex(ray) + "-" + place;
    }
}
