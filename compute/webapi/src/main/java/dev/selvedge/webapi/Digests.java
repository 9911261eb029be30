package dev.selvedge.webapi;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Hashes and HMAC, straight from the isolate's memory. */
final class Digests {
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
        return switch (javaName(hash)) {
            case "SHA-1" -> "SHA1";
            case "SHA-256" -> "SHA256";
            case "SHA-384" -> "SHA384";
            case "SHA-512" -> "SHA512";
            default -> "MD5";
        };
    }

    /** Data: what is hashed. */
    static byte[] digest(Call call) throws GeneralSecurityException {
        MessageDigest digest = Providers.digest(javaName(call.detail()));
        digest.update(call.buffer(0));
        return digest.digest();
    }

    /** Data: key, what is signed. */
    static byte[] hmac(Call call) throws GeneralSecurityException {
        Mac mac = Providers.mac("Hmac" + joined(call.detail()));
        init(mac, call.bytes(0));
        mac.update(call.buffer(1));
        return mac.doFinal();
    }

    /** Data: key, what is signed, the signature. */
    static boolean verify(Call call) throws GeneralSecurityException {
        return MessageDigest.isEqual(hmac(call), call.bytes(2));
    }

    /** The JDK's, for many short rounds: crossing into native code costs more than one. */
    static Mac mac(String hash, byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("Hmac" + joined(hash));
        init(mac, key);
        return mac;
    }

    private static void init(Mac mac, byte[] key) throws GeneralSecurityException {
        // Java refuses an empty key; one zero byte is the same key, because HMAC pads with zeros.
        mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HMAC"));
    }

    /** Compares in a time that does not depend on where two buffers of the same length differ. */
    static boolean equal(ByteBuffer one, ByteBuffer two) {
        int difference = 0;
        while (one.remaining() >= Long.BYTES) {
            long both = one.getLong() ^ two.getLong();
            difference |= (int) both | (int) (both >>> 32);
        }
        while (one.hasRemaining()) {
            difference |= one.get() ^ two.get();
        }
        return difference == 0;
    }
}
