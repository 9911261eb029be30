package dev.selvedge.webapi;

import dev.selvedge.base.RandomSource;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import javax.crypto.KeyAgreement;

/** Fresh key pairs, and what two of them agree on. */
final class KeyPairs {
    private KeyPairs() {}

    /**
     * Detail: the curve. Number: bits of the modulus. Data: the public exponent.
     *
     * @return length of the public key's bytes (4 bytes), these, and the private key's
     */
    static byte[] generate(Call call, RandomSource random, Patience patience) throws GeneralSecurityException {
        KeyKind kind = KeyKind.of(call.algorithm());
        return switch (kind) {
            case RSA -> {
                KeyPair pair = RsaPairs.generate(call, random, patience);
                yield both(pair.getPublic().getEncoded(), pair.getPrivate().getEncoded());
            }
            case EC -> elliptic(Curve.named(call.detail()));
            case ED25519, X25519 -> {
                byte[] seed = random.bytes(OctetKeys.BYTES);
                yield both(OctetKeys.spki(kind, OctetKeys.publicOf(kind, seed)), OctetKeys.pkcs8(kind, seed));
            }
        };
    }

    private static byte[] elliptic(Curve curve) throws GeneralSecurityException {
        KeyPairGenerator generator = Providers.keyPairGenerator("EC");
        generator.initialize(new ECGenParameterSpec(curve.javaName()));
        KeyPair pair = generator.generateKeyPair();
        return both(pair.getPublic().getEncoded(), EllipticKeys.pkcs8((ECPrivateKey) pair.getPrivate()));
    }

    private static byte[] both(byte[] spki, byte[] pkcs8) {
        return ByteBuffer.allocate(Integer.BYTES + spki.length + pkcs8.length)
                .putInt(spki.length)
                .put(spki)
                .put(pkcs8)
                .array();
    }

    /** Data: own private key, the other's public key. Key: that of the private one; number: that of the public one. */
    static byte[] agree(Call call, KeyCache keys) throws GeneralSecurityException {
        KeyKind kind = KeyKind.of(call.algorithm());
        KeyAgreement agreement = Providers.keyAgreement(kind == KeyKind.EC ? "ECDH" : "X25519");
        agreement.init(keys.privateKey(kind, call));
        Call other =
                new Call("", call.algorithm(), "", 0, call.number(), call.data().subList(1, 2));
        try {
            agreement.doPhase(keys.publicKey(kind, other), true);
            return agreement.generateSecret();
        } catch (InvalidKeyException e) {
            throw new HostException(
                    "OperationError",
                    kind == KeyKind.EC
                            ? "Failed to generate shared ECDH secret."
                            : "Failed to derive EDDH key: public key routines INVALID_PEER_KEY.");
        }
    }
}
