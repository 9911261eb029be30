package dev.selvedge.net;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate authority of this node alone, for TLS on names that no public authority signs ({@code *.localhost}). Its key
 * stays in the data directory ({@code ca.key}, mode 0600); whoever wants green locks imports {@code ca.pem}.
 */
public final class LocalAuthority {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    /** Apple's limit for certificates that people trust by hand is 825 days. */
    private static final Duration LEAF_LIFE = Duration.ofDays(397);

    private static final char[] NO_PASSWORD = {};

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final Clock clock;
    private final RandomSource random;

    private LocalAuthority(X509Certificate certificate, PrivateKey key, Clock clock, RandomSource random) {
        this.certificate = certificate;
        this.key = key;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Reads the authority in this directory, or makes one.
     *
     * @throws IOException if files that are there cannot be read or understood
     */
    public static LocalAuthority in(Path directory, Clock clock, RandomSource random) throws IOException {
        Path keyFile = directory.resolve("ca.key");
        Path certificateFile = directory.resolve("ca.pem");
        try {
            if (!Files.exists(keyFile) || !Files.exists(certificateFile)) {
                Files.createDirectories(directory);
                KeyPair pair = Certificates.newKey();
                X509Certificate made =
                        Certificates.authority("Selvedge local CA", pair, clock.now(), AUTHORITY_LIFE, random);
                Pem.write(keyFile, Pem.text("PRIVATE KEY", pair.getPrivate().getEncoded()), true);
                Pem.write(certificateFile, Pem.text("CERTIFICATE", made.getEncoded()), false);
            }
            byte[] encoded = Pem.read(keyFile, "PRIVATE KEY").getFirst();
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            byte[] found = Pem.read(certificateFile, "CERTIFICATE").getFirst();
            return new LocalAuthority(Certificates.read(found), key, clock, random);
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate authority in " + directory + " cannot be used", e);
        }
    }

    /** The authority's certificate, for clients that shall trust it. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** A key, in memory only, with the chain that vouches for it: its certificate first, the authority last. */
    public record Identity(PrivateKey key, List<X509Certificate> chain) {}

    /**
     * A fresh key with a certificate for these names, for servers that choose among several.
     *
     * @param names host names, also with a leading {@code *.}, and address literals; the first one is the subject
     */
    public Identity issue(List<String> names) throws GeneralSecurityException {
        KeyPair pair = Certificates.newKey();
        X509Certificate leaf =
                Certificates.leaf(certificate, key, pair.getPublic(), names, clock.now(), LEAF_LIFE, random);
        return new Identity(pair.getPrivate(), List.of(leaf, certificate));
    }

    /** The identity of a server that has these names and no others; see {@link #issue}. */
    public SSLContext identity(List<String> names) throws GeneralSecurityException {
        Identity issued = issue(names);
        return identity(issued.key(), issued.chain().toArray(X509Certificate[]::new));
    }

    /** A client's trust: this authority and nobody else. */
    public SSLContext trust() throws GeneralSecurityException {
        return Trust.only(List.of(certificate));
    }

    /**
     * A server's identity from files that somebody else made.
     *
     * @param chain PEM: the server's certificate first
     * @param keyFile PEM: its unencrypted PKCS#8 key, EC or RSA
     */
    public static SSLContext identity(Path chain, Path keyFile) throws IOException, GeneralSecurityException {
        List<byte[]> encoded = Pem.read(chain, "CERTIFICATE");
        X509Certificate[] certificates = new X509Certificate[encoded.size()];
        for (int i = 0; i < certificates.length; i++) {
            certificates[i] = Certificates.read(encoded.get(i));
        }
        byte[] keyBytes = Pem.read(keyFile, "PRIVATE KEY").getFirst();
        String kind = certificates[0].getPublicKey().getAlgorithm();
        PrivateKey key = KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(keyBytes));
        return identity(key, certificates);
    }

    private static SSLContext identity(PrivateKey key, X509Certificate... chain) throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, NO_PASSWORD, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new GeneralSecurityException("an empty key store cannot be made", e);
        }
    }
}
