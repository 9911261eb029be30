package dev.selvedge.webapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Base64;
import javax.crypto.KeyAgreement;

/** Fresh key pairs, and what two of them agree on. */
final class KeyPairs {
    private static final int MOST_MODULUS_BITS = 4096;

    private KeyPairs() {}

    /** {"private": PKCS #8, "public": SubjectPublicKeyInfo}, both in base 64. */
    static String generate(JsonNode params) throws GeneralSecurityException {
        KeyPair pair = generator(params).generateKeyPair();
        return JsonNodeFactory.instance
                .objectNode()
                .put(
                        "private",
                        Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()))
                .put(
                        "public",
                        Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()))
                .toString();
    }

    private static KeyPairGenerator generator(JsonNode params) throws GeneralSecurityException {
        String type = params.path("type").asText();
        KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
        if (type.equals("RSA")) {
            int bits = params.path("modulusLength").asInt();
            if (bits < 256 || bits > MOST_MODULUS_BITS || bits % 8 != 0) {
                throw new HostException(
                        "OperationError",
                        "The modulus length must be a multiple of 8 between 256 and " + MOST_MODULUS_BITS + ".");
            }
            BigInteger exponent = new BigInteger(params.path("publicExponent").asText("10001"), 16);
            generator.initialize(new RSAKeyGenParameterSpec(bits, exponent));
        } else if (type.equals("EC")) {
            generator.initialize(
                    new ECGenParameterSpec(Curve.javaName(params.path("curve").asText())));
        }
        return generator;
    }

    /** The shared secret of a private and somebody else's public key. */
    static byte[] agree(JsonNode params, byte[] pkcs8, byte[] spki) throws GeneralSecurityException {
        boolean ecdh = params.path("name").asText().equals("ECDH");
        KeyAgreement agreement = KeyAgreement.getInstance(ecdh ? "ECDH" : "X25519");
        agreement.init(KeyFormats.privateKey(ecdh ? "EC" : "X25519", pkcs8));
        agreement.doPhase(KeyFormats.publicKey(ecdh ? "EC" : "X25519", spki), true);
        return agreement.generateSecret();
    }
}
