package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WebCrypto as a Worker sees it, through both halves. */
@Timeout(60)
class WebCryptoTest {
    private final EngineHarness engine = new EngineHarness();
    private int isolates;

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void randomValuesAndIdentifiers() {
        assertThat(answer("""
                const bytes = crypto.getRandomValues(new Uint32Array(4))
                const ids = new Set(Array.from({length: 50}, () => crypto.randomUUID()))
                return [bytes.some(n => n !== 0), ids.size, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test([...ids][0])].join()
                """)).isEqualTo("true,50,true");
        assertThat(failure("crypto.getRandomValues(new Uint8Array(65537))")).isEqualTo("QuotaExceededError");
        assertThat(failure("crypto.getRandomValues(new Float64Array(1))")).isEqualTo("TypeMismatchError");
    }

    @Test
    void digests() {
        assertThat(answer("return hex(await crypto.subtle.digest('sha-256', bytes('abc').subarray(0, 3)))"))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(failure("await crypto.subtle.digest('SHA-3', bytes('abc'))")).isEqualTo("NotSupportedError");
        assertThat(failure("await crypto.subtle.digest('SHA-256', 'abc')")).isEqualTo("TypeError");
    }

    /** RFC 7515, appendix A.1: the key and the signature of the first example of a JWS. */
    @Test
    void aJsonWebTokenIsSignedAsItsRfcDoes() {
        assertThat(answer("""
                const key = await crypto.subtle.importKey('jwk', {kty: 'oct', k:
                  'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow'},
                  {name: 'HMAC', hash: 'SHA-256'}, true, ['sign', 'verify'])
                const text = bytes('eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ')
                const signature = await crypto.subtle.sign('HMAC', key, text)
                const good = await crypto.subtle.verify('HMAC', key, signature, text)
                const bad = await crypto.subtle.verify('HMAC', key, signature, bytes('other'))
                const jwk = await crypto.subtle.exportKey('jwk', key)
                return [hex(signature).slice(0, 16), good, bad, jwk.alg, key.algorithm.length].join()
                """)).isEqualTo("7418dfb49799e025,true,false,HS256,512");
    }

    @ParameterizedTest
    @CsvSource({
        "RSASSA-PKCS1-v1_5, hash: 'SHA-256'",
        "RSA-PSS, hash: 'SHA-512'",
        "ECDSA, namedCurve: 'P-256'",
        "ECDSA, namedCurve: 'P-384'",
        "Ed25519, x: 1",
    })
    void pairsSignAndSurviveEveryFormat(String name, String more) {
        assertThat(answer("""
                const algorithm = {name: '%s', %s, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1])}
                const use = {name: '%s', hash: 'SHA-256', saltLength: 32}
                const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
                const signature = await crypto.subtle.sign(use, pair.privateKey, bytes('data'))
                const results = [await crypto.subtle.verify(use, pair.publicKey, signature, bytes('data'))]
                for (const format of ['spki', 'jwk']) {
                  const out = await crypto.subtle.exportKey(format, pair.publicKey)
                  const key = await crypto.subtle.importKey(format, out, algorithm, true, ['verify'])
                  results.push(await crypto.subtle.verify(use, key, signature, bytes('data')))
                }
                for (const format of ['pkcs8', 'jwk']) {
                  const out = await crypto.subtle.exportKey(format, pair.privateKey)
                  const key = await crypto.subtle.importKey(format, out, algorithm, false, ['sign'])
                  const again = await crypto.subtle.sign(use, key, bytes('data'))
                  results.push(await crypto.subtle.verify(use, pair.publicKey, again, bytes('data')))
                }
                return results.join()
                """.formatted(name, more, name))).isEqualTo("true,true,true,true,true");
    }

    @ParameterizedTest
    @CsvSource({"AES-GCM, iv", "AES-CBC, iv", "AES-CTR, counter"})
    void whatIsEncryptedIsDecrypted(String name, String vector) {
        assertThat(answer("""
                const key = await crypto.subtle.generateKey({name: '%s', length: 256}, false, ['encrypt', 'decrypt'])
                const use = {name: '%s', %s: crypto.getRandomValues(new Uint8Array(16)), length: 64}
                const sealed = await crypto.subtle.encrypt(use, key, bytes('secret'))
                return text(await crypto.subtle.decrypt(use, key, sealed))
                """.formatted(name, name, vector))).isEqualTo("secret");
    }

