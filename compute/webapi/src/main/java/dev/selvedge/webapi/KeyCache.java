package dev.selvedge.webapi;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** The keys that one isolate used last, parsed. Small: parsing again is dear, but not wrong. */
final class KeyCache {
    private static final int MOST = 32;

    private final Map<Integer, Key> keys = new LinkedHashMap<>(8, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Key> eldest) {
            return size() > MOST;
        }
    };

    /** The call's key, whose SubjectPublicKeyInfo is the call's first buffer. */
    PublicKey publicKey(KeyKind kind, Call call) throws GeneralSecurityException {
        if (keys.get(call.key()) instanceof PublicKey key) {
            return key;
        }
        PublicKey key = publicKey(kind, call.bytes(0));
        put(call.key(), key);
        return key;
    }

    /** The call's key, whose PKCS #8 form is the call's first buffer. */
    PrivateKey privateKey(KeyKind kind, Call call) throws GeneralSecurityException {
        if (keys.get(call.key()) instanceof PrivateKey key) {
            return key;
        }
        PrivateKey key = privateKey(kind, call.bytes(0));
        put(call.key(), key);
        return key;
    }

    void put(int number, Key key) {
        if (number != 0) {
            keys.put(number, key);
        }
    }

    static PublicKey publicKey(KeyKind kind, byte[] spki) throws GeneralSecurityException {
        return Providers.keyFactory(kind.javaName()).generatePublic(new X509EncodedKeySpec(spki));
    }

    static PrivateKey privateKey(KeyKind kind, byte[] pkcs8) throws GeneralSecurityException {
        return Providers.keyFactory(kind.javaName()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }
}
