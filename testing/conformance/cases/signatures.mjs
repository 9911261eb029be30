import { each } from "../workers.mjs";

const pair = (name, more, usages = ["sign", "verify"]) => crypto.subtle.generateKey({ name, ...(name.startsWith("RSA") ? { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) } : {}), ...more }, true, usages);
/** A key is random: what can be compared is everything else about it. */
const masked = (exported) => exported instanceof ArrayBuffer ? ["bytes", exported.byteLength > 20] : Object.fromEntries(Object.entries(exported).map(([k, v]) => [k, ["n", "d", "p", "q", "dp", "dq", "qi", "x", "y"].includes(k) ? typeof v : v]));

const known = {
  p256: { kty: "EC", crv: "P-256", x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM", d: "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE" },
  ed25519: { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A" },
};

export const area = {
  name: "signatures", title: "RSA, ECDSA, ECDH, Ed25519, X25519", order: 72,
  prelude: `const pair = ${pair}; const masked = ${masked}; const known = ${JSON.stringify(known)};`,
  cases: {
    ...each("generates and signs", [
      ["RSASSA-PKCS1-v1_5", { hash: "SHA-256" }, "RSASSA-PKCS1-v1_5"], ["RSASSA-PKCS1-v1_5", { hash: "SHA-1" }, "RSASSA-PKCS1-v1_5"], ["RSA-PSS", { hash: "SHA-256" }, { name: "RSA-PSS", saltLength: 32 }], ["RSA-PSS", { hash: "SHA-512" }, { name: "RSA-PSS", saltLength: 0 }],
      ["ECDSA", { namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" }], ["ECDSA", { namedCurve: "P-384" }, { name: "ECDSA", hash: "SHA-384" }], ["ECDSA", { namedCurve: "P-521" }, { name: "ECDSA", hash: "SHA-512" }], ["ECDSA", { namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-512" }],
      ["Ed25519", {}, "Ed25519"], ["NODE-ED25519", { namedCurve: "NODE-ED25519" }, { name: "NODE-ED25519" }],
    ], ({ caught }, name, more, algorithm) => caught(async () => {
      const { publicKey, privateKey } = await pair(name, more), data = new Uint8Array([1, 2, 3]);
      const signature = await crypto.subtle.sign(algorithm, privateKey, data);
      const changed = new Uint8Array(signature);
      changed[5] ^= 1;
      return [
        signature.byteLength, await crypto.subtle.verify(algorithm, publicKey, signature, data), await crypto.subtle.verify(algorithm, publicKey, signature, new Uint8Array([1, 2, 4])), await crypto.subtle.verify(algorithm, publicKey, changed, data),
        await crypto.subtle.verify(algorithm, publicKey, signature.slice(1), data), publicKey.algorithm, privateKey.type, publicKey.usages, privateKey.usages, publicKey.extractable,
      ];
    })),
    ...each("exports", [
      ["RSASSA-PKCS1-v1_5", { hash: "SHA-256" }], ["RSA-PSS", { hash: "SHA-384" }], ["ECDSA", { namedCurve: "P-256" }], ["ECDSA", { namedCurve: "P-521" }], ["Ed25519", {}],
    ].flatMap(([name, more]) => ["raw", "spki", "pkcs8", "jwk"].map((format) => [name, more, format])), async ({ caught }, name, more, format) => {
      const { publicKey, privateKey } = await pair(name, more);
      return [await caught(async () => masked(await crypto.subtle.exportKey(format, publicKey))), await caught(async () => masked(await crypto.subtle.exportKey(format, privateKey)))];
    }),
    ...each("goes out and comes back", [
      ["RSASSA-PKCS1-v1_5", { hash: "SHA-256" }, "RSASSA-PKCS1-v1_5"], ["ECDSA", { namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" }], ["ECDSA", { namedCurve: "P-384" }, { name: "ECDSA", hash: "SHA-256" }], ["Ed25519", {}, "Ed25519"],
    ].flatMap(([name, more, algorithm]) => [["spki", "pkcs8"], ["jwk", "jwk"]].map((formats) => [name, more, algorithm, formats])), async ({ caught }, name, more, algorithm, [outer, inner]) => caught(async () => {
      const { publicKey, privateKey } = await pair(name, more), data = new Uint8Array([1, 2, 3]);
      const open = await crypto.subtle.importKey(outer, await crypto.subtle.exportKey(outer, publicKey), { name, ...more }, true, ["verify"]);
      const closed = await crypto.subtle.importKey(inner, await crypto.subtle.exportKey(inner, privateKey), { name, ...more }, false, ["sign"]);
      return [await crypto.subtle.verify(algorithm, open, await crypto.subtle.sign(algorithm, closed, data), data), open.algorithm, closed.usages];
    })),
    "Ed25519 signs the same every time": async () => {
      const key = await crypto.subtle.importKey("jwk", known.ed25519, "Ed25519", true, ["sign"]);
      return [await crypto.subtle.sign("Ed25519", key, new Uint8Array(0)), await crypto.subtle.exportKey("pkcs8", key)];
    },
    "a P-256 key in all its forms": async () => {
      const algorithm = { name: "ECDSA", namedCurve: "P-256" }, key = await crypto.subtle.importKey("jwk", known.p256, algorithm, true, ["sign"]);
      const { d, ...open } = known.p256, half = await crypto.subtle.importKey("jwk", open, algorithm, true, ["verify"]);
      return [await crypto.subtle.exportKey("pkcs8", key), await crypto.subtle.exportKey("jwk", key), await crypto.subtle.exportKey("spki", half), await crypto.subtle.exportKey("raw", half), await crypto.subtle.exportKey("jwk", half)];
    },
    "a signature made elsewhere": async () => {
      const { d, ...open } = known.p256;
      const key = await crypto.subtle.importKey("jwk", open, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
      const text = new TextEncoder().encode("eyJhbGciOiJFUzI1NiJ9.e30");
      return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, new Uint8Array(64), text);
    },
    ...each("EC from JWK", [
      [{ kty: "EC", crv: "P-256" }], [{ kty: "EC", crv: "P-384", x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM" }], [{ kty: "EC", crv: "P-256", x: "AAAA", y: "AAAA" }], [{ kty: "RSA" }], [{ kty: "EC", crv: "P-256", x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", y: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4" }],
      [{ ...known.p256, d: undefined, use: "enc" }], [{ ...known.p256, d: undefined, key_ops: ["sign"] }], [{ ...known.p256, d: undefined, alg: "ES384" }], [{ ...known.p256, d: undefined, ext: false }],
    ], ({ caught }, jwk) => caught(async () => (await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"])).algorithm)),
    ...each("usages", [["sign"], ["verify"], ["sign", "encrypt"], [], ["deriveBits"]], ({ caught }, ...usages) => caught(async () => {
      const { publicKey, privateKey } = await pair("ECDSA", { namedCurve: "P-256" }, usages);
      return [publicKey.usages, privateKey.usages];
    })),
    ...each("generates with", [
      { name: "ECDSA", namedCurve: "P-192" }, { name: "ECDSA" }, { name: "RSA-PSS", modulusLength: 2048 }, { name: "RSA-PSS", modulusLength: 100, publicExponent: [1, 0, 1], hash: "SHA-256" }, { name: "nonsense" }, { name: "ECDSA", namedCurve: "p-256" }, { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: [2], hash: "SHA-256" },
    ], ({ caught }, { publicExponent, ...algorithm }) => caught(async () => {
      if (publicExponent) algorithm.publicExponent = new Uint8Array(publicExponent);
      return (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])).publicKey.algorithm;
    })),
    "sign with the public half, verify with the private": async ({ caught }) => {
      const { publicKey, privateKey } = await pair("ECDSA", { namedCurve: "P-256" }), a = { name: "ECDSA", hash: "SHA-256" };
      return [await caught(() => crypto.subtle.sign(a, publicKey, new Uint8Array(1))), await caught(() => crypto.subtle.verify(a, privateKey, new Uint8Array(64), new Uint8Array(1)))];
    },
    "ECDSA without a hash": async ({ caught }) => {
      const { privateKey } = await pair("ECDSA", { namedCurve: "P-256" });
      return caught(() => crypto.subtle.sign("ECDSA", privateKey, new Uint8Array(1)));
    },
    "RSA-PSS without a salt's length": async ({ caught }) => {
      const { privateKey } = await pair("RSA-PSS", { hash: "SHA-256" });
      return [await caught(() => crypto.subtle.sign("RSA-PSS", privateKey, new Uint8Array(1))), await caught(() => crypto.subtle.sign({ name: "RSA-PSS", saltLength: 999 }, privateKey, new Uint8Array(1)))];
    },
    ...each("derives by", [["ECDH", "P-256", 256], ["ECDH", "P-384", 384], ["ECDH", "P-521", 528], ["X25519", undefined, 256], ["ECDH", "P-256", null], ["X25519", undefined, null], ["ECDH", "P-256", 128], ["ECDH", "P-256", 512], ["ECDH", "P-256", 9], ["X25519", undefined, 0]],
      ({ caught }, name, namedCurve, length) => caught(async () => {
        const [a, b] = await Promise.all([0, 1].map(() => crypto.subtle.generateKey({ name, namedCurve }, true, ["deriveBits"])));
        const one = await crypto.subtle.deriveBits({ name, public: b.publicKey }, a.privateKey, length), two = await crypto.subtle.deriveBits({ name, public: a.publicKey }, b.privateKey, length);
        return [one.byteLength, `${new Uint8Array(one)}` === `${new Uint8Array(two)}`, a.publicKey.usages, a.privateKey.usages, a.publicKey.algorithm];
      })),
    "ECDH to an AES key": async () => {
      const algorithm = { name: "ECDH", namedCurve: "P-256" }, [a, b] = await Promise.all([0, 1].map(() => crypto.subtle.generateKey(algorithm, false, ["deriveKey"])));
      return (await crypto.subtle.deriveKey({ name: "ECDH", public: b.publicKey }, a.privateKey, { name: "AES-GCM", length: 256 }, true, ["encrypt"])).algorithm;
    },
    ...each("derives with a public key that is", [() => undefined, () => ({}), (pair) => pair.privateKey], async ({ caught }, choose) => {
      const own = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
      return caught(() => crypto.subtle.deriveBits({ name: "ECDH", public: choose(own) }, own.privateKey, 256));
    }),
    "derives over different curves": async ({ caught }) => {
      const a = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]), b = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-384" }, true, ["deriveBits"]);
      return caught(() => crypto.subtle.deriveBits({ name: "ECDH", public: b.publicKey }, a.privateKey, 256));
    },
    ...each("imports broken", [["spki", "ECDSA"], ["pkcs8", "ECDSA"], ["raw", "ECDSA"], ["spki", "RSASSA-PKCS1-v1_5"], ["pkcs8", "Ed25519"], ["raw", "Ed25519"], ["raw", "X25519"]], ({ caught }, format, name) => caught(async () => {
      const usages = name === "X25519" ? [] : format === "pkcs8" ? ["sign"] : ["verify"];
      return (await crypto.subtle.importKey(format, new Uint8Array([1, 2, 3]), { name, namedCurve: "P-256", hash: "SHA-256" }, true, usages)).type;
    })),
    "exports and imports raw": async ({ caught }) => {
      const { publicKey } = await pair("ECDSA", { namedCurve: "P-256" }), raw = await crypto.subtle.exportKey("raw", publicKey);
      const small = new Uint8Array([2 + (new Uint8Array(raw)[64] & 1), ...new Uint8Array(raw, 1, 32)]);
      return [raw.byteLength, new Uint8Array(raw)[0], await caught(async () => (await crypto.subtle.importKey("raw", small, { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"])).algorithm)];
    },
    "two RSA keys differ": async () => {
      const [a, b] = await Promise.all([0, 1].map(() => pair("RSA-PSS", { hash: "SHA-256" })));
      return (await crypto.subtle.exportKey("jwk", a.publicKey)).n !== (await crypto.subtle.exportKey("jwk", b.publicKey)).n;
    },
    "a JWT": async () => {
      const text = (s) => new TextEncoder().encode(s), url = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
      const key = await crypto.subtle.importKey("raw", text("secret"), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
      const head = `${url(text('{"alg":"HS256"}'))}.${url(text('{"sub":"me"}'))}`;
      return `${head}.${url(await crypto.subtle.sign("HMAC", key, text(head)))}`;
    },
  },
};
