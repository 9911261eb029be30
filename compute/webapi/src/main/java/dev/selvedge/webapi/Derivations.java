package dev.selvedge.webapi;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;

/** Keys made of passwords (RFC 8018) and of other keys (RFC 5869). */
final class Derivations {
    private static final int MOST_ITERATIONS = 100_000;
    private static final int MOST_BLOCKS = 255;

    /** Rounds between two looks at the clock: a fraction of a millisecond. */
    private static final int ROUNDS_AT_A_TIME = 512;

    private Derivations() {}

    /** Number: iterations. Data: password, salt, room for the result. */
    static boolean pbkdf2(Call call, Patience patience) throws GeneralSecurityException {
        int iterations = call.number();
        if (iterations > MOST_ITERATIONS) {
            throw new HostException(
                    "NotSupportedError",
                    "Pbkdf2 failed: iteration counts above " + MOST_ITERATIONS + " are not supported (requested "
                            + iterations + ").");
        }
        Mac mac = Digests.mac(call.detail(), call.bytes(0));
        ByteBuffer out = call.last();
        if (out.remaining() > MOST_BLOCKS * mac.getMacLength()) {
            throw new HostException(
                    "OperationError", "Pbkdf2 failed: derived key length exceeds maximum for this hash");
        }
        for (int block = 1; out.hasRemaining(); block++) {
            mac.update(call.buffer(1));
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, block));
            byte[] sum = rounds(mac, iterations, patience);
            out.put(sum, 0, Math.min(sum.length, out.remaining()));
        }
        return true;
    }

    private static byte[] rounds(Mac mac, int iterations, Patience patience) throws ShortBufferException {
        byte[] round = mac.doFinal();
        byte[] sum = round.clone();
        for (int i = 1; i < iterations; i++) {
            mac.update(round);
            mac.doFinal(round, 0);
            for (int k = 0; k < sum.length; k++) {
                sum[k] ^= round[k];
            }
            if (i % ROUNDS_AT_A_TIME == 0) {
                patience.check();
            }
        }
        return sum;
    }

    /** Data: key, salt, info, room for the result. */
    static boolean hkdf(Call call) throws GeneralSecurityException {
        byte[] extracted = Digests.mac(call.detail(), call.bytes(1)).doFinal(call.bytes(0));
        Mac mac = Digests.mac(call.detail(), extracted);
        Arrays.fill(extracted, (byte) 0);
        ByteBuffer out = call.last();
        if (out.remaining() > MOST_BLOCKS * mac.getMacLength()) {
            throw new HostException("OperationError", "HKDF deriveBits failed.");
        }
        byte[] previous = {};
        for (int block = 1; out.hasRemaining(); block++) {
            mac.update(previous);
            mac.update(call.buffer(2));
            mac.update((byte) block);
            previous = mac.doFinal();
            out.put(previous, 0, Math.min(previous.length, out.remaining()));
        }
        return true;
    }
}
