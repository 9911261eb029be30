package dev.selvedge.webapi;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** RSA, ECDSA and Ed25519 signatures. ECDSA signatures are r and s side by side, as WebCrypto has them. */
final class Signatures {
    private Signatures() {}

    /** Data: key, what is signed. Detail: hash. Number: bytes of salt (RSA-PSS). */
    static byte[] sign(Call call, KeyCache keys) throws GeneralSecurityException {
        KeyKind kind = KeyKind.of(call.algorithm());
        if (call.algorithm().equals("RSA-RAW")) {
            return Ciphers.rawRsa(call, keys);
        }
        Signature signature = of(call);
        signature.initSign(keys.privateKey(kind, call));
        signature.update(call.buffer(1));
        return signature.sign();
    }

    /** Data: key, what was signed, the signature. */
    static boolean verify(Call call, KeyCache keys) throws GeneralSecurityException {
        PublicKey key = keys.publicKey(KeyKind.of(call.algorithm()), call);
        try {
            Signature signature = of(call);
            signature.initVerify(key);
            signature.update(call.buffer(1));
            return signature.verify(call.bytes(2));
        } catch (SignatureException | InvalidKeyException | InvalidAlgorithmParameterException | RuntimeException e) {
            // Of the wrong length, or one that this key could never make: then it is not a good one, whatever the
            // provider calls it.
            return false;
        }
    }

    private static Signature of(Call call) throws GeneralSecurityException {
        return switch (call.algorithm()) {
            case "RSASSA-PKCS1-v1_5" -> Providers.signature(Digests.joined(call.detail()) + "withRSA");
            case "RSA-PSS" -> pss(Digests.javaName(call.detail()), call.number());
            case "ECDSA" -> Providers.signature(Digests.joined(call.detail()) + "withECDSAinP1363Format");
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
