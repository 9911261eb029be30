// ECDSA P-256 with SHA-256: the public key and the signature of RFC 6979, A.2.5. The key is imported once, as a verifier of tokens does.
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
const point = bytes("0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
  + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
const signature = bytes("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
  + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
const data = new TextEncoder().encode("sample");
let key;

export default {
  async fetch() {
    key ??= await crypto.subtle.importKey("raw", point, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
    return new Response(String(await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, data)));
  },
};
