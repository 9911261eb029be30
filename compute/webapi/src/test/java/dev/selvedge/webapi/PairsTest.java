package dev.selvedge.webapi;

import static dev.selvedge.webapi.HostCalls.der;
import static dev.selvedge.webapi.HostCalls.hex;
import static dev.selvedge.webapi.HostCalls.joined;
import static dev.selvedge.webapi.HostCalls.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.RandomSource;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairs of keys: signatures, agreements and formats, by the figures of their standards and against hostile input. */
class PairsTest {
    private static final int SPKI = 0;
    private static final int PKCS8 = 1;
    private static final int RAW = 2;
    private static final int JWK = 3;
    private static final byte[] EXPONENT = {1, 0, 1};
    private static final byte[] DATA = text("The quick brown fox");

    /** RFC 6979, A.2.5: a public key of P-256 and a signature with SHA-256 over "sample". */
    private static final String X = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6";

    private static final String Y = "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
    private static final String R = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716";
    private static final String S = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
    private static final String ORDER = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

    private final HostCalls host = new HostCalls();

    @Test
    void ecdsaVerifiesTheSignatureOfItsRfcAndNoneThatIsOutOfRange() {
        byte[] key = der(host.bytes("read", "ECDSA", "P-256", RAW, hex("04" + X + Y)));
        byte[] data = text("sample");
        assertThat(host.verify("ECDSA", "SHA-256", 0, key, data, hex(R + S))).isTrue();
        String zero = "00".repeat(32);
        String negative = String.format("%064x", new BigInteger(ORDER, 16).subtract(new BigInteger(S, 16)));
        // Known since ECDSA is: with the negated s it is a signature as well.
        assertThat(host.verify("ECDSA", "SHA-256", 0, key, data, hex(R + negative)))
                .isTrue();
        for (String bad : List.of(
                zero + zero,
                R + zero,
                zero + S,
                ORDER + S,
                R + ORDER,
                "ff".repeat(64),
                S + R,
                R,
                R + S + "00",
                "30" + R + S)) {
            assertThat(host.verify("ECDSA", "SHA-256", 0, key, data, hex(bad)))
                    .describedAs(bad)
                    .isFalse();
        }
    }

    /** RFC 8032, 7.1, test 2. */
    @Test
    void ed25519SignsAsItsRfcDoes() {
        byte[] seed = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        byte[] raw = hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        byte[] pkcs8 = joined(hex("302e020100300506032b657004220420"), seed);
        byte[] signature = host.bytes("sign", "Ed25519", "", 0, pkcs8, hex("72"));
        assertThat(hex(signature))
                .isEqualTo(
                        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                                + "387b2eaeb4302aeeb00d291612bb0c00");
        byte[] spki = der(host.bytes("read", "Ed25519", "", RAW, raw));
        assertThat(host.verify("Ed25519", "", 0, spki, hex("72"), signature)).isTrue();
        assertThat(host.verify("Ed25519", "", 0, spki, hex("73"), signature)).isFalse();
        byte[] beyond = signature.clone();
        // S plus the order of the group is the same number to a careless verifier.
        byte[] order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        int carry = 0;
        for (int i = 0; i < 32; i++) {
            int sum = (beyond[32 + i] & 0xff) + (order[i] & 0xff) + carry;
            beyond[32 + i] = (byte) sum;
            carry = sum >> 8;
        }
        assertThat(host.verify("Ed25519", "", 0, spki, hex("72"), beyond)).isFalse();
    }

