package dev.selvedge.webapi;

import dev.selvedge.base.RandomSource;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The cryptography behind one isolate's WebCrypto; used by the thread that runs the isolate. Keys come with every call, as the bytes
 * that the isolate holds (raw secrets, PKCS #8, SubjectPublicKeyInfo); what was parsed of them is kept here for a while, in bounds,
 * and goes when the isolate goes. No message of its own or of a provider's ever carries a key.
 */
public final class HostCrypto {
    private final RandomSource random;
    private final BooleanSupplier stopped;
    private final KeyCache keys = new KeyCache();
    private final DigestStates states = new DigestStates();

    /** Long work asks now and then whether it has been stopped. */
    public HostCrypto(RandomSource random, BooleanSupplier stopped) {
        this.random = random;
        this.stopped = stopped;
    }

    /**
     * Does one operation.
     *
     * @param name see the switch
     * @param algorithm what else is told, by {@link Call}
     * @param data read, and in some cases written, only while the call lasts
     * @return bytes, a string, a number, true or false, or null
     * @throws HostException if it cannot be done
     */
    public @Nullable Object call(
            String name, String algorithm, String detail, int number, int key, List<ByteBuffer> data) {
        try {
            return call(new Call(name, algorithm, detail, number, key, data));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw e instanceof HostException refusal
                    ? refusal
                    : new HostException("OperationError", "The operation failed.");
        }
    }

    private @Nullable Object call(Call call) throws GeneralSecurityException {
        return switch (call.name()) {
            case "digest" -> Digests.digest(call);
            case "hmac" -> Digests.hmac(call);
            case "hmac-verify" -> Digests.verify(call);
            case "equal" -> Digests.equal(call.buffer(0), call.buffer(1));
            case "digest-update" -> states.update(call);
            case "digest-end" -> states.end(call);
            case "digest-drop" -> states.drop(call);
            case "pbkdf2" -> Derivations.pbkdf2(call, this::check);
            case "hkdf" -> Derivations.hkdf(call);
            default -> callWithKeys(call);
        };
    }

    private Object callWithKeys(Call call) throws GeneralSecurityException {
        return switch (call.name()) {
            case "encrypt" -> Ciphers.run(true, call);
            case "decrypt" -> Ciphers.run(false, call);
            case "wrap" -> KeyWrap.wrap(call);
            case "unwrap" -> KeyWrap.unwrap(call);
            case "rsa-encrypt" -> Ciphers.rsa(true, call, keys);
            case "rsa-decrypt" -> Ciphers.rsa(false, call, keys);
            case "sign" -> Signatures.sign(call, keys);
            case "verify" -> Signatures.verify(call, keys);
            case "agree" -> KeyPairs.agree(call, keys);
            case "generate" -> KeyPairs.generate(call, random, this::check);
            case "read" -> KeyReader.read(call, keys);
            case "write" -> KeyWriter.write(call, keys);
            default -> throw new HostException("NotSupportedError", "Unrecognized operation " + call.name());
        };
    }

    /** The watchdog can end JavaScript, but not Java: whatever may take longer than its grace comes by here. */
    private void check() {
        if (stopped.getAsBoolean()) {
            throw new HostException("OperationError", "The operation was stopped.");
        }
    }
}
