package dev.selvedge.webapi;

import dev.selvedge.base.RandomSource;
import dev.selvedge.fuzz.Target;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.List;

/** Keys that a Worker imports: read, or refused in WebCrypto's words; and what was read once is read again. */
public final class KeyTarget implements Target {
    private static final List<String> ALGORITHMS = List.of("RSA-PSS", "ECDSA", "Ed25519", "X25519");
    private static final List<String> CURVES = List.of("P-256", "P-384", "P-521");
    private static final int FORMATS = 4;

    private final HostCrypto crypto = new HostCrypto(RandomSource.secure(), () -> false);
    private int keys;

    @Override
    public void attack(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int choice = input[0] & 0xff;
        String algorithm = ALGORITHMS.get(choice % ALGORITHMS.size());
        String curve = CURVES.get(choice / 4 % CURVES.size());
        int format = choice / 16 % FORMATS;
        ByteBuffer key = ByteBuffer.wrap(Arrays.copyOfRange(input, 1, input.length));
        try {
            Object read = crypto.call("read", algorithm, curve, format, ++keys, List.of(key));
            Target.check(read instanceof byte[] told && told.length > 5, "a key that was read is told of");
        } catch (HostException refused) {
            Target.check(refused.getMessage() != null, "a refusal says why");
        }
    }

    @Override
    public List<byte[]> seeds() {
        try {
            return List.of(
                    seed(0, "RSA", false), seed(16, "RSA", true),
                    seed(1, "EC", false), seed(17, "EC", true),
                    seed(2, "Ed25519", false), seed(18, "Ed25519", true),
                    seed(3, "X25519", false), seed(19, "X25519", true));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] seed(int choice, String algorithm, boolean secret) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("RSA")) {
            generator.initialize(1024);
        } else if (algorithm.equals("EC")) {
            generator.initialize(256);
        }
        var pair = generator.generateKeyPair();
        byte[] key = (secret ? pair.getPrivate() : pair.getPublic()).getEncoded();
        return ByteBuffer.allocate(key.length + 1).put((byte) choice).put(key).array();
    }
}
