// RSA-2048, PKCS #1 with SHA-256. The key was made for this file, and only its public half was kept.
const jwk = {
  kty: "RSA", e: "AQAB", n: "qVEm20D70s7d1HqFZBe285HlKR6Kz3bz-n4yQ23npWWRnjIhV6zSd_FyjIHMT8DQ6I5Yp5I1PF6YJRx5QC44z5SUKE2qtrHI5iTvGd4mfnMPkR"
  + "0yS9p24ty6cdY0RQUy0sJzSWHwpqq_X3X_7hlUd5nhExUolOTFHYGb2v9XflRl5Ed_jIMUqWaBegD14oHMeDmEhTkB3hRLtYIB3stTQ0KUYFeQ"
  + "Rd8hsYR48ZZGEXrEGssi2XS_AsBEW8AhRXLWfl5oIAeXE1QWS1LU_1EF7D_Qi0UUX0XBmVXyTiU-8RKprWLFd6AdkV3EZEjVfkyxh12B8yFFnt"
  + "61BQjd-rhN-Q",
};
const signature = Uint8Array.from(atob("bglld04ZCDgEc/LwMkxW760AV3Rx4JavLz4jBEbycv1DS/pjG7rmmWI8gL+ZSZ+RsJksrhY4I9ti9IXzQtBjrhshwElJGP4lQpUiw5LInsLEVJ"
  + "5g3mbmguqdoRPpO95GGQMaXyVK/dcNPWuGN+Lt8vu10O5q01nQOXt/fUbhuH6GF7+CNk5kxkwrObPo+KITXhOdJilH6L6XRM4mZA418XgVEUOV"
  + "a75ml955k4YV0ofAHCyPghywnM6oOsS4ks7Jop8D5sD1E3WfH3fj+1w5YE9Jf7dbNmh9JNLabo7dRfjH/KzY2DR0HkuWeKf294r2C+G6MMAYoJ"
  + "iXiLjPvO5MZQ=="), (char) => char.charCodeAt(0));
const data = new TextEncoder().encode("The quick brown fox jumps over the lazy dog");
const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
let key;

export default {
  async fetch() {
    key ??= await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
    return new Response(String(await crypto.subtle.verify(algorithm, key, signature, data)));
  },
};
