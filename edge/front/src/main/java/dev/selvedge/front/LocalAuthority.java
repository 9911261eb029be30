package dev.selvedge.front;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.Clock;
import dev.selvedge.base.DurableFiles;
import dev.selvedge.base.RandomSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate authority for one node, so that Workers can be tried over TLS on names that no public authority would sign.
 * Whoever trusts {@code ca.pem} trusts the node's owner for every name: the key stays in a file that only the owner reads.
 */
public final class LocalAuthority {

    private static final byte[] ECDSA_SHA256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    /** Browsers refuse leaves that live longer than 398 days. */
    private static final Duration LEAF_LIFE = Duration.ofDays(397);

    /** A key with the chain that vouches for it, the authority last. */
    record Identity(PrivateKey key, List<X509Certificate> chain, Instant until) {}

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final Clock clock;
    private final RandomSource random;

    private LocalAuthority(PrivateKey key, X509Certificate certificate, Clock clock, RandomSource random) {
        this.key = key;
        this.certificate = certificate;
        this.clock = clock;
        this.random = random;
    }

    /** Reads the authority in the folder, or makes one there: {@code ca.pem} to trust, {@code ca.key} to keep. */
    public static LocalAuthority open(Path folder, Clock clock, RandomSource random) throws IOException {
        Path keyFile = folder.resolve("ca.key");
        Path certificateFile = folder.resolve("ca.pem");
        try {
            if (!Files.exists(certificateFile) || !Files.exists(keyFile)) {
                DurableFiles.createFolders(folder);
                KeyPair pair = newPair();
                String name = "Selvedge local authority " + random.hex(3);
                byte[] made = new Issue(name, name, pair.getPublic(), pair, clock, random).authority();
                DurableFiles.write(keyFile, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
                DurableFiles.write(certificateFile, pem("CERTIFICATE", made));
            }
            PrivateKey key = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(unpem(Files.readString(keyFile))));
            return new LocalAuthority(key, parse(unpem(Files.readString(certificateFile))), clock, random);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("The local authority in " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** Signs a new key for these DNS names; the first is the one that people are shown. */
    Identity issue(List<String> names) throws GeneralSecurityException {
        KeyPair pair = newPair();
        String issuer = commonName(certificate.getSubjectX500Principal());
        KeyPair signer = new KeyPair(certificate.getPublicKey(), key);
        byte[] leaf = new Issue(issuer, names.getFirst(), pair.getPublic(), signer, clock, random).leaf(names);
        Instant until = clock.now().plus(LEAF_LIFE);
        return new Identity(pair.getPrivate(), List.of(parse(leaf), certificate), until);
    }

    private static String commonName(X500Principal principal) {
        return principal.getName().replaceFirst("^CN=", "");
    }

    private static KeyPair newPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate parse(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static byte[] pem(String label, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Bytes.latin1("-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n");
    }

    private static byte[] unpem(String text) {
        return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
    }

    /** One certificate in the making (RFC 5280). */
    private record Issue(
            String issuer, String subject, PublicKey subjectKey, KeyPair signer, Clock clock, RandomSource random) {

        byte[] authority() throws GeneralSecurityException {
            byte[] constraints = extension(Der.oid(2, 5, 29, 19), true, Der.sequence(Der.bool(true)));
            byte[] usage = extension(Der.oid(2, 5, 29, 15), true, Der.bits(new byte[] {0x06}, 1));
            return sign(AUTHORITY_LIFE, Der.sequence(constraints, usage, subjectKeyId()));
        }

        byte[] leaf(List<String> names) throws GeneralSecurityException {
            byte[][] alternatives = names.stream()
                    .map(name -> Der.tagged(2, false, Bytes.latin1(name)))
                    .toArray(byte[][]::new);
            byte[] serverAuth = Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 1);
            return sign(
                    LEAF_LIFE,
                    Der.sequence(
                            extension(Der.oid(2, 5, 29, 17), false, Der.sequence(alternatives)),
                            extension(Der.oid(2, 5, 29, 15), true, Der.bits(new byte[] {(byte) 0x80}, 7)),
                            extension(Der.oid(2, 5, 29, 37), false, Der.sequence(serverAuth)),
                            subjectKeyId(),
                            authorityKeyId()));
        }

        private byte[] sign(Duration life, byte[] extensions) throws GeneralSecurityException {
            // An hour back, because clocks of other machines may be behind.
            Instant from = clock.now().minus(Duration.ofHours(1));
            byte[] body = Der.sequence(
                    Der.tagged(0, true, Der.integer(BigInteger.TWO)),
                    Der.integer(new BigInteger(1, random.bytes(15)).setBit(118)),
                    ECDSA_SHA256,
                    name(issuer),
                    Der.sequence(Der.time(from), Der.time(clock.now().plus(life))),
                    name(subject),
                    subjectKey.getEncoded(),
                    Der.tagged(3, true, extensions));
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(signer.getPrivate());
            signature.update(body);
            return Der.sequence(body, ECDSA_SHA256, Der.bits(signature.sign(), 0));
        }

        private byte[] subjectKeyId() throws GeneralSecurityException {
            return extension(Der.oid(2, 5, 29, 14), false, Der.octets(keyId(subjectKey)));
        }

        private byte[] authorityKeyId() throws GeneralSecurityException {
            return extension(
                    Der.oid(2, 5, 29, 35), false, Der.sequence(Der.tagged(0, false, keyId(signer.getPublic()))));
        }

        private static byte[] keyId(PublicKey key) throws GeneralSecurityException {
            return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
        }

        private static byte[] extension(byte[] oid, boolean critical, byte[] value) {
            return critical
                    ? Der.sequence(oid, Der.bool(true), Der.octets(value))
                    : Der.sequence(oid, Der.octets(value));
        }

        private static byte[] name(String commonName) {
            return Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.utf8(commonName))));
        }
    }
}
