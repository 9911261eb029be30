package dev.selvedge.webapi;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** Ed25519 and X25519 keys (RFC 8410): 32 bytes behind a prefix that is always the same. */
final class OctetKeys {
    static final int BYTES = 32;

    private OctetKeys() {}

    /** SubjectPublicKeyInfo of the raw key. */
    static byte[] spki(KeyKind kind, byte[] raw) {
        return joined("302a300506032b65" + oid(kind) + "032100", raw);
    }

    /** PKCS #8 of the raw key. */
    static byte[] pkcs8(KeyKind kind, byte[] seed) {
        return joined("302e020100300506032b65" + oid(kind) + "04220420", seed);
    }

    /** The raw key, of either form. */
    static byte[] raw(byte[] der) {
        return Arrays.copyOfRange(der, der.length - BYTES, der.length);
    }

    private static String oid(KeyKind kind) {
        return kind == KeyKind.ED25519 ? "70" : "6e";
    }

    private static byte[] joined(String prefix, byte[] raw) {
        byte[] head = HexFormat.of().parseHex(prefix);
        byte[] all = Arrays.copyOf(head, head.length + BYTES);
        System.arraycopy(raw, 0, all, head.length, BYTES);
        return all;
    }

    /** The raw public key that belongs to a private one, for which Java has no call of its own. */
    static byte[] publicOf(KeyKind kind, byte[] seed) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.javaName(), jdk(kind));
        generator.initialize(255, new Fixed(seed));
        return raw(generator.generateKeyPair().getPublic().getEncoded());
    }

    /** Only the JDK's generators are known to take the random bytes as they come. */
    private static String jdk(KeyKind kind) throws GeneralSecurityException {
        return KeyPairGenerator.getInstance(kind.javaName()).getProvider().getName();
    }

    /** "Random" bytes that are the seed: the generator then makes the pair that the seed stands for. */
    private static final class Fixed extends SecureRandom {
        private final byte[] seed;

        Fixed(byte[] seed) {
            super(null, null);
            this.seed = Arrays.copyOf(seed, seed.length);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
