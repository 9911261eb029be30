// Every route of the Hono application, as requests. Several in one entry run in order and may pass cookies on.
import { randomBytes } from "node:crypto";

const file = Buffer.from(Array.from({ length: 70000 }, (_, i) => (i * 31) % 251));
const boundary = "----selvedge-form";
const part = (head, content) => Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`), Buffer.from(content), Buffer.from("\r\n")]);
const upload = Buffer.concat([part('name="title"', "größe"), part('name="one"; filename="one.bin"\r\nContent-Type: application/x-thing', file),
  part('name="two"; filename="zwei ü.txt"\r\nContent-Type: text/plain', "two"), part('name="empty"', ""), Buffer.from(`--${boundary}--\r\n`)]);
const form = { "content-type": "application/x-www-form-urlencoded" };
const json = { "content-type": "application/json" };
const get = (path, headers = {}, more = {}) => ({ path, headers, ...more });
const post = (path, body, headers = {}, more = {}) => ({ path, method: "POST", body, headers, ...more });
const token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJub2JvZHkifQ.AAAA";

export const requests = {
  "plain text": [get("/")],
  "JSON with ünïcödé": [get("/json")],
  "a numeric parameter": [get("/users/42")],
  "a parameter that does not match its pattern": [get("/users/none")],
  "two parameters with escapes": [get("/users/j%C3%BCrgen%20x/posts/a%2Fb")],
  "query strings": [get("/search?q=a+b%20c&tag=1&tag=%C3%A9&tag="), get("/search")],
  "wildcards and dot segments": [get("/wild/a/b/../c"), get("/wild//double//")],
  "every method": ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "POST"].map((method) => ({ path: "/method", method })),
  "request headers": [get("/headers", { "user-agent": "checker", "x-custom": "one, two", accept: "text/html" }), get("/headers", { "x-custom": "caf\u00e9" })],
  "streamed text": [get("/stream")],
  "streamed bytes": [get("/stream/bytes")],
  "server-sent events": [get("/sse")],
  "plain cookies": [get("/cookie/set"), get("/cookie/get", { cookie: "plain=value%20one; b=2; quoted=\"q\"" }), get("/cookie/delete", { cookie: "plain=1" })],
  "signed cookies": [get("/cookie/signed/set"), get("/cookie/signed/get", {}, { passCookies: true }), get("/cookie/signed/get", { cookie: "signed=forged.AAAA" })],
  "a JWT is signed the same": [get("/token")],
  "the JWT middleware lets a good token in": [get("/token"), get("/private/me", {}, { passToken: true })],
  "the JWT middleware refuses none and forged ones": [get("/private/me"), get("/private/me", { authorization: `Bearer ${token}` })],
  "basic authentication": [get("/basic/page"), get("/basic/page", { authorization: `Basic ${Buffer.from("ann:s3cret").toString("base64")}` }), get("/basic/page", { authorization: "Basic broken" })],
  "CORS": [get("/cors/data", { origin: "https://example.org" }), { path: "/cors/data", method: "OPTIONS", headers: { origin: "https://example.org", "access-control-request-method": "PUT" } }, get("/cors/data", { origin: "https://else.example" })],
  "secure headers": [get("/secure/page")],
  "ETag and 304": [get("/etag/page"), get("/etag/page", {}, { passEtag: true })],
  "a multipart upload": [post("/files/upload", upload, { "content-type": `multipart/form-data; boundary=${boundary}` })],
  "a broken multipart upload": [post("/files/upload", "nonsense", { "content-type": `multipart/form-data; boundary=${boundary}` }, { onlyStatus: true })],
  "a digest of a binary body": [post("/files/digest", file), post("/files/digest", randomBytes(3_000_000))],
  "FormData there and back": [get("/files/form")],
  "a URL-encoded form": [post("/form", "a=1&b=two+words&c=%C3%A9&a=2", form)],
  "validated JSON": [post("/validated", `{"name":"x"}`, json), post("/validated", `{"name":1}`, json), post("/validated", `{broken`, json)],
  "a body limit": [post("/limited", "x".repeat(900)), post("/limited", "x".repeat(2000))],
  "an echo of text and of bytes": [post("/echo", "text ü", { "content-type": "text/plain" }), post("/echo", file, { "content-type": "application/octet-stream" }), post("/echo", "")],
  "a piped body, also chunked": [post("/pipe", file), post("/pipe", file, { "transfer-encoding": "chunked" })],
  "redirects": [get("/redirect"), get("/redirect/permanent")],
  "a known error": [get("/error/known")],
  "an unknown error": [get("/error/unknown")],
  "not found": [get("/nowhere"), get("/nowhere?x=%zz")],
  "empty statuses": [get("/status/204"), get("/status/304"), get("/status/205")],
  "server rendered JSX": [get("/page")],
  "every byte": [get("/binary")],
  "a large body": [get("/large")],
  "HEAD of a large body": [{ path: "/large", method: "HEAD" }],
  "logging": [get("/log")],
  "vars": [get("/env")],
  "a service binding": [get("/service/some/path")],
};