    @Test
    void passwordsBecomeKeysAndKeysAreWrapped() {
        assertThat(answer("""
                const password = await crypto.subtle.importKey('raw', bytes('password'), 'PBKDF2', false, ['deriveKey', 'deriveBits'])
                const bits = await crypto.subtle.deriveBits({name: 'PBKDF2', salt: bytes('salt'), iterations: 2, hash: 'SHA-256'}, password, 256)
                const wrapping = await crypto.subtle.deriveKey({name: 'PBKDF2', salt: bytes('salt'), iterations: 9, hash: 'SHA-256'},
                  password, {name: 'AES-KW', length: 256}, false, ['wrapKey', 'unwrapKey'])
                const key = await crypto.subtle.generateKey({name: 'HMAC', hash: 'SHA-256'}, true, ['sign'])
                const wrapped = await crypto.subtle.wrapKey('raw', key, wrapping, 'AES-KW')
                const back = await crypto.subtle.unwrapKey('raw', wrapped, wrapping, 'AES-KW', {name: 'HMAC', hash: 'SHA-256'}, true, ['sign'])
                const same = hex(await crypto.subtle.exportKey('raw', key)) === hex(await crypto.subtle.exportKey('raw', back))
                return [hex(bits).slice(0, 16), wrapped.byteLength, same].join()
                """)).isEqualTo("ae4d0c95af6b46d3,72,true");
    }

    @Test
    void twoSidesAgreeOnASecret() {
        assertThat(answer("""
                const make = () => crypto.subtle.generateKey({name: 'ECDH', namedCurve: 'P-256'}, false, ['deriveBits'])
                const [a, b] = [await make(), await make()]
                const one = await crypto.subtle.deriveBits({name: 'ECDH', public: b.publicKey}, a.privateKey, 256)
                const two = await crypto.subtle.deriveBits({name: 'ECDH', public: a.publicKey}, b.privateKey, 256)
                return String(hex(one) === hex(two))
                """)).isEqualTo("true");
    }

    @Test
    void misuseHasTheNamesOfTheStandard() {
        String key =
                "const key = await crypto.subtle.generateKey({name: 'AES-GCM', length: 128}, false, ['encrypt']); ";
        assertThat(failure(key + "await crypto.subtle.exportKey('raw', key)")).isEqualTo("InvalidAccessError");
        assertThat(failure(
                        key + "await crypto.subtle.decrypt({name: 'AES-GCM', iv: new Uint8Array(12)}, key, bytes(''))"))
                .isEqualTo("InvalidAccessError");
        assertThat(failure("await crypto.subtle.importKey('raw', bytes('short'), 'AES-GCM', false, ['encrypt'])"))
                .isEqualTo("DataError");
        assertThat(
                        failure(
                                "await crypto.subtle.importKey('raw', bytes('k'), {name: 'HMAC', hash: 'SHA-1'}, false, ['encrypt'])"))
                .isEqualTo("SyntaxError");
        assertThat(failure("new CryptoKey()")).isEqualTo("TypeError");
        assertThat(failure("crypto.subtle.timingSafeEqual(new Uint8Array(1), new Uint8Array(2))"))
                .isEqualTo("TypeError");
    }

    @Test
    void aDigestStreamHasTheDigestOfWhatWasWritten() {
        assertThat(answer("""
                const stream = new crypto.DigestStream('SHA-256')
                const writer = stream.getWriter()
                await writer.write(bytes('a'))
                await writer.write(bytes('bc'))
                await writer.close()
                return hex(await stream.digest).slice(0, 16) + stream.bytesWritten
                """)).isEqualTo("ba7816bf8f01cfea3");
    }

    private String failure(String code) {
        return answer("try { " + code + "; return 'no error' } catch (e) { return e.name }");
    }

    private String answer(String code) {
        int isolate = ++isolates;
        engine.load(isolate, """
                const hex = b => Array.from(new Uint8Array(b), n => n.toString(16).padStart(2, '0')).join('')
                const bytes = s => Uint8Array.from(s, c => c.charCodeAt(0))
                const text = b => String.fromCharCode(...new Uint8Array(b))
                async function run() { %s }
                export default { async fetch() {
                  try { return new Response(await run()) } catch (e) { return new Response(e.name + ': ' + e.message + e.stack) }
                } }
                """.formatted(code));
        engine.get(isolate, 1, "http://w.localhost/");
        return engine.body(isolate, 1);
    }
}
