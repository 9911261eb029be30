package dev.selvedge.webapi;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Private keys as DER: PKCS #8 (RFC 5958), and the older forms of RSA (RFC 8017) and of curves (RFC 5915), which workerd takes as well. */
final class Pkcs8 {
    static final byte[] RSA_ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC_OID = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final byte[] VERSION = Der.integer(0);
    private static final int CURVE_TAG = 0xa0;

    private Pkcs8() {}

    static PrivateKey read(byte[] bytes) {
        Der.Element whole = Der.at(bytes, 0, bytes.length);
        if (whole == null || whole.tag() != Der.SEQUENCE) {
            throw invalid();
        }
        PrivateKey key;
        try {
            byte[] pkcs8 = wrapped(whole);
            key = KeyCache.privateKey(kindOf(pkcs8), pkcs8);
            if (key instanceof ECPrivateKey ec && EllipticKeys.isUnknown(ec)) {
                throw invalid();
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            throw invalid();
        }
        int trailing = bytes.length - whole.end();
        if (trailing > 0) {
            throw new HostException("DataError", "Invalid " + trailing + " trailing bytes after PKCS8 input.");
        }
        return key;
    }

    private static HostException invalid() {
        return new HostException("DataError", "Invalid PKCS8 input.");
    }

    private static KeyKind kindOf(byte[] pkcs8) {
        Der.Element whole = Der.at(pkcs8, 0, pkcs8.length);
        Der.Element algorithm = whole == null ? null : second(whole);
        KeyKind kind = algorithm == null ? null : KeyReader.kindOf(algorithm);
        if (kind == null) {
            throw invalid();
        }
        return kind;
    }

    private static Der.@Nullable Element second(Der.Element parent) {
        Der.Element first = parent.first();
        return first == null ? null : first.next(parent);
    }

    /** As PKCS #8, whichever of the three it is. */
    private static byte[] wrapped(Der.Element whole) {
        Der.Element first = whole.first();
        Der.Element second = second(whole);
        if (first == null || second == null) {
            throw invalid();
        }
        return switch (second.tag()) {
            case Der.INTEGER -> Der.sequence(Der.integer(0), RSA_ALGORITHM, Der.octets(whole.whole()));
            case Der.OCTETS -> {
                Der.Element curve = second.next(whole);
                if (curve == null || curve.tag() != CURVE_TAG) {
                    throw invalid();
                }
                yield Der.sequence(Der.integer(0), Der.sequence(EC_OID, curve.bytes()), Der.octets(whole.whole()));
            }
            default -> {
                // Version 1 would carry the public key, which BoringSSL does not take.
                if (!Arrays.equals(VERSION, first.whole())) {
                    throw invalid();
                }
                yield whole.whole();
            }
        };
    }

    /** The 32 bytes of an Ed25519 or X25519 key: an octet string in the octet string that is the third element. */
    static byte[] seed(byte[] pkcs8) {
        Der.Element whole = Der.at(pkcs8, 0, pkcs8.length);
        Der.Element algorithm = whole == null ? null : second(whole);
        Der.Element outer = algorithm == null || whole == null ? null : algorithm.next(whole);
        Der.Element seed = outer == null ? null : outer.first();
        if (seed == null || seed.bytes().length != OctetKeys.BYTES) {
            throw invalid();
        }
        return seed.bytes();
    }
}
