package dev.selvedge.webapi;

import static dev.selvedge.webapi.HostCalls.hex;
import static dev.selvedge.webapi.HostCalls.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.RandomSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes, HMAC, AES and derivations, by the figures of their standards. */
class SecretsTest {
    private static final byte[] NONE = {};

    private final HostCalls host = new HostCalls();

    @ParameterizedTest
    @CsvSource({
        "MD5, 900150983cd24fb0d6963f7d28e17f72",
        "SHA-1, a9993e364706816aba3e25717850c26c9cd0d89d",
        "SHA-256, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "SHA-384, cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
    })
    void digestsAreThoseOfTheirStandards(String hash, String digest) {
        assertThat(hex(host.bytes("digest", "", hash, 0, text("abc")))).isEqualTo(digest);
    }

    /** The check values: of the catalogue of parametrised CRC algorithms, for 123456789. */
    @ParameterizedTest
    @CsvSource({"crc32, cbf43926", "crc32c, e3069283", "crc64nvme, ae8b14860a799888"})
    void sumsOfStreamsAreThoseOfTheCatalogue(String name, String sum) {
        host.call("digest-update", "", name, 7, 0, text("1234"));
        host.call("digest-update", "", name, 8, 0, text("another stream"));
        assertThat(hex(host.bytes("digest-end", "", name, 7, text("56789")))).isEqualTo(sum);
    }

