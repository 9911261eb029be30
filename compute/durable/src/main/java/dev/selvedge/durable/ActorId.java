package dev.selvedge.durable;

import dev.selvedge.base.Hex;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Which object of a namespace: 32 bytes, of which the first names the {@link Jurisdiction}, 15 more tell objects apart, and 16
 * are proof that the id was made for its namespace. {@link ActorNamespace} makes and checks them; one that is {@linkplain #read
 * only read} may belong to any namespace or to none.
 */
public record ActorId(long high, long low, long proofHigh, long proofLow) implements Comparable<ActorId> {

    public static final int BYTES = 32;
    public static final int DIGITS = 64;

    /** The id behind 64 hexadecimal digits, unchecked, or null if that is not what the text is. Capitals are taken too. */
    public static @Nullable ActorId read(String text) {
        if (text.length() != DIGITS) {
            return null;
        }
        try {
            return of(ByteBuffer.wrap(Hex.decode(text)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static ActorId of(ByteBuffer bytes) {
        return new ActorId(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    public Jurisdiction jurisdiction() {
        Jurisdiction known = Jurisdiction.ofCode(code());
        return known == null ? Jurisdiction.NONE : known;
    }

    /** A number below {@code count} that is always the same for this id: which loop, lane or shard it belongs to. */
    public int shard(int count) {
        // The identity is the output of an HMAC or random, so its low bits are as even as any.
        return (int) Long.remainderUnsigned(low, count);
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        return Hex.encode(bytes());
    }

    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        put(bytes);
        return bytes.array();
    }

    void put(ByteBuffer target) {
        target.putLong(high).putLong(low).putLong(proofHigh).putLong(proofLow);
    }

    int code() {
        return (int) (high >>> 56);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(low);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ActorId id
                && id.low == low
                && id.high == high
                && id.proofHigh == proofHigh
                && id.proofLow == proofLow;
    }

    @Override
    public int compareTo(ActorId other) {
        int first = Long.compareUnsigned(high, other.high);
        int second = first != 0 ? first : Long.compareUnsigned(low, other.low);
        int third = second != 0 ? second : Long.compareUnsigned(proofHigh, other.proofHigh);
        return third != 0 ? third : Long.compareUnsigned(proofLow, other.proofLow);
    }

    @Override
    public String toString() {
        return hex();
    }
}
