package dev.selvedge.webapi;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Keys of the NIST curves, from and to numbers and DER. */
final class EllipticKeys {
    private static final byte[] OID = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final int PUBLIC_TAG = 0xa1;

    private EllipticKeys() {}

    /** The curve of a key, null if it has none of ours. */
    static @Nullable Curve curveOf(Key key) {
        return key instanceof ECKey ec ? Curve.of(ec.getParams()) : null;
    }

    /** Whether a key is of a curve that workerd does not read either. It reads P-224, and then has no use for it. */
    static boolean isUnknown(ECKey key) {
        return Curve.of(key.getParams()) == null && key.getParams().getOrder().bitLength() != 224;
    }

    static PublicKey publicKey(Curve curve, ECPoint point) throws GeneralSecurityException {
        return Providers.keyFactory("EC").generatePublic(new ECPublicKeySpec(point, curve.parameters()));
    }

    static PrivateKey privateKey(Curve curve, BigInteger number) throws GeneralSecurityException {
        return Providers.keyFactory("EC").generatePrivate(new ECPrivateKeySpec(number, curve.parameters()));
    }

    /** The public point of a private key. The native provider writes it into the key's DER form; the JDK's does not. */
    static ECPoint pointOf(ECPrivateKey key, Curve curve) {
        byte[] pkcs8 = key.getEncoded();
        Der.Element found = publicElement(pkcs8);
        ECPoint point = null;
        if (found != null) {
            byte[] bits = found.bytes();
            point = curve.decoded(Arrays.copyOfRange(bits, bits.length - 1 - 2 * curve.bytes(), bits.length));
        }
        return point == null ? curve.publicPoint(key.getS()) : point;
    }

    private static Der.@Nullable Element publicElement(byte[] pkcs8) {
        Der.Element at = Der.at(pkcs8, 0, pkcs8.length);
        Der.Element parent = at;
        at = at == null ? null : at.first();
        while (at != null && parent != null && at.tag() != Der.OCTETS) {
            at = at.next(parent);
        }
        Der.Element key = at == null ? null : at.first();
        Der.Element inner = key == null ? null : key.first();
        while (inner != null && key != null && inner.tag() != PUBLIC_TAG) {
            inner = inner.next(key);
        }
        return inner;
    }

    /** PKCS #8 with the public point in it, as BoringSSL writes it. */
    static byte[] pkcs8(ECPrivateKey key) {
        Curve curve = Curve.of(key.getParams());
        if (curve == null) {
            return key.getEncoded();
        }
        byte[] number = Der.octets(Unsigned.bytes(key.getS(), curve.bytes()));
        byte[] point = Der.element(PUBLIC_TAG, Der.bits(curve.encoded(pointOf(key, curve))));
        byte[] inner = Der.sequence(Der.integer(1), number, point);
        return Der.sequence(Der.integer(0), Der.sequence(OID, curve.oid()), Der.octets(inner));
    }
}
