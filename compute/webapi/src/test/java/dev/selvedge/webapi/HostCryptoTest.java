package dev.selvedge.webapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostCryptoTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] DATA = text("The quick brown fox");

    @ParameterizedTest
    @CsvSource({
        "SHA-1, a9993e364706816aba3e25717850c26c9cd0d89d",
        "SHA-256, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "MD5, 900150983cd24fb0d6963f7d28e17f72",
    })
    void digestsAreThoseOfTheirStandards(String hash, String hex) {
        assertThat(bytes("digest", "{'hash':'" + hash + "'}", text("abc"))).isEqualTo(HEX.parseHex(hex));
    }

    /** RFC 4231, test case 2. */
    @Test
    void hmacIsThatOfItsRfc() {
        assertThat(bytes("hmac", "{'hash':'SHA-256'}", text("Jefe"), text("what do ya want for nothing?")))
                .isEqualTo(HEX.parseHex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
        assertThat(bytes("hmac", "{'hash':'SHA-256'}", new byte[0], new byte[0]))
                .hasSize(32);
    }

    /** RFC 5869, test case 1, and RFC 6070 in its SHA-256 form. */
    @Test
    void derivedKeysAreThoseOfTheirRfcs() {
        byte[] okm = bytes(
                "derive",
                "{'name':'HKDF','hash':'SHA-256','bits':336}",
                HEX.parseHex("0b".repeat(22)),
                HEX.parseHex("000102030405060708090a0b0c"),
                HEX.parseHex("f0f1f2f3f4f5f6f7f8f9"));
        assertThat(HEX.formatHex(okm))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
        byte[] key = bytes(
                "derive",
                "{'name':'PBKDF2','hash':'SHA-256','iterations':2,'bits':256}",
                text("password"),
                text("salt"));
        assertThat(HEX.formatHex(key)).isEqualTo("ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43");
        assertThatThrownBy(() -> bytes(
                        "derive", "{'name':'PBKDF2','hash':'SHA-256','iterations':200000,'bits':256}", DATA, DATA))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("100000");
    }

    @ParameterizedTest
    @CsvSource({"GCM, 12", "CBC, 16", "CTR, 16"})
    void whatAesEncryptsItDecrypts(String mode, int ivBytes) {
        String params = "{'mode':'" + mode + "'}";
        byte[] iv = new byte[ivBytes];
        byte[] sealed = bytes("aes-encrypt", params, new byte[16], iv, DATA, text("more"));
        assertThat(bytes("aes-decrypt", params, new byte[16], iv, sealed, text("more")))
                .isEqualTo(DATA);
    }

    @Test
    void aForgedCiphertextIsRefused() {
        byte[] sealed = bytes("aes-encrypt", "{'mode':'GCM'}", new byte[32], new byte[12], DATA, new byte[0]);
        sealed[0] ^= 1;
        assertThatThrownBy(
                        () -> bytes("aes-decrypt", "{'mode':'GCM'}", new byte[32], new byte[12], sealed, new byte[0]))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.name()).isEqualTo("OperationError"));
    }

    @ParameterizedTest
    @CsvSource({
        "RSASSA-PKCS1-v1_5, RSA, SHA-256, ",
        "RSA-PSS, RSA, SHA-384, ",
        "ECDSA, EC, SHA-256, P-256",
        "ECDSA, EC, SHA-512, P-521",
        "Ed25519, Ed25519, SHA-512, ",
    })
    void aSignatureIsVerifiedAndSoIsNothingElse(String name, String type, String hash, String curve)
            throws IOException {
        JsonNode pair = generate("{'type':'" + type + "','curve':'" + curve + "','modulusLength':2048}");
        String params = "{'name':'" + name + "','hash':'" + hash + "','saltLength':32}";
        byte[] signed = bytes("sign", params, der(pair, "private"), DATA);
        assertThat(HostCrypto.call("verify", json(params), der(pair, "public"), signed, DATA))
                .isEqualTo("true");
        assertThat(HostCrypto.call("verify", json(params), der(pair, "public"), signed, text("other")))
                .isEqualTo("false");
        assertThat(HostCrypto.call("verify", json(params), der(pair, "public"), new byte[3], DATA))
                .isEqualTo("false");
    }

    @ParameterizedTest
    @CsvSource({"RSA, ", "EC, P-256", "EC, P-384", "EC, P-521", "Ed25519, ", "X25519, "})
    void aKeySurvivesBeingWrittenAndRead(String type, String curve) throws IOException {
        JsonNode pair = generate("{'type':'" + type + "','curve':'" + curve + "','modulusLength':2048}");
        for (boolean secret : new boolean[] {true, false}) {
            byte[] der = der(pair, secret ? "private" : "public");
            Object jwk = HostCrypto.call(
                    "write-key", json("{'type':'" + type + "','format':'jwk','private':" + secret + "}"), der);
            byte[] back = bytes(
                    "read-key", "{'type':'" + type + "','format':'jwk','curve':'" + curve + "','jwk':" + jwk + "}");
            assertThat(back).isEqualTo(der);
        }
    }

    @ParameterizedTest
    @CsvSource({"EC, P-256, 65", "EC, P-521, 133", "Ed25519, , 32"})
    void aPublicKeySurvivesAsRawBytes(String type, String curve, int length) throws IOException {
        byte[] spki = der(generate("{'type':'" + type + "','curve':'" + curve + "'}"), "public");
        byte[] raw = bytes("write-key", "{'type':'" + type + "','format':'raw'}", spki);
        assertThat(raw).hasSize(length);
        assertThat(bytes("read-key", "{'type':'" + type + "','format':'raw','curve':'" + curve + "'}", raw))
                .isEqualTo(spki);
    }

    @ParameterizedTest
    @CsvSource({"ECDH, EC, P-256", "X25519, X25519, "})
    void twoSidesAgree(String name, String type, String curve) throws IOException {
        JsonNode one = generate("{'type':'" + type + "','curve':'" + curve + "'}");
        JsonNode two = generate("{'type':'" + type + "','curve':'" + curve + "'}");
        String params = "{'name':'" + name + "'}";
        assertThat(bytes("agree", params, der(one, "private"), der(two, "public")))
                .isEqualTo(bytes("agree", params, der(two, "private"), der(one, "public")));
    }

    @Test
    void whatRsaEncryptsItDecrypts() throws IOException {
        JsonNode pair = generate("{'type':'RSA','modulusLength':2048}");
        byte[] sealed = bytes("rsa-encrypt", "{'hash':'SHA-256'}", der(pair, "public"), DATA, text("label"));
        assertThat(bytes("rsa-decrypt", "{'hash':'SHA-256'}", der(pair, "private"), sealed, text("label")))
                .isEqualTo(DATA);
    }

    @Test
    void brokenKeysAreDataErrors() {
        for (String params : new String[] {
            "{'type':'RSA','format':'spki'}",
            "{'type':'EC','format':'raw','curve':'P-256'}",
            "{'type':'Ed25519','format':'raw'}",
            "{'type':'EC','format':'jwk','jwk':{'crv':'P-256','x':'AA','y':'AA'}}",
            "{'type':'RSA','format':'jwk','jwk':{}}",
        }) {
            assertThatThrownBy(() -> bytes("read-key", params, new byte[5]))
                    .describedAs(params)
                    .isInstanceOfSatisfying(
                            HostException.class, e -> assertThat(e.name()).isEqualTo("DataError"));
        }
        assertThatThrownBy(() -> bytes("nonsense", "{}")).isInstanceOf(HostException.class);
    }

    private static JsonNode generate(String params) throws IOException {
        return new JsonMapper().readTree((String) HostCrypto.call("generate", json(params)));
    }

    private static byte[] der(JsonNode pair, String half) {
        return Base64.getDecoder().decode(pair.path(half).asText());
    }

    private static byte[] bytes(String name, String params, byte[]... data) {
        return (byte[]) HostCrypto.call(name, json(params), data);
    }

    private static String json(String quoted) {
        return quoted.replace('\'', '"');
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
