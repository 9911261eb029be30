package dev.selvedge.webapi;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-CTR, whose counter is only the last bits of the block and begins again at zero after them (W3C WebCrypto, 27.4.1). */
final class CounterMode {
    private static final int BLOCK = 16;

    private CounterMode() {}

    /** See {@link Ciphers#run}. */
    static int run(Call call) throws GeneralSecurityException {
        byte[] counter = call.bytes(1);
        ByteBuffer in = call.buffer(2);
        int length = in.remaining();
        BigInteger values = BigInteger.ONE.shiftLeft(call.number());
        BigInteger blocks = BigInteger.valueOf((length + BLOCK - 1) / BLOCK);
        if (blocks.compareTo(values) > 0) {
            throw new HostException("OperationError", "Counter block values will repeat.");
        }
        BigInteger first = new BigInteger(1, counter);
        BigInteger untilZero = values.subtract(first.mod(values));
        int before = untilZero.compareTo(blocks) >= 0 ? length : untilZero.intValueExact() * BLOCK;
        SecretKeySpec key = new SecretKeySpec(call.bytes(0), "AES");
        xor(key, counter, Ciphers.part(in, 0, before), call.last());
        if (before < length) {
            BigInteger again = first.subtract(first.mod(values));
            ByteBuffer rest = Ciphers.part(call.last(), before, length - before);
            xor(key, block(again), Ciphers.part(in, before, length - before), rest);
        }
        return length;
    }

    private static void xor(SecretKeySpec key, byte[] counter, ByteBuffer in, ByteBuffer out)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
        cipher.doFinal(in, out);
    }

    private static byte[] block(BigInteger number) {
        return Unsigned.bytes(number, BLOCK);
    }
}
