// The Workers of the benchmark, each the same text for both sides.
import { fileURLToPath } from "node:url";
import { bundled, inline, wasmLoop } from "../kit/bundle.mjs";

const file = (name) => fileURLToPath(new URL(`./workers/${name}`, import.meta.url));

export const platform = (origin) => bundled("bench-routes", file("routes.js"), { bindings: [{ name: "ORIGIN", type: "plain_text", text: origin }] });
export const objects = () => bundled("bench-objects", file("objects.js"), { objects: ["Counter"], bindings: [{ name: "COUNTER", type: "durable_object_namespace", class_name: "Counter" }] });
export const loader = () => bundled("bench-loader", file("loader.js"), { bindings: [{ name: "LOADER", type: "worker_loader" }] });

export const cpuBound = () => [
  ["preact server rendering, 300 rows", bundled("cpu-render", file("render.jsx"))],
  ["JSON parse, filter, stringify, 60 KB", bundled("cpu-json", file("json.js"))],
  ["mandelbrot", bundled("cpu-mandelbrot", file("mandelbrot.js"))],
  ["markdown to HTML, 17 KB", bundled("cpu-markdown", file("markdown.js"))],
  ["word count and regex", bundled("cpu-words", file("words.js"))],
  ["sort of 20,000 numbers", bundled("cpu-sort", file("sort.js"))],
  ["SHA-256 of 1 MB", bundled("cpu-hash", file("hash.js"))],
  ["ECDSA P-256 verification", bundled("cpu-ecdsa", file("ecdsa.js"))],
  ["RSA-2048 verification", bundled("cpu-rsa", file("rsa.js"))],
  ["HMAC-SHA-256 of 1 KB", bundled("cpu-hmac", file("hmac.js"))],
  ["wasm loop, 2 million steps", bundled("cpu-wasm", file("wasm.js"), { modules: [{ name: "loop.wasm", type: "wasm", content: wasmLoop() }] })],
];

/** A small Worker of its own: no two share a byte-identical module. */
export const small = (i, prefix = "small") => inline(`${prefix}-${i}`,
  `const me = ${JSON.stringify(`${prefix} ${i}`)};\nexport default { fetch(request) { return new Response("I am " + me + " at " + new URL(request.url).pathname); } };\n`);

export const echoBody = JSON.stringify({
  id: 1, name: "x".repeat(200), tags: Array.from({ length: 40 }, (_, i) => `tag${i}`), nested: { a: [1, 2, 3], b: "y".repeat(439), c: null, d: true },
});
