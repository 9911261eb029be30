package dev.selvedge.webapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** RSA, ECDSA and Ed25519 signatures. ECDSA signatures are r and s side by side, as WebCrypto has them. */
final class Signatures {
    private Signatures() {}

    static byte[] sign(JsonNode params, byte[] pkcs8, byte[] data) throws GeneralSecurityException {
        Signature signature = of(params);
        signature.initSign(KeyFormats.privateKey(keyType(params), pkcs8));
        signature.update(data);
        return signature.sign();
    }

    static boolean verify(JsonNode params, byte[] spki, byte[] signed, byte[] data) throws GeneralSecurityException {
        Signature signature = of(params);
        signature.initVerify(KeyFormats.publicKey(keyType(params), spki));
        signature.update(data);
        try {
            return signature.verify(signed);
        } catch (SignatureException e) {
            // Of the wrong length, or no signature at all: then it is not a good one.
            return false;
        }
    }

    private static Signature of(JsonNode params) throws GeneralSecurityException {
        String hash = params.path("hash").asText();
        return switch (params.path("name").asText()) {
            case "RSASSA-PKCS1-v1_5" -> Signature.getInstance(Digests.joined(hash) + "withRSA");
            case "RSA-PSS" ->
                pss(Digests.javaName(hash), params.path("saltLength").asInt());
            case "ECDSA" -> Signature.getInstance(Digests.joined(hash) + "withECDSAinP1363Format");
            case "Ed25519" -> Signature.getInstance("Ed25519");
            default -> throw new HostException("NotSupportedError", "Unrecognized signature algorithm requested.");
        };
    }

    private static Signature pss(String hash, int saltLength) throws GeneralSecurityException {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), saltLength, 1));
        return pss;
    }

    private static String keyType(JsonNode params) {
        return switch (params.path("name").asText()) {
            case "ECDSA" -> "EC";
            case "Ed25519" -> "Ed25519";
            default -> "RSA";
        };
    }
}
