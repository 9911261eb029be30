package dev.selvedge.webapi;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.Cipher;

/** RSA, ECDSA and Ed25519 signatures. ECDSA signatures are r and s side by side, as WebCrypto has them. */
final class Signatures {
    private Signatures() {}

    /** Data: key, what is signed. Detail: hash. Number: bytes of salt (RSA-PSS). */
    static byte[] sign(Call call, KeyCache keys) throws GeneralSecurityException {
        KeyKind kind = KeyKind.of(call.algorithm());
        if (call.algorithm().equals("RSA-RAW")) {
            Cipher cipher = Providers.cipher("RSA/ECB/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, keys.privateKey(kind, call));
            return cipher.doFinal(call.bytes(1));
        }
        Signature signature = of(call);
        signature.initSign(keys.privateKey(kind, call));
        signature.update(message(call));
        return signature.sign();
    }

    /** Data: key, what was signed, the signature. */
    static boolean verify(Call call, KeyCache keys) throws GeneralSecurityException {
        KeyKind kind = KeyKind.of(call.algorithm());
        Signature signature = of(call);
        signature.initVerify(keys.publicKey(kind, call));
        signature.update(message(call));
        try {
            return signature.verify(call.bytes(2));
        } catch (SignatureException e) {
            // Of the wrong length, or no signature at all: then it is not a good one.
            return false;
        }
    }

    /** Java knows no ECDSA with MD5; it signs what somebody else has hashed. */
    private static boolean hashedBefore(Call call) {
        return call.algorithm().equals("ECDSA") && call.detail().equals("MD5");
    }

    private static ByteBuffer message(Call call) throws GeneralSecurityException {
        if (!hashedBefore(call)) {
            return call.buffer(1);
        }
        return ByteBuffer.wrap(Digests.digest(
                new Call("digest", "", call.detail(), 0, 0, call.data().subList(1, 2))));
    }

    private static Signature of(Call call) throws GeneralSecurityException {
        return switch (call.algorithm()) {
            case "RSASSA-PKCS1-v1_5" -> Providers.signature(Digests.joined(call.detail()) + "withRSA");
            case "RSA-PSS" -> pss(Digests.javaName(call.detail()), call.number());
            case "ECDSA" ->
                hashedBefore(call)
                        ? Signature.getInstance("NONEwithECDSAinP1363Format")
                        : Providers.signature(Digests.joined(call.detail()) + "withECDSAinP1363Format");
            case "Ed25519", "NODE-ED25519" -> Providers.signature("Ed25519");
            default -> throw new HostException("NotSupportedError", "Unrecognized signature algorithm requested.");
        };
    }

    private static Signature pss(String hash, int saltLength) throws GeneralSecurityException {
        Signature pss = Providers.signature("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), saltLength, 1));
        return pss;
    }
}
