package dev.selvedge.webapi;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Keys from the formats of WebCrypto, checked, and brought to one of two: SubjectPublicKeyInfo, or PKCS #8 with everything that can be
 * told of the key. Messages are workerd's.
 */
final class KeyReader {
    private static final HexFormat HEX = HexFormat.of();
    private static final int RAW_HEAD = 5;

    private KeyReader() {}

    /**
     * Algorithm: whose key it is. Detail: the format, or for JWK and raw keys of curves the curve. Number: the format, see the switch.
     * Data: the key; for JWK its numbers.
     *
     * @return kind, curve, bits of the modulus (2 bytes), length of the exponent, exponent, and the key's bytes
     */
    static byte[] read(Call call, KeyCache keys) throws GeneralSecurityException {
        Key key = switch (call.number()) {
            case 0 -> spki(call.bytes(0));
            case 1 -> Pkcs8.read(call.bytes(0));
            case 2 -> raw(call);
            default -> JwkReader.read(call);
        };
        keys.put(call.key(), key);
        return told(key);
    }

    private static PublicKey spki(byte[] bytes) {
        Der.Element whole = Der.at(bytes, 0, bytes.length);
        Der.Element algorithm = whole == null || whole.tag() != Der.SEQUENCE ? null : whole.first();
        KeyKind kind = algorithm == null ? null : kindOf(algorithm);
        if (whole == null || kind == null) {
            throw new HostException("DataError", "Invalid SPKI input.");
        }
        PublicKey key;
        try {
            key = onCurve(KeyCache.publicKey(kind, whole.whole()));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new HostException("DataError", "Invalid SPKI input.");
        }
        int trailing = bytes.length - whole.end();
        if (trailing > 0) {
            throw new HostException("DataError", "Invalid " + trailing + " trailing bytes after SPKI input.");
        }
        return key;
    }

    /** The kind of key that an AlgorithmIdentifier means; null if none of ours. */
    static @Nullable KeyKind kindOf(Der.Element algorithm) {
        Der.Element oid = algorithm.tag() == Der.SEQUENCE ? algorithm.first() : null;
        if (oid == null || oid.tag() != Der.OID) {
            return null;
        }
        return switch (HEX.formatHex(oid.bytes())) {
            case "2a864886f70d010101" -> Arrays.equals(algorithm.whole(), Pkcs8.RSA_ALGORITHM) ? KeyKind.RSA : null;
            case "2a8648ce3d0201" -> KeyKind.EC;
            case "2b6570" -> KeyKind.ED25519;
            case "2b656e" -> KeyKind.X25519;
            default -> null;
        };
    }

    /** Not every provider asks whether the point lies on its curve, and some know more curves than WebCrypto. */
    private static PublicKey onCurve(PublicKey key) throws InvalidKeyException {
        if (key instanceof ECPublicKey ec) {
            Curve curve = Curve.of(ec.getParams());
            if (curve == null ? EllipticKeys.isUnknown(ec) : !curve.contains(ec.getW())) {
                throw new InvalidKeyException();
            }
        }
        return key;
    }

    private static PublicKey raw(Call call) throws GeneralSecurityException {
        KeyKind kind = KeyKind.of(call.algorithm());
        byte[] bytes = call.bytes(0);
        if (kind == KeyKind.EC) {
            Curve curve = Curve.named(call.detail());
            return EllipticKeys.publicKey(curve, curve.decoded(bytes));
        }
        return KeyCache.publicKey(kind, OctetKeys.spki(kind, bytes));
    }

    private static byte[] told(Key key) throws GeneralSecurityException {
        byte[] der = canonical(key);
        byte[] exponent = exponent(key);
        Curve curve = EllipticKeys.curveOf(key);
        ByteBuffer out = ByteBuffer.allocate(RAW_HEAD + exponent.length + der.length);
        out.put((byte) kindOf(key).number()).put((byte) (curve == null ? -1 : Curve.ALL.indexOf(curve)));
        out.putShort((short) (key instanceof RSAKey rsa ? (rsa.getModulus().bitLength() + 7) / 8 * 8 : 0));
        return out.put((byte) exponent.length).put(exponent).put(der).array();
    }

    private static byte[] exponent(Key key) {
        BigInteger exponent = switch (key) {
            case RSAPublicKey rsa -> rsa.getPublicExponent();
            case RSAPrivateCrtKey rsa -> rsa.getPublicExponent();
            default -> BigInteger.ZERO;
        };
        byte[] bytes = Unsigned.bytes(exponent, 1);
        if (bytes.length > Byte.MAX_VALUE) {
            throw new HostException("DataError", "The public exponent is too long.");
        }
        return bytes;
    }

    private static KeyKind kindOf(Key key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> KeyKind.RSA;
            case "EC" -> KeyKind.EC;
            case "EdDSA", "Ed25519" -> KeyKind.ED25519;
            default -> KeyKind.X25519;
        };
    }

    /** The bytes by which the isolate keeps the key, the same from whatever format and provider it came. */
    static byte[] canonical(Key key) throws GeneralSecurityException {
        KeyKind kind = kindOf(key);
        return switch (kind) {
            case RSA -> key.getEncoded();
            case EC -> key instanceof ECPrivateKey ec ? EllipticKeys.pkcs8(ec) : key.getEncoded();
            case ED25519, X25519 ->
                key instanceof PrivateKey
                        ? OctetKeys.pkcs8(kind, Pkcs8.seed(key.getEncoded()))
                        : OctetKeys.spki(kind, OctetKeys.raw(key.getEncoded()));
        };
    }
}
