package dev.selvedge.webapi;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Signature;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Who does the work. The JDK's own providers can do all of it, and when they are warm they hash as fast as anybody; curves and RSA are
 * three to ten times faster in native code, and none of it has to be warm. It is used wherever it loads.
 */
final class Providers {
    private static final @Nullable Provider FAST = fast();

    private Providers() {}

    private static @Nullable Provider fast() {
        AmazonCorrettoCryptoProvider provider = CryptoLibrary.provider();
        return provider.getLoadingError() == null ? provider : null;
    }

    private static @Nullable Provider fastFor(String type, String name) {
        return FAST != null && FAST.getService(type, name) != null ? FAST : null;
    }

    static MessageDigest digest(String name) throws GeneralSecurityException {
        Provider fast = fastFor("MessageDigest", name);
        return fast == null ? MessageDigest.getInstance(name) : MessageDigest.getInstance(name, fast);
    }

    static Mac mac(String name) throws GeneralSecurityException {
        Provider fast = fastFor("Mac", name);
        return fast == null ? Mac.getInstance(name) : Mac.getInstance(name, fast);
    }

    static Signature signature(String name) throws GeneralSecurityException {
        Provider fast = fastFor("Signature", name);
        return fast == null ? Signature.getInstance(name) : Signature.getInstance(name, fast);
    }

    static KeyFactory keyFactory(String name) throws GeneralSecurityException {
        Provider fast = fastFor("KeyFactory", name);
        return fast == null ? KeyFactory.getInstance(name) : KeyFactory.getInstance(name, fast);
    }

    static KeyPairGenerator keyPairGenerator(String name) throws GeneralSecurityException {
        Provider fast = fastFor("KeyPairGenerator", name);
        return fast == null ? KeyPairGenerator.getInstance(name) : KeyPairGenerator.getInstance(name, fast);
    }

    static KeyAgreement keyAgreement(String name) throws GeneralSecurityException {
        Provider fast = fastFor("KeyAgreement", name);
        return fast == null ? KeyAgreement.getInstance(name) : KeyAgreement.getInstance(name, fast);
    }

    static Cipher cipher(String name) throws GeneralSecurityException {
        Provider fast = fastFor("Cipher", name);
        return fast == null ? Cipher.getInstance(name) : Cipher.getInstance(name, fast);
    }
}
