package dev.selvedge.net;

import dev.selvedge.base.RandomSource;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes X.509 certificates (RFC 5280) with P-256 keys: one authority, and what it signs. */
final class Certificates {
    private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String SUBJECT_KEY = "2.5.29.14";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String AUTHORITY_KEY = "2.5.29.35";
    private static final String EXTENDED_USAGE = "2.5.29.37";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final Duration CLOCK_SLACK = Duration.ofDays(1);

    private Certificates() {}

    static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    static X509Certificate authority(String name, KeyPair key, Instant now, Duration life, RandomSource random)
            throws GeneralSecurityException {
        byte[] extensions = Der.sequence(
                extension(BASIC_CONSTRAINTS, true, Der.sequence(Der.bool(true))),
                // keyCertSign and cRLSign
                extension(KEY_USAGE, true, Der.bits(1, new byte[] {0x06})),
                extension(SUBJECT_KEY, false, Der.octets(keyId(key.getPublic()))));
        return signed(name, name, key.getPublic(), key.getPrivate(), extensions, now, life, random);
    }

    static X509Certificate leaf(
            X509Certificate issuer,
            PrivateKey issuerKey,
            PublicKey key,
            List<String> names,
            Instant now,
            Duration life,
            RandomSource random)
            throws GeneralSecurityException {
        byte[] issuerId = Der.value(0x80, keyId(issuer.getPublicKey()));
        byte[] extensions = Der.sequence(
                extension(BASIC_CONSTRAINTS, true, Der.sequence()),
                // digitalSignature
                extension(KEY_USAGE, true, Der.bits(7, new byte[] {(byte) 0x80})),
                extension(EXTENDED_USAGE, false, Der.sequence(Der.objectId(SERVER_AUTH))),
                extension(AUTHORITY_KEY, false, Der.sequence(issuerId)),
                extension(ALTERNATIVE_NAMES, false, alternatives(names)));
        String issuerName = issuer.getSubjectX500Principal().getName().replaceFirst("^CN=", "");
        return signed(names.getFirst(), issuerName, key, issuerKey, extensions, now, life, random);
    }

    private static byte[] alternatives(List<String> names) {
        List<byte[]> each = new ArrayList<>();
        for (String name : names) {
            boolean literal = name.contains(":") || name.matches("[0-9.]+");
            each.add(
                    literal
                            ? Der.value(0x87, InetAddress.ofLiteral(name).getAddress())
                            : Der.value(0x82, name.getBytes(StandardCharsets.US_ASCII)));
        }
        return Der.sequence(each.toArray(new byte[0][]));
    }

    private static byte[] extension(String id, boolean critical, byte[] content) {
        return critical
                ? Der.sequence(Der.objectId(id), Der.bool(true), Der.octets(content))
                : Der.sequence(Der.objectId(id), Der.octets(content));
    }

    private static byte[] keyId(PublicKey key) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
    }

    private static X509Certificate signed(
            String subject,
            String issuer,
            PublicKey key,
            PrivateKey issuerKey,
            byte[] extensions,
            Instant now,
            Duration life,
            RandomSource random)
            throws GeneralSecurityException {
        byte[] algorithm = Der.sequence(Der.objectId(ECDSA_SHA256));
        byte[] content = Der.sequence(
                Der.explicit(0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(1, random.bytes(16)).setBit(120)),
                algorithm,
                name(issuer),
                Der.sequence(Der.time(now.minus(CLOCK_SLACK)), Der.time(now.plus(life))),
                name(subject),
                key.getEncoded(),
                Der.explicit(3, extensions));
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(issuerKey);
        signer.update(content);
        byte[] whole = Der.sequence(content, algorithm, Der.bits(0, signer.sign()));
        return read(whole);
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.objectId(COMMON_NAME), Der.utf8(commonName))));
    }

    static X509Certificate read(byte[] encoded) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }
}
