package dev.selvedge.catalog;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.DurableFiles;
import dev.selvedge.base.RandomSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM with the key in {@code secret.key}, bound to the owner so that a ciphertext moved elsewhere opens nothing. */
final class KeyFileVault implements Vault {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte FORMAT = 1;

    private final SecretKeySpec key;
    private final RandomSource random;

    private KeyFileVault(byte[] key, RandomSource random) {
        this.key = new SecretKeySpec(key, "AES");
        this.random = random;
    }

    /**
     * Reads the key, or makes one.
     *
     * @param fresh whether the catalog is empty: a missing key is an error otherwise, since a new one would open nothing
     */
    static KeyFileVault open(Path file, boolean fresh, RandomSource random) throws IOException {
        if (!Files.exists(file)) {
            if (!fresh) {
                throw new CatalogException(
                        file + " is missing; secrets cannot be read without it; restore it from a backup");
            }
            DurableFiles.write(file, random.bytes(KEY_BYTES));
        }
        byte[] key = Files.readAllBytes(file);
        if (key.length != KEY_BYTES) {
            throw new CatalogException(file + " does not hold a key of " + KEY_BYTES + " bytes");
        }
        return new KeyFileVault(key, random);
    }

    @Override
    public SealedText seal(String owner, String secret) {
        byte[] nonce = random.bytes(NONCE_BYTES);
        byte[] text = run(Cipher.ENCRYPT_MODE, owner, nonce, Bytes.utf8(secret));
        byte[] sealed = new byte[1 + NONCE_BYTES + text.length];
        sealed[0] = FORMAT;
        System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
        System.arraycopy(text, 0, sealed, 1 + NONCE_BYTES, text.length);
        return new SealedText(Base64.getEncoder().encodeToString(sealed));
    }

    @Override
    public String open(String owner, SealedText sealed) {
        byte[] bytes = Base64.getDecoder().decode(sealed.base64());
        if (bytes.length < 1 + NONCE_BYTES || bytes[0] != FORMAT) {
            throw new CatalogException("a secret of " + owner + " is in a form of a newer Selvedge");
        }
        byte[] nonce = Arrays.copyOfRange(bytes, 1, 1 + NONCE_BYTES);
        byte[] text = Arrays.copyOfRange(bytes, 1 + NONCE_BYTES, bytes.length);
        return Bytes.utf8(run(Cipher.DECRYPT_MODE, owner, nonce, text));
    }

    private byte[] run(int mode, String owner, byte[] nonce, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(Bytes.utf8(owner));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new CatalogException("a secret of " + owner + " cannot be opened with this node's secret.key", e);
        }
    }
}
