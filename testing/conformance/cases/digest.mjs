import { each } from "../workers.mjs";

const hashes = ["SHA-1", "SHA-256", "SHA-384", "SHA-512", "MD5"];

export const area = {
  name: "digest", title: "Digests, random numbers, HMAC, derivation", order: 70,
  cases: {
    ...each("digest", [...hashes, "sha-256", "SHA256", "SHA-224", "SHA3-256", "", "nonsense"], ({ caught }, name) => caught(() => crypto.subtle.digest(name, new TextEncoder().encode("abc")))),
    ...each("digest by an object", [{ name: "SHA-256" }, { name: "sha-1" }, {}, null, undefined, 5, { name: 5 }], ({ caught }, algorithm) => caught(() => crypto.subtle.digest(algorithm, new Uint8Array(3)))),
    ...each("digest of", [() => new ArrayBuffer(0), () => new Uint16Array([1, 2]), () => new DataView(new ArrayBuffer(4), 1, 2), () => "text", () => undefined, () => null, () => [1], () => 5], ({ caught }, make) => caught(() => crypto.subtle.digest("SHA-1", make()))),
    "digest of a megabyte": () => crypto.subtle.digest("SHA-256", new Uint8Array(1 << 20).fill(7)),
    "digest copies what it is given": async () => {
      const bytes = new Uint8Array([1, 2, 3]), promise = crypto.subtle.digest("SHA-256", bytes);
      bytes.fill(9);
      return promise;
    },
    ...each("DigestStream", hashes, async (_, name) => {
      const s = new crypto.DigestStream(name), w = s.getWriter();
      await w.write(new TextEncoder().encode("ab"));
      await w.write(new TextEncoder().encode("c").buffer);
      await w.close();
      return [await s.digest, s instanceof WritableStream, String(s.bytesWritten)];
    }),
    "DigestStream by pipeTo": async () => {
      const s = new crypto.DigestStream("SHA-256");
      await new Response("abc").body.pipeTo(s);
      return s.digest;
    },
    ...each("DigestStream with a chunk of", ["text", 5, null, {}], async ({ caught }, chunk) => {
      const s = new crypto.DigestStream("SHA-256"), w = s.getWriter();
      return caught(async () => {
        await w.write(chunk);
        await w.close();
        return s.digest;
      });
    }),
    "DigestStream aborted": async ({ caught }) => {
      const s = new crypto.DigestStream("SHA-256");
      const waiting = caught(() => s.digest);
      await s.abort(new RangeError("mine"));
      return waiting;
    },
    ...each("DigestStream of", ["nonsense", undefined, null, { name: "SHA-1" }, 5], ({ caught }, name) => caught(() => typeof new crypto.DigestStream(name))),
    ...each("getRandomValues of", [() => new Uint8Array(4), () => new Int32Array(2), () => new BigUint64Array(1), () => new Float32Array(1), () => new DataView(new ArrayBuffer(2)), () => new ArrayBuffer(2), () => [1], () => undefined, () => new Uint8Array(65536), () => new Uint8Array(65537), () => new Uint8Array(0)],
      ({ caught }, make) => caught(() => {
        const given = make(), got = crypto.getRandomValues(given);
        return [got === given, got.constructor.name, got.byteLength];
      })),
    "getRandomValues is random": () => new Set(crypto.getRandomValues(new Uint32Array(100))).size > 95,
    "randomUUID": () => {
      const all = Array.from({ length: 20 }, () => crypto.randomUUID());
      return [all.every((id) => /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id)), new Set(all).size];
    },
    "timingSafeEqual": ({ caught, bytes }) => Promise.all([
      caught(() => crypto.subtle.timingSafeEqual(bytes(1, 2), bytes(1, 2))), caught(() => crypto.subtle.timingSafeEqual(bytes(1, 2), bytes(1, 3))), caught(() => crypto.subtle.timingSafeEqual(bytes(1, 2).buffer, bytes(1, 2))),
      caught(() => crypto.subtle.timingSafeEqual(bytes(1), bytes(1, 3))), caught(() => crypto.subtle.timingSafeEqual("a", "a")), caught(() => crypto.subtle.timingSafeEqual()),
    ]),
    ...each("HMAC", ["SHA-1", "SHA-256", "SHA-384", "SHA-512", "MD5", "nonsense"], ({ caught, bytes }, hash) => caught(async () => {
      const key = await crypto.subtle.importKey("raw", bytes(1, 2, 3), { name: "HMAC", hash }, true, ["sign", "verify"]);
      const mac = await crypto.subtle.sign("HMAC", key, bytes(4, 5));
      return [mac, key.algorithm, await crypto.subtle.verify("HMAC", key, mac, bytes(4, 5)), await crypto.subtle.verify("HMAC", key, mac, bytes(4, 6)), await crypto.subtle.verify("HMAC", key, mac.slice(1), bytes(4, 5))];
    })),
    ...each("HMAC key of this length", [undefined, 8, 24, 17, 0, 32], ({ caught, bytes }, length) => caught(async () => {
      const key = await crypto.subtle.importKey("raw", bytes(255, 255, 255), { name: "HMAC", hash: "SHA-256", length }, true, ["sign"]);
      return [key.algorithm.length, await crypto.subtle.exportKey("raw", key)];
    })),
    "HMAC with an empty key": ({ caught }) => caught(async () => (await crypto.subtle.importKey("raw", new Uint8Array(0), { name: "HMAC", hash: "SHA-256" }, false, ["sign"])).algorithm),
    ...each("HMAC generated", [{ hash: "SHA-256" }, { hash: "SHA-512" }, { hash: "SHA-1", length: 128 }, { hash: "SHA-1", length: 0 }, {}, { hash: "SHA-384" }], ({ caught }, more) => caught(async () => {
      const key = await crypto.subtle.generateKey({ name: "HMAC", ...more }, true, ["sign", "verify"]);
      return [key.algorithm, key.type, key.usages, (await crypto.subtle.exportKey("raw", key)).byteLength];
    })),
    "HMAC as JWK": async ({ bytes }) => crypto.subtle.exportKey("jwk", await crypto.subtle.importKey("raw", bytes(1, 2, 3), { name: "HMAC", hash: "SHA-512" }, true, ["verify", "sign"])),
    ...each("HMAC from JWK", [
      { kty: "oct", k: "AQID", alg: "HS256", key_ops: ["sign"], ext: true }, { kty: "oct", k: "AQID" }, { kty: "oct", k: "AQID", alg: "HS512" }, { kty: "RSA", k: "AQID" }, { kty: "oct" }, { kty: "oct", k: "AQ=" }, { kty: "oct", k: "AQID", use: "enc" },
      { kty: "oct", k: "AQID", key_ops: ["verify"] }, { kty: "oct", k: "AQID", ext: false }, {}, { kty: "oct", k: "A Q" },
    ], ({ caught }, jwk) => caught(async () => (await crypto.subtle.importKey("jwk", jwk, { name: "HMAC", hash: "SHA-256" }, true, ["sign"])).algorithm)),
    ...each("HKDF", [["SHA-256", 256], ["SHA-1", 160], ["SHA-512", 1024], ["SHA-256", 0], ["SHA-256", 7], ["SHA-256", null], ["SHA-256", 256 * 8 * 32]], ({ caught, bytes }, hash, length) => caught(async () => {
      const key = await crypto.subtle.importKey("raw", bytes(1, 2, 3), "HKDF", false, ["deriveBits"]);
      return crypto.subtle.deriveBits({ name: "HKDF", hash, salt: bytes(9), info: bytes(8) }, key, length);
    })),
    ...each("PBKDF2", [["SHA-256", 1000, 256], ["SHA-1", 1, 128], ["SHA-512", 10, 512], ["SHA-256", 0, 256], ["SHA-256", 1000, 9], ["SHA-256", 100001, 256], ["SHA-256", 10, 0], ["SHA-256", 10, null]], ({ caught, bytes }, hash, iterations, length) => caught(async () => {
      const key = await crypto.subtle.importKey("raw", bytes(1, 2, 3), "PBKDF2", false, ["deriveBits", "deriveKey"]);
      return crypto.subtle.deriveBits({ name: "PBKDF2", hash, salt: bytes(9), iterations }, key, length);
    })),
    "PBKDF2 of an empty password": ({ caught, bytes }) => caught(async () => crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: bytes(1), iterations: 5 }, await crypto.subtle.importKey("raw", new Uint8Array(0), "PBKDF2", false, ["deriveBits"]), 128)),
    ...each("deriveKey to", [{ name: "AES-GCM", length: 256 }, { name: "AES-CBC", length: 128 }, { name: "HMAC", hash: "SHA-256" }, { name: "HMAC", hash: "SHA-256", length: 64 }, { name: "AES-GCM", length: 100 }, { name: "HKDF" }], ({ caught, bytes }, to) => caught(async () => {
      const key = await crypto.subtle.importKey("raw", bytes(1, 2, 3), "PBKDF2", false, ["deriveKey"]);
      const usages = to.name === "HMAC" ? ["sign"] : to.name === "HKDF" ? ["deriveBits"] : ["encrypt"];
      const made = await crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt: bytes(9), iterations: 10 }, key, to, to.name !== "HKDF", usages);
      return [made.algorithm, made.usages, made.extractable && (await crypto.subtle.exportKey("raw", made))];
    })),
    ...each("a derivation key that may be exported", ["HKDF", "PBKDF2"], ({ caught, bytes }, name) => caught(() => crypto.subtle.importKey("raw", bytes(1), name, true, ["deriveBits"]).then((k) => k.extractable))),
    "deriveBits without the usage": ({ caught, bytes }) => caught(async () => crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: bytes(), info: bytes() }, await crypto.subtle.importKey("raw", bytes(1), "HKDF", false, ["deriveKey"]), 128)),
    "HKDF without salt or info": ({ caught, bytes }) => caught(async () => crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256" }, await crypto.subtle.importKey("raw", bytes(1), "HKDF", false, ["deriveBits"]), 128)),
    "crypto's shapes": ({ caught }) => Promise.all([
      Object.prototype.toString.call(crypto), Object.prototype.toString.call(crypto.subtle), crypto.subtle === crypto.subtle, caught(() => new Crypto()), caught(() => new SubtleCrypto()), caught(() => new CryptoKey()), typeof crypto.DigestStream,
      caught(() => Crypto.prototype.getRandomValues.call({}, new Uint8Array(1))), caught(() => SubtleCrypto.prototype.digest.call({}, "SHA-1", new Uint8Array(1))),
    ]),
    "missing arguments": ({ caught }) => Promise.all(["digest", "sign", "verify", "encrypt", "importKey", "exportKey", "generateKey", "deriveBits", "wrapKey"].map((m) => caught(() => crypto.subtle[m]()))),
  },
};
