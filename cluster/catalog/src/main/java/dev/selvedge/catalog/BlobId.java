package dev.selvedge.catalog;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Name of a blob: the lower-case hexadecimal SHA-256 of its bytes. */
public record BlobId(String sha256) {

    public static BlobId of(byte[] bytes) {
        try {
            return new BlobId(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return sha256;
    }
}
