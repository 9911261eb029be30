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
            return cipher(encrypt, call, tag).doFinal(call.buffer(2), call.buffer(3));
        } catch (GeneralSecurityException e) {
            throw encrypt
                    ? new HostException("OperationError", "AES-GCM encryption failed.")
                    : Ciphers.undecipherable("AES-GCM", length - tag, length - tag);
        }
    }

    private static Cipher cipher(boolean encrypt, Call call, int tag) throws GeneralSecurityException {
        Cipher cipher = Providers.cipher("AES/GCM/NoPadding");
        cipher.init(
                encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                new SecretKeySpec(call.bytes(0), "AES"),
                new GCMParameterSpec(tag * Byte.SIZE, call.bytes(1)));
        if (call.buffer(4).hasRemaining()) {
            cipher.updateAAD(call.buffer(4));
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
        call.buffer(3).put(sealed, 0, length);
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
        ByteBuffer out = call.buffer(3);
        out.put(plain);
        return length;
    }
}
