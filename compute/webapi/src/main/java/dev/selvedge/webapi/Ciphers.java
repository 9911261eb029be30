package dev.selvedge.webapi;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** AES and RSA-OAEP. AES writes into the isolate's memory, so that nothing is copied. */
final class Ciphers {
    private static final int BLOCK = 16;

    private Ciphers() {}

    /**
     * AES: returns how many bytes there are of the result.
     *
     * <p>Data: key, initialization vector or counter, what is read, room for the result, additional data (GCM). Number: bits of the
     * tag (GCM) or of the counter (CTR).
     */
    static Integer run(boolean encrypt, Call call) throws GeneralSecurityException {
        return switch (call.algorithm()) {
            case "AES-GCM" -> Gcm.run(encrypt, call);
            case "AES-CTR" -> CounterMode.run(call);
            case "AES-CBC" -> cbc(encrypt, call);
            default -> throw new HostException("NotSupportedError", "Unrecognized AES mode.");
        };
    }

    private static int cbc(boolean encrypt, Call call) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(
                encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                new SecretKeySpec(call.bytes(0), "AES"),
                new IvParameterSpec(call.bytes(1)));
        int length = call.buffer(2).remaining();
        if (!encrypt && (length == 0 || length % BLOCK != 0)) {
            throw undecipherable("AES-CBC", length, length - length % BLOCK);
        }
        try {
            return cipher.doFinal(call.buffer(2), call.buffer(3));
        } catch (GeneralSecurityException e) {
            throw undecipherable("AES-CBC", length, length - BLOCK);
        }
    }

    static HostException undecipherable(String algorithm, int input, int output) {
        return new HostException(
                "OperationError",
                "Decryption failed. This could be due to a ciphertext authentication failure, bad padding, incorrect "
                        + "CryptoKey, or another algorithm-specific reason. Input length was " + input
                        + ", output length expected to be " + output + " for " + algorithm);
    }

    /** Data: key (spki to encrypt, pkcs8 to decrypt), data, label. */
    static byte[] rsa(boolean encrypt, Call call, KeyCache keys) throws GeneralSecurityException {
        String hash = Digests.javaName(call.detail());
        Key key = encrypt ? keys.publicKey(KeyKind.RSA, call) : keys.privateKey(KeyKind.RSA, call);
        PSource label = new PSource.PSpecified(call.bytes(2));
        try {
            Cipher cipher = Providers.cipher("RSA/ECB/OAEPPadding");
            cipher.init(
                    encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                    key,
                    new OAEPParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), label));
            return cipher.doFinal(call.bytes(1));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new HostException("OperationError", "RSA-OAEP failed encrypt/decrypt.");
        }
    }

    static ByteBuffer part(ByteBuffer buffer, int from, int length) {
        return buffer.slice(buffer.position() + from, length);
    }
}