    /** RFC 7748, 5.2. */
    @Test
    void x25519AgreesAsItsRfcDoesAndRefusesPointsOfSmallOrder() {
        byte[] own = joined(
                hex("302e020100300506032b656e04220420"),
                hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"));
        byte[] other = hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
        byte[] spki = der(host.bytes("read", "X25519", "", RAW, other));
        assertThat(hex(host.bytes("agree", "X25519", "", 0, own, spki)))
                .isEqualTo("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
        for (String small : List.of("00".repeat(32), "01" + "00".repeat(31), "ec" + "ff".repeat(30) + "7f")) {
            byte[] point = der(host.bytes("read", "X25519", "", RAW, hex(small)));
            assertThatThrownBy(() -> host.bytes("agree", "X25519", "", 0, own, point))
                    .hasMessageContaining("EDDH");
        }
    }

    @ParameterizedTest
    @CsvSource({"RSASSA-PKCS1-v1_5, SHA-256, ''", "RSA-PSS, SHA-384, ''", "ECDSA, SHA-512, P-521", "Ed25519, '', ''"})
    void aSignatureIsVerifiedAndSoIsNothingElse(String name, String hash, String curve) {
        List<byte[]> pair = pair(name, curve);
        byte[] signed = host.bytes("sign", name, hash, 20, pair.get(1), DATA);
        assertThat(host.verify(name, hash, 20, pair.get(0), DATA, signed)).isTrue();
        assertThat(host.verify(name, hash, 20, pair.get(0), text("other"), signed))
                .isFalse();
        for (int at = 0; at < signed.length; at += 7) {
            byte[] forged = signed.clone();
            forged[at] ^= 1;
            assertThat(host.verify(name, hash, 20, pair.get(0), DATA, forged)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA-PSS, ''", "ECDSA, P-256", "ECDH, P-384", "ECDSA, P-521", "Ed25519, ''", "X25519, ''"})
    void aKeySurvivesEveryFormat(String name, String curve) {
        List<byte[]> pair = pair(name, curve);
        for (int half = 0; half < 2; half++) {
            byte[] der = pair.get(half);
            assertThat(der(host.bytes("read", name, curve, half == 0 ? SPKI : PKCS8, der)))
                    .isEqualTo(der);
            String words = (String) host.call("write", name, "jwk", half, 0, der);
            assertThat(der(host.bytes("read", name, curve, JWK, packed(words)))).isEqualTo(der);
        }
        if (!curve.isEmpty()) {
            byte[] raw = host.bytes("write", name, "raw", 0, pair.get(0));
            assertThat(der(host.bytes("read", name, curve, RAW, raw))).isEqualTo(pair.get(0));
            byte[] compressed = Arrays.copyOf(raw, (raw.length + 1) / 2);
            compressed[0] = (byte) (2 + (raw[raw.length - 1] & 1));
            assertThat(der(host.bytes("read", name, curve, RAW, compressed))).isEqualTo(pair.get(0));
        }
    }

    @Test
    void anRsaKeyIsMadeWholeFromItsExponents() {
        List<byte[]> pair = pair("RSA-PSS", "");
        String words = (String) host.call("write", "RSA-PSS", "jwk", 1, 0, pair.get(1));
        String few = String.join(" ", Arrays.copyOf(words.split(" "), 3));
        byte[] whole = der(host.bytes("read", "RSA-PSS", "", JWK, packed(few)));
        byte[] signed = host.bytes("sign", "RSA-PSS", "SHA-256", 32, whole, DATA);
        assertThat(host.verify("RSA-PSS", "SHA-256", 32, pair.get(0), DATA, signed))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-256", "P-384", "P-521"})
    void twoSidesAgree(String curve) {
        List<byte[]> one = pair("ECDH", curve);
        List<byte[]> two = pair("ECDH", curve);
        assertThat(host.bytes("agree", "ECDH", curve, 0, one.get(1), two.get(0)))
                .isEqualTo(host.bytes("agree", "ECDH", curve, 0, two.get(1), one.get(0)));
    }

    /** With such a point an agreement would tell the private key piece by piece. */
    @Test
    void aPointOffItsCurveIsNoKey() {
        String off = Y.substring(0, 63) + "8";
        byte[] spki = joined(hex("3059301306072a8648ce3d020106082a8648ce3d030107034200"), hex("04" + X + off));
        assertThatThrownBy(() -> host.bytes("read", "ECDH", "P-256", SPKI, spki))
                .hasMessage("Invalid SPKI input.");
        assertThatThrownBy(() -> host.bytes("read", "ECDH", "P-256", RAW, hex("04" + X + off)))
                .hasMessage("Failed to import raw EC key data: Point is not on curve..");
        byte[] numbers = joined(hex("0020" + X), hex("0020" + off));
        assertThatThrownBy(() -> host.bytes("read", "ECDH", "P-256", JWK, numbers))
                .hasMessageContaining("Point is not on curve");
    }

    @Test
    void whatRsaEncryptsItDecryptsWithTheSameLabelOnly() {
        List<byte[]> pair = pair("RSA-OAEP", "");
        for (byte[] label : List.of(new byte[0], text("label"))) {
            byte[] sealed = host.bytes("rsa-encrypt", "RSA-OAEP", "SHA-256", 0, pair.get(0), DATA, label);
            assertThat(host.bytes("rsa-decrypt", "RSA-OAEP", "SHA-256", 0, pair.get(1), sealed, label))
                    .isEqualTo(DATA);
            assertThatThrownBy(() ->
                            host.bytes("rsa-decrypt", "RSA-OAEP", "SHA-256", 0, pair.get(1), sealed, text("other")))
                    .hasMessage("RSA-OAEP failed encrypt/decrypt.");
        }
    }

    @Test
    void aKeyGenerationThatNobodyWaitsForStops() {
        AtomicInteger asked = new AtomicInteger();
        HostCalls stopped = new HostCalls(new HostCrypto(RandomSource.secure(), () -> asked.incrementAndGet() > 2));
        assertThatThrownBy(() -> stopped.bytes("generate", "RSA-PSS", "", 8192, EXPONENT))
                .isInstanceOf(HostException.class);
        assertThatThrownBy(() -> host.bytes("generate", "RSA-PSS", "", 16384, EXPONENT))
                .hasMessageContaining("8192");
    }

    /** Each byte of a key in turn is another one: what is read then is a key or refused in these words, and never an accident. */
    @ParameterizedTest
    @CsvSource({"RSA-PSS, ''", "ECDSA, P-256", "Ed25519, ''"})
    void mutilatedKeysAreDataErrors(String name, String curve) {
        List<byte[]> pair = pair(name, curve);
        for (int half = 0; half < 2; half++) {
            int format = half == 0 ? SPKI : PKCS8;
            for (int at = 0; at < pair.get(half).length; at++) {
                byte[] flipped = pair.get(half).clone();
                flipped[at] ^= (byte) 0xff;
                assertKeyOrRefusal(name, curve, format, flipped);
                assertKeyOrRefusal(name, curve, format, Arrays.copyOf(flipped, at));
            }
        }
    }

    private void assertKeyOrRefusal(String name, String curve, int format, byte[] bytes) {
        try {
            assertThat(host.bytes("read", name, curve, format, bytes)).isNotEmpty();
        } catch (HostException e) {
            assertThat(e.name()).isEqualTo("DataError");
            assertThat(e.getMessage()).startsWith("Invalid ");
        }
    }

    @Test
    void aKeyIsParsedOnceAndManyAreForgotten() {
        List<byte[]> pair = pair("ECDSA", "P-256");
        byte[] signed = (byte[]) host.call("sign", "ECDSA", "SHA-256", 0, 1, pair.get(1), DATA);
        // The number is enough while the key is remembered.
        assertThat((byte[]) host.call("sign", "ECDSA", "SHA-256", 0, 1, new byte[0], DATA))
                .hasSameSizeAs(signed);
        for (int number = 2; number < 100; number++) {
            assertThat(host.call("verify", "ECDSA", "SHA-256", 0, number, pair.get(0), DATA, signed))
                    .isEqualTo(true);
        }
        assertThatThrownBy(() -> host.call("sign", "ECDSA", "SHA-256", 0, 1, new byte[0], DATA))
                .isInstanceOf(HostException.class);
        assertThat((byte[]) host.call("sign", "ECDSA", "SHA-256", 0, 1, pair.get(1), DATA))
                .hasSameSizeAs(signed);
    }

    private List<byte[]> pair(String name, String curve) {
        int bits = name.startsWith("RSA") ? 1024 : 0;
        return HostCalls.halves(host.bytes("generate", name, curve, bits, EXPONENT));
    }

    /** Words of base64url, as JavaScript packs the numbers of a JSON Web Key. */
    private static byte[] packed(String words) {
        return joined(Arrays.stream(words.split(" "))
                .map(word -> Base64.getUrlDecoder().decode(word))
                .flatMap(number ->
                        List.of(new byte[] {(byte) (number.length >> 8), (byte) number.length}, number).stream())
                .toArray(byte[][]::new));
    }
}
