package dev.selvedge.webapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.security.GeneralSecurityException;

/**
 * The cryptography behind WebCrypto. Keys come as bytes each time (raw secrets, PKCS #8, SubjectPublicKeyInfo): Java keeps nothing
 * between two calls, so an isolate's keys go when the isolate goes.
 */
public final class HostCrypto {
    private static final JsonMapper JSON = new JsonMapper();

    private HostCrypto() {}

    /**
     * Does one operation.
     *
     * @param name see the switch
     * @param params JSON object
     * @return bytes, or a string
     * @throws HostException if it cannot be done
     */
    public static Object call(String name, String params, byte[]... data) {
        try {
            return call(name, JSON.readTree(params), data);
        } catch (HostException e) {
            throw e;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new HostException("OperationError", "The operation failed: " + e.getMessage());
        }
    }

    private static Object call(String name, JsonNode params, byte[]... data) throws GeneralSecurityException {
        return switch (name) {
            case "digest" -> Digests.digest(params, data[0]);
            case "hmac" -> Digests.hmac(params, data[0], data[1]);
            case "derive" -> Digests.derive(params, data);
            case "aes-encrypt" -> Ciphers.aes(true, params, data);
            case "aes-decrypt" -> Ciphers.aes(false, params, data);
            case "rsa-encrypt" -> Ciphers.rsa(true, params, data);
            case "rsa-decrypt" -> Ciphers.rsa(false, params, data);
            case "sign" -> Signatures.sign(params, data[0], data[1]);
            case "verify" -> String.valueOf(Signatures.verify(params, data[0], data[1], data[2]));
            case "agree" -> KeyPairs.agree(params, data[0], data[1]);
            case "generate" -> KeyPairs.generate(params);
            case "read-key" -> KeyFormats.read(params, data);
            case "write-key" -> KeyFormats.write(params, data[0]);
            default -> throw new HostException("NotSupportedError", "Unrecognized operation " + name);
        };
    }
}
