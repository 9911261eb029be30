package dev.selvedge.webapi;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;

/** Finds the public half of an Ed25519 or X25519 key, for which Java has no call of its own. */
final class OctetKeys {
    private OctetKeys() {}

    /** The encoded public key that belongs to a private one. */
    static byte[] publicOf(String type, byte[] seed) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
        generator.initialize(255, new Fixed(seed));
        return generator.generateKeyPair().getPublic().getEncoded();
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
