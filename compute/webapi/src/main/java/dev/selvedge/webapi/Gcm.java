package dev.selvedge.webapi;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM, with the short tags that Java's providers refuse as well. */
final class Gcm {
    private static final int PIECE = 32_768;
    private static final int WHOLE_TAG = 16;
    private static final int LEAST_TAG_OF_JAVA = 12;

    private Gcm() {}

    /** See {@link Ciphers#run}. */
    static int run(boolean encrypt, Call call) throws GeneralSecurityException {
        int tag = call.number() / Byte.SIZE;
        int length = call.buffer(2).remaining();
        if (tag < LEAST_TAG_OF_JAVA) {
            return encrypt ? sealShortly(call, tag) : openShortly(call, tag);
        }
        try {
            Cipher cipher = cipher(encrypt, call, tag);
            return encrypt && length > PIECE
                    ? sealInPieces(cipher, call.buffer(2), call.last())
                    : cipher.doFinal(call.buffer(2), call.last());
        } catch (GeneralSecurityException e) {
            throw encrypt
                    ? new HostException("OperationError", "AES-GCM encryption failed.")
                    : Ciphers.undecipherable("AES-GCM", length - tag, length - tag);
        }
    }

    /** Providers copy what lies outside of Java's heap into arrays of its whole length; small ones stay in the processor's cache. */
    private static int sealInPieces(Cipher cipher, ByteBuffer in, ByteBuffer out) throws GeneralSecurityException {
        int before = out.position();
        byte[] plain = new byte[PIECE];
        byte[] sealed = new byte[PIECE + 2 * WHOLE_TAG];
        while (in.hasRemaining()) {
            int length = Math.min(in.remaining(), PIECE);
            in.get(plain, 0, length);
            out.put(sealed, 0, cipher.update(plain, 0, length, sealed, 0));
        }
        out.put(sealed, 0, cipher.doFinal(sealed, 0));
        return out.position() - before;
    }

    private static Cipher cipher(boolean encrypt, Call call, int tag) throws GeneralSecurityException {
        Cipher cipher = Providers.cipher("AES/GCM/NoPadding");
        cipher.init(
                encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                new SecretKeySpec(call.bytes(0), "AES"),
                new GCMParameterSpec(tag * Byte.SIZE, call.bytes(1)));
        if (call.buffer(3).hasRemaining()) {
            cipher.updateAAD(call.buffer(3));
        }
        return cipher;
    }

    private static byte[] sealed(Call call, byte[] plain) throws GeneralSecurityException {
        return cipher(true, call, WHOLE_TAG).doFinal(plain);
    }

    /** A short tag is the beginning of the whole one. */
    private static int sealShortly(Call call, int tag) throws GeneralSecurityException {
        byte[] sealed = sealed(call, call.bytes(2));
        int length = sealed.length - WHOLE_TAG + tag;
        call.last().put(sealed, 0, length);
        return length;
    }

    /** GCM encrypts by xor: sealing the ciphertext gives the plain text, and sealing that gives the tag to compare with. */
    private static int openShortly(Call call, int tag) throws GeneralSecurityException {
        byte[] in = call.bytes(2);
        int length = in.length - tag;
        byte[] plain = Arrays.copyOf(sealed(call, Arrays.copyOf(in, length)), length);
        byte[] expected = Arrays.copyOfRange(sealed(call, plain), length, length + tag);
        if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(in, length, in.length))) {
            throw Ciphers.undecipherable("AES-GCM", length, length);
        }
        ByteBuffer out = call.last();
        out.put(plain);
        return length;
    }
}
