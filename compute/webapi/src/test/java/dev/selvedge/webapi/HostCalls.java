package dev.selvedge.webapi;

import dev.selvedge.base.RandomSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** How the tests ask the host: as the isolate does, with its memory lent in direct buffers. */
final class HostCalls {
    private static final HexFormat HEX = HexFormat.of();

    private final HostCrypto crypto;

    HostCalls() {
        this(new HostCrypto(RandomSource.secure(), () -> false));
    }

    HostCalls(HostCrypto crypto) {
        this.crypto = crypto;
    }

    Object call(String name, String algorithm, String detail, int number, int key, byte[]... data) {
        List<ByteBuffer> lent = Arrays.stream(data).map(HostCalls::lent).toList();
        return Objects.requireNonNull(crypto.call(name, algorithm, detail, number, key, lent));
    }

    byte[] bytes(String name, String algorithm, String detail, int number, byte[]... data) {
        return (byte[]) call(name, algorithm, detail, number, 0, data);
    }

    boolean verify(String algorithm, String hash, int salt, byte[] key, byte[] data, byte[] signature) {
        return (boolean) call("verify", algorithm, hash, salt, 0, key, data, signature);
    }

    /** What AES makes of the data: the host writes into the last buffer. */
    byte[] aes(boolean encrypt, String mode, int number, byte[] key, byte[] iv, byte[] in, int room, byte[] more) {
        ByteBuffer out = ByteBuffer.allocateDirect(room);
        List<ByteBuffer> data = List.of(lent(key), lent(iv), lent(in), lent(more), out);
        int used =
                (int) Objects.requireNonNull(crypto.call(encrypt ? "encrypt" : "decrypt", mode, "", number, 0, data));
        byte[] result = new byte[used];
        out.get(result);
        return result;
    }

    /** What a derivation writes into its last buffer. */
    byte[] derived(String name, String hash, int number, int length, byte[]... given) {
        ByteBuffer out = ByteBuffer.allocateDirect(length);
        List<ByteBuffer> data =
                new ArrayList<>(Arrays.stream(given).map(HostCalls::lent).toList());
        data.add(out);
        crypto.call(name, "", hash, number, 0, data);
        byte[] result = new byte[length];
        out.get(result);
        return result;
    }

    /** The key's own bytes of what a read told. */
    static byte[] der(byte[] told) {
        return Arrays.copyOfRange(told, 5 + told[4], told.length);
    }

    /** Public and private bytes of a fresh pair. */
    static List<byte[]> halves(byte[] both) {
        int end = Integer.BYTES + ByteBuffer.wrap(both).getInt();
        return List.of(Arrays.copyOfRange(both, Integer.BYTES, end), Arrays.copyOfRange(both, end, both.length));
    }

    private static ByteBuffer lent(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    static byte[] hex(String hex) {
        return HEX.parseHex(hex);
    }

    static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] joined(byte[]... parts) {
        ByteBuffer all =
                ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }
}
