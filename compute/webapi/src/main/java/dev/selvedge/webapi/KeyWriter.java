package dev.selvedge.webapi;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECPoint;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keys to the formats of WebCrypto that their bytes do not already have. */
final class KeyWriter {
    private KeyWriter() {}

    /**
     * Data: the key. Number: 1 if it is a private one. Detail: raw, for the point of a public key; or jwk, for its numbers in base64url
     * with spaces between them: those that {@link JwkReader} takes, in the same order.
     */
    static Object write(Call call, KeyCache keys) throws GeneralSecurityException {
        KeyKind kind = KeyKind.of(call.algorithm());
        if (kind == KeyKind.ED25519 || kind == KeyKind.X25519) {
            return octets(kind, call);
        }
        Key key = call.number() == 1 ? keys.privateKey(kind, call) : keys.publicKey(kind, call);
        if (call.detail().equals("raw") && key instanceof ECPublicKey ec) {
            return Objects.requireNonNull(Curve.of(ec.getParams())).encoded(ec.getW());
        }
        return switch (key) {
            case RSAPublicKey rsa -> text(0, rsa.getModulus(), rsa.getPublicExponent());
            case RSAPrivateCrtKey rsa ->
                text(
                        0,
                        rsa.getModulus(),
                        rsa.getPublicExponent(),
                        rsa.getPrivateExponent(),
                        rsa.getPrimeP(),
                        rsa.getPrimeQ(),
                        rsa.getPrimeExponentP(),
                        rsa.getPrimeExponentQ(),
                        rsa.getCrtCoefficient());
            case ECPublicKey ec -> numbers(Objects.requireNonNull(Curve.of(ec.getParams())), ec.getW());
            case ECPrivateKey ec -> {
                Curve curve = Objects.requireNonNull(Curve.of(ec.getParams()));
                yield numbers(curve, EllipticKeys.pointOf(ec, curve), ec.getS());
            }
            default -> throw new HostException("OperationError", "The key cannot be exported.");
        };
    }

    private static String octets(KeyKind kind, Call call) throws GeneralSecurityException {
        byte[] raw = OctetKeys.raw(call.bytes(0));
        return call.number() == 1 ? base64Url(OctetKeys.publicOf(kind, raw)) + " " + base64Url(raw) : base64Url(raw);
    }

    private static String numbers(Curve curve, ECPoint point, BigInteger... more) {
        return text(
                curve.bytes(),
                Stream.concat(Stream.of(point.getAffineX(), point.getAffineY()), Stream.of(more))
                        .toArray(BigInteger[]::new));
    }

    private static String text(int size, BigInteger... numbers) {
        return Stream.of(numbers)
                .map(number -> base64Url(Unsigned.bytes(number, size)))
                .collect(Collectors.joining(" "));
    }

    private static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
