package dev.selvedge.webapi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one isolate and its {@link HostCrypto} lay things out for each other: a little memory that both see, because an argument that
 * crosses by itself costs as much as hashing a kilobyte. Questions and short pieces of data lie here; long ones are lent.
 *
 * <p>Integers: the words of name, algorithm and detail, number, key, count of pieces; then for each piece its length and its place
 * here, or -1 if it is lent. A short answer is put where the data began, and its length into the first integer.
 */
public final class CryptoDesk {
    private static final int BYTES = 16_384;
    private static final int MOST_PIECES = 6;
    private static final int PIECES = 6 * Integer.BYTES;

    /** Twin of DATA in parts/crypto/host.ts. */
    private static final int DATA = 128;

    /** Twin of the list in parts/crypto/words.ts. */
    static final List<String> WORDS = List.of(
            "",
            "digest",
            "hmac",
            "hmac-verify",
            "equal",
            "digest-update",
            "digest-end",
            "digest-drop",
            "pbkdf2",
            "hkdf",
            "encrypt",
            "decrypt",
            "wrap",
            "unwrap",
            "rsa-encrypt",
            "rsa-decrypt",
            "sign",
            "verify",
            "agree",
            "generate",
            "read",
            "write",
            "AES-CTR",
            "AES-CBC",
            "AES-GCM",
            "AES-KW",
            "HMAC",
            "PBKDF2",
            "HKDF",
            "RSASSA-PKCS1-v1_5",
            "RSA-PSS",
            "RSA-OAEP",
            "RSA-RAW",
            "ECDSA",
            "ECDH",
            "Ed25519",
            "NODE-ED25519",
            "X25519",
            "SHA-1",
            "SHA-256",
            "SHA-384",
            "SHA-512",
            "MD5",
            "crc32",
            "crc32c",
            "crc64nvme",
            "P-256",
            "P-384",
            "P-521",
            "raw",
            "jwk");

    private final ByteBuffer memory = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final HostCrypto crypto;

    public CryptoDesk(HostCrypto crypto) {
        this.crypto = crypto;
    }

    /** To be shared with the isolate; stays as long as this object. */
    public ByteBuffer memory() {
        return memory;
    }

    /**
     * Answers the question that lies here.
     *
     * @param lent the long pieces, in their order, each from where it begins
     * @return null if the answer lies here
     */
    public @Nullable Object ask(List<ByteBuffer> lent) {
        List<ByteBuffer> data = pieces(lent);
        Object answer = crypto.call(
                word(0), word(1), word(2), memory.getInt(3 * Integer.BYTES), memory.getInt(4 * Integer.BYTES), data);
        if (answer instanceof byte[] bytes && bytes.length <= BYTES - DATA) {
            memory.putInt(0, bytes.length);
            memory.put(DATA, bytes);
            return null;
        }
        return answer;
    }

    private String word(int at) {
        return WORDS.get(memory.getInt(at * Integer.BYTES));
    }

    private List<ByteBuffer> pieces(List<ByteBuffer> lent) {
        int count = Math.min(memory.getInt(5 * Integer.BYTES), MOST_PIECES);
        List<ByteBuffer> pieces = new ArrayList<>(count);
        int next = 0;
        for (int i = 0; i < count; i++) {
            int length = memory.getInt(PIECES + 2 * i * Integer.BYTES);
            int place = memory.getInt(PIECES + (2 * i + 1) * Integer.BYTES);
            pieces.add(place < 0 ? lent.get(next++).slice(0, length) : memory.slice(place, length));
        }
        return pieces;
    }
}
