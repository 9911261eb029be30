import { each } from "../workers.mjs";

const key = (name, usages = ["encrypt", "decrypt"], size = 16, extractable = true) => crypto.subtle.importKey("raw", new Uint8Array(size).map((_, i) => i), name, extractable, usages);
const zeros = (n) => new Uint8Array(n);

export const area = {
  name: "ciphers", title: "AES, RSA-OAEP, wrapping", order: 71,
  prelude: `const key = ${key}; const zeros = ${zeros};`,
  cases: {
    "a getter gives the key's bytes away": async ({ caught }) => {
      const data = new ArrayBuffer(16);
      const algorithm = { name: "AES-GCM", get length() {
        structuredClone(data, { transfer: [data] });
        return 128;
      } };
      return caught(() => crypto.subtle.importKey("raw", data, algorithm, false, ["encrypt"]));
    },
    ...each("AES", [
      [{ name: "AES-GCM", iv: "12" }], [{ name: "AES-GCM", iv: "12", tagLength: 96 }], [{ name: "AES-GCM", iv: "16" }], [{ name: "AES-GCM", iv: "1" }], [{ name: "AES-GCM", iv: "12", additionalData: "3" }], [{ name: "AES-GCM", iv: "12", tagLength: 100 }],
      [{ name: "AES-GCM", iv: "0" }], [{ name: "AES-GCM" }], [{ name: "AES-CBC", iv: "16" }], [{ name: "AES-CBC", iv: "15" }], [{ name: "AES-CTR", counter: "16", length: 64 }], [{ name: "AES-CTR", counter: "16", length: 128 }],
      [{ name: "AES-CTR", counter: "16", length: 1 }], [{ name: "AES-CTR", counter: "16", length: 0 }], [{ name: "AES-CTR", counter: "16", length: 129 }], [{ name: "AES-CTR", counter: "8", length: 64 }],
    ], ({ caught }, given) => caught(async () => {
      const algorithm = Object.fromEntries(Object.entries(given).map(([k, v]) => [k, ["iv", "counter", "additionalData"].includes(k) ? zeros(+v) : v]));
      const k = await key(algorithm.name), text = new TextEncoder().encode("some text that is longer than a block");
      const hidden = await crypto.subtle.encrypt(algorithm, k, text);
      return [hidden, new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, k, hidden))];
    })),
    ...each("AES of nothing", [{ name: "AES-GCM", iv: 12 }, { name: "AES-CBC", iv: 16 }], ({ caught }, { name, iv }) => caught(async () => crypto.subtle.encrypt({ name, iv: zeros(iv) }, await key(name), zeros(0)))),
    ...each("AES with a key of", [15, 16, 24, 32, 33, 0], ({ caught }, size) => caught(async () => [(await key("AES-GCM", ["encrypt"], size)).algorithm, await crypto.subtle.encrypt({ name: "AES-GCM", iv: zeros(12) }, await key("AES-GCM", ["encrypt"], size), zeros(2))])),
    ...each("AES decrypts what was changed", ["AES-GCM", "AES-CBC", "AES-CTR"], ({ caught }, name) => caught(async () => {
      const algorithm = { name, iv: zeros(16), counter: zeros(16), length: 64 }, k = await key(name);
      const hidden = new Uint8Array(await crypto.subtle.encrypt(algorithm, k, zeros(20)));
      hidden[hidden.length - 1] ^= 255;
      return crypto.subtle.decrypt(algorithm, k, hidden);
    })),
    ...each("AES decrypts too little", [["AES-GCM", 3], ["AES-GCM", 0], ["AES-CBC", 5], ["AES-CBC", 0], ["AES-CTR", 0]], ({ caught }, name, n) => caught(async () => crypto.subtle.decrypt({ name, iv: zeros(16), counter: zeros(16), length: 64 }, await key(name), zeros(n)))),
    "AES-GCM with other additional data": ({ caught }) => caught(async () => {
      const k = await key("AES-GCM"), hidden = await crypto.subtle.encrypt({ name: "AES-GCM", iv: zeros(12), additionalData: zeros(1) }, k, zeros(3));
      return crypto.subtle.decrypt({ name: "AES-GCM", iv: zeros(12), additionalData: zeros(2) }, k, hidden);
    }),
    "AES-CTR runs over its counter": async () => crypto.subtle.encrypt({ name: "AES-CTR", counter: new Uint8Array(16).fill(255), length: 128 }, await key("AES-CTR"), zeros(48)),
    "AES-CTR with more blocks than counts": ({ caught }) => caught(async () => crypto.subtle.encrypt({ name: "AES-CTR", counter: zeros(16), length: 1 }, await key("AES-CTR"), zeros(64))),
    "AES-KW wraps and unwraps": async () => {
      const kw = await key("AES-KW", ["wrapKey", "unwrapKey"]), inner = await key("AES-GCM");
      const wrapped = await crypto.subtle.wrapKey("raw", inner, kw, "AES-KW");
      const back = await crypto.subtle.unwrapKey("raw", wrapped, kw, "AES-KW", "AES-GCM", true, ["encrypt"]);
      return [wrapped, await crypto.subtle.exportKey("raw", back), back.usages];
    },
    "AES-KW of broken data": ({ caught }) => caught(async () => crypto.subtle.unwrapKey("raw", zeros(24), await key("AES-KW", ["unwrapKey"]), "AES-KW", "AES-GCM", true, ["encrypt"])),
    ...each("wraps as", ["raw", "jwk", "pkcs8", "spki", "x"], ({ caught }, format) => caught(async () => {
      const k = await key("AES-GCM", ["wrapKey", "unwrapKey"]), inner = await key("AES-CBC"), algorithm = { name: "AES-GCM", iv: zeros(12) };
      const wrapped = await crypto.subtle.wrapKey(format, inner, k, algorithm);
      return (await crypto.subtle.unwrapKey(format, wrapped, k, algorithm, "AES-CBC", true, ["encrypt"])).algorithm;
    })),
    "wraps what may not be exported": ({ caught }) => caught(async () => crypto.subtle.wrapKey("raw", await key("AES-GCM", ["encrypt"], 16, false), await key("AES-KW", ["wrapKey"]), "AES-KW")),
    ...each("generates", [["AES-GCM", 128], ["AES-CBC", 256], ["AES-CTR", 192], ["AES-KW", 256], ["AES-GCM", 100], ["AES-GCM", undefined], ["AES-GCM", 0]], ({ caught }, name, length) => caught(async () => {
      const k = await crypto.subtle.generateKey({ name, length }, true, name === "AES-KW" ? ["wrapKey"] : ["encrypt", "decrypt"]);
      return [k.algorithm, k.type, k.extractable, k.usages, (await crypto.subtle.exportKey("raw", k)).byteLength];
    })),
    ...each("usages of an AES key", [[], ["sign"], ["encrypt", "sign"], ["decrypt", "encrypt", "encrypt"], ["wrapKey", "unwrapKey", "decrypt", "encrypt"], ["nonsense"]], ({ caught }, ...usages) => caught(async () => (await key("AES-GCM", usages)).usages)),
    "encrypt without the usage": ({ caught }) => caught(async () => crypto.subtle.encrypt({ name: "AES-GCM", iv: zeros(12) }, await key("AES-GCM", ["decrypt"]), zeros(1))),
    "encrypt with a key of another kind": ({ caught }) => caught(async () => crypto.subtle.encrypt({ name: "AES-GCM", iv: zeros(12) }, await key("AES-CBC"), zeros(1))),
    "encrypt with what is no key": ({ caught }) => caught(() => crypto.subtle.encrypt({ name: "AES-GCM", iv: zeros(12) }, {}, zeros(1))),
    "export of what may not be": ({ caught }) => caught(async () => crypto.subtle.exportKey("raw", await key("AES-GCM", ["encrypt"], 16, false))),
    ...each("export as", ["raw", "jwk", "pkcs8", "spki", "x"], ({ caught }, format) => caught(async () => crypto.subtle.exportKey(format, await key("AES-GCM")))),
    ...each("AES from JWK", [{ kty: "oct", k: "AAECAwQFBgcICQoLDA0ODw", alg: "A128GCM" }, { kty: "oct", k: "AAECAwQFBgcICQoLDA0ODw" }, { kty: "oct", k: "AAECAwQFBgcICQoLDA0ODw", alg: "A256GCM" }, { kty: "oct", k: "AAEC" }, { kty: "EC" }, { kty: "oct", k: "AAECAwQFBgcICQoLDA0ODw", use: "sig" }],
      ({ caught }, jwk) => caught(async () => (await crypto.subtle.importKey("jwk", jwk, "AES-GCM", true, ["encrypt"])).algorithm)),
    ...each("import as", ["raw", "jwk", "pkcs8", "spki", "x", "RAW"], ({ caught }, format) => caught(async () => (await crypto.subtle.importKey(format, zeros(16), "AES-GCM", true, ["encrypt"])).type)),
    ...each("an algorithm of", ["AES-XYZ", "aes-gcm", { name: "aes-cbc" }, "", null, undefined], ({ caught }, algorithm) => caught(async () => (await crypto.subtle.importKey("raw", zeros(16), algorithm, true, ["encrypt"])).algorithm)),
    "RSA-OAEP there and back": async () => {
      const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: "RSA-OAEP", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, true, ["encrypt", "decrypt"]);
      const hidden = await crypto.subtle.encrypt({ name: "RSA-OAEP", label: zeros(2) }, publicKey, new Uint8Array([1, 2, 3]));
      return [hidden.byteLength, await crypto.subtle.decrypt({ name: "RSA-OAEP", label: zeros(2) }, privateKey, hidden), publicKey.usages, privateKey.usages, publicKey.algorithm];
    },
    "RSA-OAEP with another label, too much, the wrong half": async ({ caught }) => {
      const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: "RSA-OAEP", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-1" }, true, ["encrypt", "decrypt"]);
      const hidden = await crypto.subtle.encrypt("RSA-OAEP", publicKey, zeros(3));
      return [await caught(() => crypto.subtle.decrypt({ name: "RSA-OAEP", label: zeros(1) }, privateKey, hidden)), await caught(() => crypto.subtle.encrypt("RSA-OAEP", publicKey, zeros(300))), await caught(() => crypto.subtle.encrypt("RSA-OAEP", privateKey, zeros(3))), await caught(() => crypto.subtle.decrypt("RSA-OAEP", privateKey, zeros(10)))];
    },
    "RSA-OAEP wraps a key": async () => {
      const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: "RSA-OAEP", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-512" }, true, ["wrapKey", "unwrapKey"]);
      const wrapped = await crypto.subtle.wrapKey("raw", await key("AES-GCM"), publicKey, "RSA-OAEP");
      return crypto.subtle.exportKey("jwk", await crypto.subtle.unwrapKey("raw", wrapped, privateKey, "RSA-OAEP", "AES-GCM", true, ["encrypt"]));
    },
    "keys cannot be cloned by JSON and have tags": async () => {
      const k = await key("AES-GCM");
      return [Object.prototype.toString.call(k), JSON.stringify(k), Object.keys(k).sort(), k instanceof CryptoKey, k.algorithm === k.algorithm, k.usages === k.usages];
    },
    "structuredClone of a key": ({ caught }) => caught(async () => structuredClone(await key("AES-GCM")).type),
  },
};
