package dev.selvedge.webapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Keys in the formats of WebCrypto: spki, pkcs8, raw and JWK (RFC 7517, 7518, 8037), all brought to the first two. */
final class KeyFormats {
    private static final HexFormat HEX = HexFormat.of();
    private static final int OKP_BYTES = 32;

    private KeyFormats() {}

    static PublicKey publicKey(String type, byte[] spki) throws GeneralSecurityException {
        return onCurve(KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(spki)));
    }

    private static PublicKey onCurve(PublicKey key) {
        if (key instanceof ECPublicKey ec && !Curve.contains(ec.getW(), ec.getParams())) {
            throw new HostException("DataError", "The point is not on its curve.");
        }
        return key;
    }

    static PrivateKey privateKey(String type, byte[] pkcs8) throws GeneralSecurityException {
        return KeyFactory.getInstance(type).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /** {type, format, curve, jwk} and the bytes of all formats but jwk; returns spki, or pkcs8 for a private key. */
    static byte[] read(JsonNode params, byte[]... data) {
        String type = params.path("type").asText();
        try {
            return switch (params.path("format").asText()) {
                case "spki" -> checked(publicKey(type, data[0]), params);
                case "pkcs8" -> checked(privateKey(type, data[0]), params);
                case "raw" -> raw(type, params.path("curve").asText(), data[0]);
                case "jwk" -> jwk(type, params.path("jwk"));
                default -> throw new HostException("NotSupportedError", "Unrecognized key format.");
            };
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new HostException("DataError", "Invalid key data: " + e.getMessage());
        }
    }

    private static byte[] checked(java.security.Key key, JsonNode params) {
        if (key instanceof java.security.interfaces.ECKey ec
                && !Curve.nameOf(ec.getParams()).equals(params.path("curve").asText())) {
            throw new HostException("DataError", "The key is of another curve than the one that was named.");
        }
        return key.getEncoded();
    }

    private static byte[] raw(String type, String curve, byte[] data) throws GeneralSecurityException {
        if (!type.equals("EC")) {
            return okpPublic(type, data);
        }
        ECParameterSpec parameters = Curve.parameters(curve);
        int size = Curve.bytes(parameters);
        if (data.length != 1 + 2 * size || data[0] != 4) {
            throw new HostException("DataError", "Not an uncompressed point of " + curve + ".");
        }
        return ecPublic(
                parameters,
                new BigInteger(1, Arrays.copyOfRange(data, 1, 1 + size)),
                new BigInteger(1, Arrays.copyOfRange(data, 1 + size, data.length)));
    }

    private static byte[] jwk(String type, JsonNode jwk) throws GeneralSecurityException {
        boolean secret = jwk.has("d");
        return switch (type) {
            case "RSA" -> secret ? rsaPrivate(jwk) : rsaPublic(jwk);
            case "EC" -> {
                ECParameterSpec parameters = Curve.parameters(jwk.path("crv").asText());
                yield secret
                        ? KeyFactory.getInstance("EC")
                                .generatePrivate(new ECPrivateKeySpec(number(jwk, "d"), parameters))
                                .getEncoded()
                        : ecPublic(parameters, number(jwk, "x"), number(jwk, "y"));
            }
            default -> secret ? okpPrivate(type, bytes(jwk, "d")) : okpPublic(type, bytes(jwk, "x"));
        };
    }

    private static byte[] rsaPublic(JsonNode jwk) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")))
                .getEncoded();
    }

    private static byte[] rsaPrivate(JsonNode jwk) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new RSAPrivateCrtKeySpec(
                        number(jwk, "n"),
                        number(jwk, "e"),
                        number(jwk, "d"),
                        number(jwk, "p"),
                        number(jwk, "q"),
                        number(jwk, "dp"),
                        number(jwk, "dq"),
                        number(jwk, "qi")))
                .getEncoded();
    }

    private static byte[] ecPublic(ECParameterSpec parameters, BigInteger x, BigInteger y)
            throws GeneralSecurityException {
        ECPublicKeySpec spec = new ECPublicKeySpec(new ECPoint(x, y), parameters);
        return onCurve(KeyFactory.getInstance("EC").generatePublic(spec)).getEncoded();
    }

    private static byte[] okpPublic(String type, byte[] raw) throws GeneralSecurityException {
        return publicKey(type, joined("302a300506032b65" + okpId(type) + "032100", raw))
                .getEncoded();
    }

    private static byte[] okpPrivate(String type, byte[] seed) throws GeneralSecurityException {
        return privateKey(type, joined("302e020100300506032b65" + okpId(type) + "04220420", seed))
                .getEncoded();
    }

    private static String okpId(String type) {
        return type.equals("Ed25519") ? "70" : "6e";
    }

    private static byte[] joined(String prefix, byte[] raw) {
        if (raw.length != OKP_BYTES) {
            throw new HostException("DataError", "The key must have " + OKP_BYTES + " bytes.");
        }
        byte[] head = HEX.parseHex(prefix);
        byte[] all = Arrays.copyOf(head, head.length + raw.length);
        System.arraycopy(raw, 0, all, head.length, raw.length);
        return all;
    }

    /** {type, format: raw|jwk, private}: the raw bytes of a public key, or a JWK as JSON. */
    static Object write(JsonNode params, byte[] der) throws GeneralSecurityException {
        String type = params.path("type").asText();
        boolean raw = params.path("format").asText().equals("raw");
        if (params.path("private").asBoolean()) {
            return privateJwk(type, privateKey(type, der), der).toString();
        }
        PublicKey key = publicKey(type, der);
        if (raw && key instanceof ECPublicKey ec) {
            return point(ec.getW(), ec.getParams());
        }
        return raw ? lastBytes(der) : publicJwk(type, key, der).toString();
    }

    private static ObjectNode publicJwk(String type, PublicKey key, byte[] der) {
        ObjectNode jwk = JsonNodeFactory.instance.objectNode();
        if (key instanceof RSAPublicKey rsa) {
            put(jwk.put("kty", "RSA"), "n", rsa.getModulus(), 0);
            put(jwk, "e", rsa.getPublicExponent(), 0);
        } else if (key instanceof ECPublicKey ec) {
            putPoint(jwk, ec.getW(), ec.getParams());
        } else {
            jwk.put("kty", "OKP").put("crv", type).put("x", base64Url(lastBytes(der)));
        }
        return jwk;
    }

    private static ObjectNode privateJwk(String type, PrivateKey key, byte[] der) throws GeneralSecurityException {
        ObjectNode jwk = JsonNodeFactory.instance.objectNode();
        switch (key) {
            case RSAPrivateCrtKey rsa -> {
                put(jwk.put("kty", "RSA"), "n", rsa.getModulus(), 0);
                put(jwk, "e", rsa.getPublicExponent(), 0);
                put(jwk, "d", rsa.getPrivateExponent(), 0);
                put(jwk, "p", rsa.getPrimeP(), 0);
                put(jwk, "q", rsa.getPrimeQ(), 0);
                put(jwk, "dp", rsa.getPrimeExponentP(), 0);
                put(jwk, "dq", rsa.getPrimeExponentQ(), 0);
                put(jwk, "qi", rsa.getCrtCoefficient(), 0);
            }
            case ECPrivateKey ec -> {
                putPoint(jwk, Curve.publicPoint(ec.getS(), ec.getParams()), ec.getParams());
                put(jwk, "d", ec.getS(), Curve.bytes(ec.getParams()));
            }
            default ->
                jwk.put("kty", "OKP")
                        .put("crv", type)
                        .put("x", base64Url(lastBytes(OctetKeys.publicOf(type, lastBytes(der)))))
                        .put("d", base64Url(lastBytes(der)));
        }
        return jwk;
    }

    private static byte[] point(ECPoint point, ECParameterSpec parameters) {
        int size = Curve.bytes(parameters);
        byte[] out = new byte[1 + 2 * size];
        out[0] = 4;
        System.arraycopy(unsigned(point.getAffineX(), size), 0, out, 1, size);
        System.arraycopy(unsigned(point.getAffineY(), size), 0, out, 1 + size, size);
        return out;
    }

    private static void putPoint(ObjectNode jwk, ECPoint point, ECParameterSpec parameters) {
        int size = Curve.bytes(parameters);
        jwk.put("kty", "EC").put("crv", Curve.nameOf(parameters));
        put(jwk, "x", point.getAffineX(), size);
        put(jwk, "y", point.getAffineY(), size);
    }

    private static void put(ObjectNode jwk, String name, BigInteger number, int size) {
        jwk.put(name, base64Url(unsigned(number, size)));
    }

    /** Big-endian without a sign, at least so many bytes. */
    private static byte[] unsigned(BigInteger number, int size) {
        byte[] bytes = number.toByteArray();
        int skip = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        byte[] out = new byte[Math.max(size, bytes.length - skip)];
        System.arraycopy(bytes, skip, out, out.length - (bytes.length - skip), bytes.length - skip);
        return out;
    }

    private static byte[] lastBytes(byte[] der) {
        return Arrays.copyOfRange(der, der.length - OKP_BYTES, der.length);
    }

    private static BigInteger number(JsonNode jwk, String name) {
        return new BigInteger(1, bytes(jwk, name));
    }

    private static byte[] bytes(JsonNode jwk, String name) {
        if (!jwk.path(name).isTextual()) {
            throw new HostException("DataError", "The JWK has no \"" + name + "\".");
        }
        return Base64.getUrlDecoder().decode(jwk.path(name).asText());
    }

    private static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
