package dev.selvedge.webapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Hashes, HMAC, and the keys that are derived with it. */
final class Digests {
    private static final int MOST_ITERATIONS = 100_000;
    private static final int MOST_BITS = 1 << 20;

    private Digests() {}

    /** Java's name of a hash, checked. */
    static String javaName(String hash) {
        return switch (hash) {
            case "SHA-1", "SHA-256", "SHA-384", "SHA-512", "MD5" -> hash;
            default ->
                throw new HostException(
                        "NotSupportedError", "Unrecognized or unimplemented digest algorithm requested.");
        };
    }

    /** As {@link #javaName}, the way it stands in names of combined algorithms: SHA256. */
    static String joined(String hash) {
        return javaName(hash).replace("-", "");
    }

    static byte[] digest(JsonNode params, byte[] data) throws GeneralSecurityException {
        return MessageDigest.getInstance(javaName(params.path("hash").asText())).digest(data);
    }

    static byte[] hmac(JsonNode params, byte[] key, byte[] data) throws GeneralSecurityException {
        return mac(params.path("hash").asText(), key).doFinal(data);
    }

    private static Mac mac(String hash, byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("Hmac" + joined(hash));
        // Java refuses an empty key; one zero byte is the same key, because HMAC pads with zeros.
        mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HMAC"));
        return mac;
    }

    static byte[] derive(JsonNode params, byte[]... data) throws GeneralSecurityException {
        int bits = params.path("bits").asInt();
        if (bits <= 0 || bits % 8 != 0 || bits > MOST_BITS) {
            throw new HostException("OperationError", "The length must be a positive multiple of 8.");
        }
        String hash = params.path("hash").asText();
        return switch (params.path("name").asText()) {
            case "PBKDF2" ->
                pbkdf2(mac(hash, data[0]), data[1], params.path("iterations").asInt(), bits / 8);
            case "HKDF" -> hkdf(hash, data[0], data[1], data[2], bits / 8);
            default -> throw new HostException("NotSupportedError", "Unrecognized key derivation algorithm requested.");
        };
    }

    private static byte[] pbkdf2(Mac mac, byte[] salt, int iterations, int length) throws GeneralSecurityException {
        if (iterations < 1) {
            throw new HostException("OperationError", "The number of iterations must be at least 1.");
        }
        if (iterations > MOST_ITERATIONS) {
            throw new HostException(
                    "NotSupportedError",
                    "Pbkdf2 failed: iteration counts above 100000 are not supported (requested " + iterations + ").");
        }
        ByteBuffer out = ByteBuffer.allocate(length + mac.getMacLength());
        for (int block = 1; out.position() < length; block++) {
            mac.update(salt);
            byte[] round = mac.doFinal(ByteBuffer.allocate(4).putInt(block).array());
            byte[] sum = round.clone();
            for (int i = 1; i < iterations; i++) {
                round = mac.doFinal(round);
                for (int k = 0; k < sum.length; k++) {
                    sum[k] ^= round[k];
                }
            }
            out.put(sum);
        }
        return Arrays.copyOf(out.array(), length);
    }

    private static byte[] hkdf(String hash, byte[] key, byte[] salt, byte[] info, int length)
            throws GeneralSecurityException {
        byte[] extracted = mac(hash, salt).doFinal(key);
        Mac mac = mac(hash, extracted);
        if (length > 255 * mac.getMacLength()) {
            throw new HostException("OperationError", "HKDF cannot derive that many bits.");
        }
        ByteBuffer out = ByteBuffer.allocate(length + mac.getMacLength());
        byte[] previous = {};
        for (int block = 1; out.position() < length; block++) {
            mac.update(previous);
            mac.update(info);
            previous = mac.doFinal(new byte[] {(byte) block});
            out.put(previous);
        }
        return Arrays.copyOf(out.array(), length);
    }
}
