package dev.selvedge.webapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** AES and RSA-OAEP. */
final class Ciphers {
    private Ciphers() {}

    /** Data: key, iv, data, additional data (GCM only). */
    static byte[] aes(boolean encrypt, JsonNode params, byte[]... data) throws GeneralSecurityException {
        String mode = params.path("mode").asText();
        Cipher cipher = Cipher.getInstance(
                switch (mode) {
                    case "GCM" -> "AES/GCM/NoPadding";
                    case "CBC" -> "AES/CBC/PKCS5Padding";
                    case "CTR" -> "AES/CTR/NoPadding";
                    case "KW" -> "AES/KW/NoPadding";
                    default -> throw new HostException("NotSupportedError", "Unrecognized AES mode " + mode);
                });
        int direction = encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        SecretKeySpec key = new SecretKeySpec(data[0], "AES");
        try {
            if (mode.equals("KW")) {
                cipher.init(direction, key);
            } else {
                cipher.init(direction, key, spec(mode, params, data[1]));
            }
            if (mode.equals("GCM") && data.length > 3) {
                cipher.updateAAD(data[3]);
            }
            return cipher.doFinal(data[2]);
        } catch (AEADBadTagException e) {
            throw new HostException(
                    "OperationError",
                    "Decryption failed. This could be due to a ciphertext authentication failure, "
                            + "bad padding, incorrect CryptoKey, or another algorithm-specific reason.");
        } catch (BadPaddingException e) {
            throw new HostException("OperationError", "Decryption failed.");
        }
    }

    private static AlgorithmParameterSpec spec(String mode, JsonNode params, byte[] iv) {
        return mode.equals("GCM")
                ? new GCMParameterSpec(params.path("tagLength").asInt(128), iv)
                : new IvParameterSpec(iv);
    }

    /** Data: key (spki to encrypt, pkcs8 to decrypt), data, label. */
    static byte[] rsa(boolean encrypt, JsonNode params, byte[]... data) throws GeneralSecurityException {
        String hash = Digests.javaName(params.path("hash").asText());
        Key key = encrypt ? KeyFormats.publicKey("RSA", data[0]) : KeyFormats.privateKey("RSA", data[0]);
        PSource label = new PSource.PSpecified(data.length > 2 ? data[2] : new byte[0]);
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(
                encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                key,
                new OAEPParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), label));
        return cipher.doFinal(data[1]);
    }
}