    @Test
    void aStreamOfPiecesHasTheHashOfTheWhole() {
        byte[] piece = new byte[100_000];
        Arrays.fill(piece, (byte) 'a');
        for (int i = 0; i < 10; i++) {
            host.call("digest-update", "", "SHA-256", 1, 0, piece);
        }
        assertThat(hex(host.bytes("digest-end", "", "SHA-256", 1, NONE)))
                .isEqualTo("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }

    @Test
    void unfinishedStreamsAreBounded() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        host.call("digest-update", "", "SHA-1", i, 0, NONE);
                    }
                })
                .isInstanceOf(HostException.class);
        for (int i = 0; i < 20_000; i++) {
            host.call("digest-drop", "", "", i, 0);
        }
        assertThat(host.call("digest-update", "", "SHA-1", 1, 0, NONE)).isEqualTo(true);
    }

    /** RFC 4231, test cases 2 and 6. */
    @Test
    void hmacIsThatOfItsRfc() {
        byte[] data = text("what do ya want for nothing?");
        byte[] mac = host.bytes("hmac", "HMAC", "SHA-256", 0, text("Jefe"), data);
        assertThat(hex(mac)).isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assertThat(host.call("hmac-verify", "HMAC", "SHA-256", 0, 0, text("Jefe"), data, mac))
                .isEqualTo(true);
        mac[31] ^= 1;
        assertThat(host.call("hmac-verify", "HMAC", "SHA-256", 0, 0, text("Jefe"), data, mac))
                .isEqualTo(false);
        byte[] longKey = hex("aa".repeat(131));
        assertThat(hex(host.bytes(
                        "hmac",
                        "HMAC",
                        "SHA-256",
                        0,
                        longKey,
                        text("Test Using Larger Than Block-Size Key - Hash Key First"))))
                .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
        assertThat(host.bytes("hmac", "HMAC", "SHA-1", 0, NONE, NONE)).hasSize(20);
    }

    /** RFC 5869, test case 1; RFC 7914, section 11. */
    @Test
    void derivedBitsAreThoseOfTheirRfcs() {
        byte[] okm = host.derived(
                "hkdf",
                "SHA-256",
                0,
                42,
                hex("0b".repeat(22)),
                hex("000102030405060708090a0b0c"),
                hex("f0f1f2f3f4f5f6f7f8f9"));
        assertThat(hex(okm))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
        assertThat(hex(host.derived("pbkdf2", "SHA-256", 1, 64, text("passwd"), text("salt"))))
                .isEqualTo("55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                        + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
        assertThatThrownBy(() -> host.derived("pbkdf2", "SHA-256", 100_001, 32, text("p"), text("s")))
                .hasMessageContaining("above 100000 are not supported (requested 100001)");
    }

    @Test
    void aDerivationThatNobodyWaitsForStops() {
        AtomicInteger asked = new AtomicInteger();
        HostCalls stopped = new HostCalls(new HostCrypto(RandomSource.secure(), () -> asked.incrementAndGet() > 3));
        assertThatThrownBy(() -> stopped.derived("pbkdf2", "SHA-512", 100_000, 16_000, text("p"), text("s")))
                .isInstanceOf(HostException.class);
        assertThat(asked).hasValue(4);
    }

    /** The GCM specification's test case 4. */
    @Test
    void gcmIsThatOfItsSpecification() {
        byte[] key = hex("feffe9928665731c6d6a8f9467308308");
        byte[] iv = hex("cafebabefacedbaddecaf888");
        byte[] plain =
                hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
                        + "b16aedf5aa0de657ba637b39");
        byte[] more = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        byte[] sealed = host.aes(true, "AES-GCM", 128, key, iv, plain, plain.length + 16, more);
        assertThat(hex(sealed))
                .isEqualTo(
                        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa05"
                                + "1ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47");
        for (int tag : new int[] {128, 96, 64, 32}) {
            byte[] shortened = Arrays.copyOf(sealed, plain.length + tag / 8);
            assertThat(host.aes(true, "AES-GCM", tag, key, iv, plain, shortened.length, more))
                    .isEqualTo(shortened);
            assertThat(host.aes(false, "AES-GCM", tag, key, iv, shortened, plain.length, more))
                    .isEqualTo(plain);
            for (int at : new int[] {0, plain.length, shortened.length - 1}) {
                byte[] forged = shortened.clone();
                forged[at] ^= 1;
                assertThatThrownBy(() -> host.aes(false, "AES-GCM", tag, key, iv, forged, plain.length, more))
                        .hasMessageContaining("Decryption failed");
            }
        }
    }

    /** NIST SP 800-38A, F.5.1 and F.2.1. */
    @Test
    void counterAndChainedModesAreThoseOfNist() {
        byte[] key = hex("2b7e151628aed2a6abf7158809cf4f3c");
        byte[] plain = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
        byte[] counter = hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
        assertThat(hex(host.aes(true, "AES-CTR", 128, key, counter, plain, 32, NONE)))
                .isEqualTo("874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff");
        byte[] iv = hex("000102030405060708090a0b0c0d0e0f");
        byte[] chained = host.aes(true, "AES-CBC", 0, key, iv, plain, 48, NONE);
        assertThat(hex(chained)).startsWith("7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2");
        assertThat(host.aes(false, "AES-CBC", 0, key, iv, chained, 48, NONE)).isEqualTo(plain);
        assertThatThrownBy(() -> host.aes(false, "AES-CBC", 0, key, iv, Arrays.copyOf(chained, 33), 48, NONE))
                .hasMessageContaining("Input length was 33, output length expected to be 32 for AES-CBC");
    }

    /** The bits before the counter stay as they are when it begins again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 64, 127})
    void aShortCounterBeginsAgainAtZero(int bits) {
        byte[] full = hex("ff".repeat(16));
        byte[] cleared = full.clone();
        for (int bit = 0; bit < bits; bit++) {
            cleared[15 - bit / 8] &= (byte) ~(1 << bit % 8);
        }
        byte[] key = new byte[16];
        byte[] both = host.aes(true, "AES-CTR", bits, key, full, new byte[32], 32, NONE);
        assertThat(Arrays.copyOf(both, 16))
                .isEqualTo(host.aes(true, "AES-CTR", 128, key, full, new byte[16], 16, NONE));
        assertThat(Arrays.copyOfRange(both, 16, 32))
                .isEqualTo(host.aes(true, "AES-CTR", 128, key, cleared, new byte[16], 16, NONE));
        if (bits == 1) {
            assertThatThrownBy(() -> host.aes(true, "AES-CTR", 1, key, full, new byte[33], 33, NONE))
                    .hasMessage("Counter block values will repeat.");
        }
    }

    /** RFC 3394, 4.1. */
    @Test
    void wrappedKeysAreThoseOfTheirRfc() {
        byte[] wrapping = hex("000102030405060708090a0b0c0d0e0f");
        byte[] wrapped = host.bytes("wrap", "AES-KW", "", 0, wrapping, hex("00112233445566778899aabbccddeeff"));
        assertThat(hex(wrapped)).isEqualTo("1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");
        assertThat(hex(host.bytes("unwrap", "AES-KW", "", 0, wrapping, wrapped)))
                .isEqualTo("00112233445566778899aabbccddeeff");
        wrapped[0] ^= 1;
        assertThatThrownBy(() -> host.bytes("unwrap", "AES-KW", "", 0, wrapping, wrapped))
                .hasMessage("AES-KW key unwrapping failed.");
        assertThatThrownBy(() -> host.bytes("wrap", "AES-KW", "", 0, wrapping, new byte[2 << 20]))
                .hasMessage("AES-KW key wrapping failed.");
    }

    @Test
    void buffersAreEqualOnlyWithAllTheirBytes() {
        byte[] one = text("twenty-one bytes long");
        assertThat(host.call("equal", "", "", 0, 0, one, one.clone())).isEqualTo(true);
        for (int i = 0; i < one.length; i++) {
            byte[] two = one.clone();
            two[i] ^= (byte) 0x80;
            assertThat(host.call("equal", "", "", 0, 0, one, two)).isEqualTo(false);
        }
    }
}
