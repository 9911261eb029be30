package dev.selvedge.webapi;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** AES and RSA-OAEP. AES writes into the isolate's memory, so that nothing is copied. */
final class Ciphers {
    private static final int BLOCK = 16;
    private static final String OAEP = "RSA/ECB/OAEPPadding";

    private Ciphers() {}

    /**
     * AES: returns how many bytes there are of the result.
     *
     * <p>Data: key, initialization vector or counter, what is read, additional data (GCM), room for the result. Number: bits of the
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
            return cipher.doFinal(call.buffer(2), call.last());
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
        int size = modulusBytes(key);
        if (encrypt ? size < 2 * MessageDigest.getInstance(hash).getDigestLength() + 2 : call.bytes(1).length != size) {
            String why = encrypt ? "RSA key size is too small.." : "Invalid RSA signature..";
            throw new HostException("OperationError", "RSA-OAEP failed encrypt/decrypt: " + why);
        }
        PSource label = new PSource.PSpecified(call.bytes(2));
        // The native provider knows neither labels nor MD5.
        boolean plain = !call.buffer(2).hasRemaining() && !hash.equals("MD5");
        try {
            Cipher cipher = plain ? Providers.cipher(OAEP) : Cipher.getInstance(OAEP);
            cipher.init(
                    encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                    key,
                    new OAEPParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), label));
            return cipher.doFinal(call.bytes(1));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new HostException("OperationError", "RSA-OAEP failed encrypt/decrypt.");
        }
    }

    private static int modulusBytes(Key key) {
        return key instanceof RSAKey rsa ? (rsa.getModulus().bitLength() + 7) / 8 : 0;
    }

    /** The private operation on a number that somebody else has padded (and blinded). Data: key, the number. */
    static byte[] rawRsa(Call call, KeyCache keys) throws GeneralSecurityException {
        PrivateKey key = keys.privateKey(KeyKind.RSA, call);
        byte[] data = call.bytes(1);
        int size = modulusBytes(key);
        if (data.length > size) {
            throw new HostException(
                    "DataError",
                    "Blind Signing requires presigned data (" + data.length + " bytes) to be smaller than the key ("
                            + size + " bytes).");
        }
        if (data.length < size) {
            throw new HostException("OperationError", "Invalid RSA signature.");
        }
        if (key instanceof RSAKey rsa && new BigInteger(1, data).compareTo(rsa.getModulus()) >= 0) {
            throw new HostException(
                    "DataError",
                    "Blind Signing requires presigned data value to be strictly smaller than RSA keymodulus, consider using a "
                            + "larger key size.");
        }
        Cipher cipher = Providers.cipher("RSA/ECB/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key);
        return cipher.doFinal(data);
    }

    static ByteBuffer part(ByteBuffer buffer, int from, int length) {
        return buffer.slice(buffer.position() + from, length);
    }
}
