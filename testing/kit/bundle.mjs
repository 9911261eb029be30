// Workers as both sides take them: { name, modules: [{ name, type, content }], bindings, flags, … }, the main module first.
import { createRequire } from "node:module";
import { testing } from "./paths.mjs";

/** One ES module bundled from a file, JSX for preact. esbuild is loaded late: it is there only after `install()`. */
export function bundled(name, file, more = {}) {
  const esbuild = createRequire(`${testing}package.json`)("esbuild");
  const built = esbuild.buildSync({
    entryPoints: [file], bundle: true, format: "esm", write: false, target: "es2024", conditions: ["workerd", "worker", "browser"],
    jsx: "automatic", jsxImportSource: "preact", external: ["cloudflare:*", "node:*", "*.wasm"], nodePaths: [`${testing}node_modules`],
  });
  return inline(name, built.outputFiles[0].text, more);
}

export function inline(name, source, { modules = [], ...more } = {}) {
  return { name, modules: [{ name: "index.js", type: "esm", content: source }, ...modules], ...more };
}

const signed = (value) => {
  const bytes = [];
  for (;;) {
    const low = value & 0x7f;
    value >>= 7;
    if ((value === 0 && !(low & 0x40)) || (value === -1 && low & 0x40)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
};
const section = (id, bytes) => [id, bytes.length, ...bytes];

/** A WebAssembly module with one export, run(n): n steps of a linear congruential generator, written out by hand. */
export function wasmLoop() {
  const body = [1, 1, 0x7f, 0x03, 0x40, 0x20, 1, 0x41, ...signed(1664525), 0x6c, 0x41, ...signed(1013904223), 0x6a, 0x21, 1,
    0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x20, 1, 0x0b];
  return Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7f]), ...section(3, [1, 0]),
    ...section(7, [1, 3, ...Buffer.from("run"), 0, 0]), ...section(10, [1, body.length, ...body])]);
}
