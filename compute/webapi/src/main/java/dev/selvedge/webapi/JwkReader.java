package dev.selvedge.webapi;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECPoint;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;

/** Keys from the numbers of a JSON Web Key (RFC 7518, section 6; RFC 8037), which JavaScript has decoded. */
final class JwkReader {
    private static final int WHOLE_RSA = 8;

    private JwkReader() {}

    /** Data: n, e, d, p, q, dp, dq, qi; or x, y, d; or x, d; each behind its length in two bytes. Those at the end may be missing. */
    static Key read(Call call) throws GeneralSecurityException {
        KeyKind kind = KeyKind.of(call.algorithm());
        List<byte[]> numbers = numbers(call.buffer(0));
        return switch (kind) {
            case RSA -> rsa(numbers.stream().map(JwkReader::number).toList());
            case EC ->
                elliptic(
                        Curve.named(call.detail()),
                        numbers.stream().map(JwkReader::number).toList());
            case ED25519, X25519 ->
                numbers.size() > 1
                        ? KeyCache.privateKey(kind, OctetKeys.pkcs8(kind, numbers.get(1)))
                        : KeyCache.publicKey(kind, OctetKeys.spki(kind, numbers.get(0)));
        };
    }

    private static List<byte[]> numbers(ByteBuffer packed) {
        List<byte[]> numbers = new ArrayList<>();
        while (packed.hasRemaining()) {
            byte[] number = new byte[Short.toUnsignedInt(packed.getShort())];
            packed.get(number);
            numbers.add(number);
        }
        return numbers;
    }

    private static BigInteger number(byte[] bytes) {
        return new BigInteger(1, bytes);
    }

    private static Key rsa(List<BigInteger> given) {
        if (given.get(1).signum() == 0) {
            throw new HostException("OperationError", "Imported RSA key has invalid publicExponent 0.");
        }
        try {
            KeyFactory factory = Providers.keyFactory("RSA");
            if (given.size() == 2) {
                return factory.generatePublic(new RSAPublicKeySpec(given.get(0), given.get(1)));
            }
            if (given.size() < WHOLE_RSA) {
                return RsaPairs.privateKey(given.get(0), given.get(1), given.get(2));
            }
            return factory.generatePrivate(new RSAPrivateCrtKeySpec(
                    given.get(0),
                    given.get(1),
                    given.get(2),
                    given.get(3),
                    given.get(4),
                    given.get(5),
                    given.get(6),
                    given.get(7)));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new HostException("DataError", "Invalid RSA key in JSON Web Key.");
        }
    }

    private static Key elliptic(Curve curve, List<BigInteger> given) throws GeneralSecurityException {
        ECPoint point = new ECPoint(given.get(0), given.get(1));
        if (!curve.contains(point)) {
            throw new HostException(
                    "OperationError",
                    "Invalid EC key; public key coordinates \"x\" and \"y\" are invalid: Point is not on curve..");
        }
        if (given.size() == 2) {
            return EllipticKeys.publicKey(curve, point);
        }
        BigInteger number = given.get(2);
        if (number.signum() == 0 || number.compareTo(curve.parameters().getOrder()) >= 0) {
            throw new HostException("OperationError", "Invalid EC key; private key component \"d\" is invalid.");
        }
        Key key = EllipticKeys.privateKey(curve, number);
        if (!EllipticKeys.pointOf((ECPrivateKey) key, curve).equals(point)) {
            throw new HostException("DataError", "Invalid EC key in JSON Web Key.");
        }
        return key;
    }
}
