// The hostile Workers. Each is the body of a fetch handler unless it brings a module of its own.
//   answer: what the client must see: "1101" and "1102" are the platform's error pages, "refused" is an upload turned down,
//           "200" a normal answer, "cut" an answer that is broken off, "any" whatever comes, if it comes in time, "no answer" none:
//           an object may wait as long as its client does.
//   says:   what a normal answer must say; within: ms until the answer, where that is not the CPU limit and eight seconds.
//   cpu:    limits.cpu_ms of the upload; memory bombs get more, so that the memory limit is what stops them.
import { nasty } from "./nasty.mjs";
import { objects } from "./objects.mjs";
import { sql } from "./sql.mjs";
import { wasmSpin } from "./wasm.mjs";

const loops = { cpu: 300, answer: ["1102"] };
const hoards = { cpu: 20000, answer: ["1102", "1101"] };
const wrap = (body) => `export default { async fetch(request, env, ctx) {\n${body}\nreturn new Response("survived"); } };\n`;
const bomb = (name, body, more) => ({ name, source: wrap(body), ...more });

const cpu = [
  bomb("endless-loop", `for (;;) {}`, loops),
  bomb("fill-loop", `for (;;) { new Array(100).fill(1.5); }`, loops),
  bomb("fill-loop-counting", `function spin() { for (let i = 0; ; i++) { new Array(100).fill(i); } } spin();`, loops),
  bomb("finally-loop", `for (;;) { try { for (;;) {} } finally { continue; } }`, loops),
  bomb("catch-loop", `for (;;) { try { null.x; } catch { } }`, loops),
  bomb("async-loop", `for (;;) await null;`, loops),
  bomb("microtask-storm", `const storm = () => Promise.resolve().then(storm); storm(); await new Promise(() => {});`, loops),
  bomb("microtask-flood", `const storm = () => { queueMicrotask(storm); queueMicrotask(storm); }; storm(); await new Promise(() => {});`, { ...hoards, cpu: 1000 }),
  bomb("regex", `/^(a+)+$/.test("a".repeat(64) + "b");`, loops),
  bomb("regex-backreference", `/(x+x+)+y\\1/.test("x".repeat(200));`, loops),
  bomb("sort-comparator", `Array.from({ length: 1e6 }, Math.random).sort((a, b) => { for (let i = 0; i < 1e5; i++) a += i; return a - b; });`, loops),
  bomb("thenable-getter", `return { get then() { for (;;) {} } };`, loops),
  bomb("thenable-forever", `const again = { then(go) { go(again); } }; await again;`, loops),
  bomb("proxy", `return new Proxy({}, { get() { for (;;) {} } });`, loops),
  bomb("proxy-headers", `return new Response("x", { headers: new Proxy({}, { ownKeys() { for (;;) {} }, get() { for (;;) {} } }) });`, loops),
  bomb("to-string", `return new Response({ toString() { for (;;) {} } });`, loops),
  bomb("big-integers", `let x = 3n; for (;;) x *= x;`, { cpu: 1000, answer: ["1102", "1101"] }),
  bomb("json-loop", `const text = JSON.stringify(Array.from({ length: 1e5 }, (_, i) => ({ i }))); for (;;) JSON.parse(text);`, loops),
  bomb("clone-loop", `const value = { list: Array.from({ length: 1e4 }, (_, i) => ({ i })) }; for (;;) structuredClone(value);`, loops),
  bomb("intl-loop", `for (;;) new Intl.DateTimeFormat("de").format(0);`, loops),
  bomb("random-loop", `const bytes = new Uint8Array(65536); for (;;) crypto.getRandomValues(bytes);`, loops),
  bomb("key-stretching", `const key = await crypto.subtle.importKey("raw", new Uint8Array(8), "PBKDF2", false, ["deriveBits"]);
    await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-512", salt: new Uint8Array(8), iterations: 2e9 }, key, 512);`, { cpu: 1000, answer: ["1101", "1102"] }),
  bomb("wasm-loop", "", { cpu: 300, answer: ["1102"], wasm: wasmSpin(),
    source: `import spin from "./spin.wasm";\nexport default { fetch() { new WebAssembly.Instance(spin).exports.run(); return new Response("survived"); } };\n` }),
  bomb("pollution", `Promise.prototype.then = Array.prototype[Symbol.iterator] = Map.prototype.get = Function.prototype.call = () => { for (;;) {} };
    for (const x of [1]) x;`, { cpu: 300, answer: ["1102", "1101"] }),
  bomb("global-loop", "", { cpu: 300, answer: ["refused"], source: `for (;;) {}\nexport default { fetch() { return new Response("survived"); } };\n` }),
  bomb("after-answer", `ctx.waitUntil((async () => { await new Promise((go) => setTimeout(go, 1)); for (;;) {} })()); return new Response("answered");`, { cpu: 300, answer: ["200"], tail: ["exceededCpu"] }),
];

const stack = { cpu: 5000, answer: ["1101", "1102"] };
const recursion = [
  bomb("recursion", `const down = () => down() + 1; down();`, stack),
  bomb("async-recursion", `const down = async () => { await down(); }; await down();`, stack),
  bomb("stack-traces", `Error.stackTraceLimit = Infinity; const down = () => { try { down(); } catch (e) { throw new Error(e.stack); } }; down();`, stack),
  bomb("deep-json", `JSON.parse("[".repeat(5e6) + "]".repeat(5e6));`, stack),
  bomb("deep-stringify", `let deep = {}; for (let i = 0; i < 1e6; i++) deep = { deep }; return Response.json(deep);`, { ...stack, answer: ["1101", "1102", "200"], tail: ["ok", "exception", "exceededMemory", "exceededCpu"] }),
  bomb("deep-clone", `let deep = {}; for (let i = 0; i < 1e5; i++) deep = { deep }; structuredClone(deep);`, { ...stack, answer: ["1101", "1102", "200"] }),
  bomb("deep-regex", `new RegExp("(".repeat(1e6) + ")".repeat(1e6));`, stack),
];

const memory = [
  bomb("heap", `const all = []; for (;;) all.push({ x: new Array(100).fill(1.5) });`, hoards),
  bomb("heap-index", `const all = []; for (let i = 0; ; i++) all[i] = i;`, hoards),
  bomb("heap-map", `const all = new Map(); for (let i = 0; ; i++) all.set(i, {});`, hoards),
  bomb("heap-objects", `new Array(5e7).fill(0).map(() => ({}));`, hoards),
  bomb("heap-keys", `[...new Array(1e9).keys()];`, hoards),
  bomb("array-fill", `new Array(1e9).fill(0);`, hoards),
  bomb("array-buffers", `const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1));`, hoards),
  bomb("array-buffers-async", `const all = []; for (;;) { all.push(new Uint8Array(8 << 20).fill(1)); await new Promise((go) => setTimeout(go, 1)); }`, hoards),
  bomb("array-buffer-huge", `const all = []; for (;;) all.push(new ArrayBuffer(2 ** 31));`, hoards),
  bomb("strings", `let all = []; for (;;) all.push("abc".repeat(100000).toUpperCase() + all.length);`, hoards),
  bomb("string-doubling", `let s = "x".repeat(1 << 20); for (;;) s = (s + s).replaceAll("x", "y");`, hoards),
  bomb("split-sort", `"x".repeat(1 << 28).split("").sort();`, hoards),
  bomb("replace-all", `"x".repeat(1 << 27).replaceAll("x", "yyyy").split("y");`, hoards),
  bomb("json-hoard", `let value = [1]; for (;;) value = JSON.parse(JSON.stringify([value, value, value]));`, hoards),
  bomb("clone-hoard", `let value = [new Uint8Array(1 << 16)]; for (;;) value = structuredClone([value, structuredClone(value)]);`, hoards),
  bomb("promise-hoard", `const all = []; for (;;) all.push(new Promise(() => {}).then(() => {}));`, hoards),
  bomb("generator-spread", `[...(function* () { for (;;) yield {}; })()];`, hoards),
  bomb("regex-hoard", `const all = []; for (let i = 0; ; i++) { const r = new RegExp("a".repeat(1000) + i); r.test("a"); all.push(r); }`, hoards),
  bomb("wasm-memory", `const all = []; for (;;) { const m = new WebAssembly.Memory({ initial: 1 }); m.grow(1000); new Uint8Array(m.buffer).fill(1); all.push(m); }`, hoards),
  bomb("encoder-hoard", `const all = []; const encoder = new TextEncoder(); const text = "é".repeat(1 << 20); for (;;) all.push(encoder.encode(text));`, hoards),
  bomb("stream-hoard", `const { writable } = new TransformStream(); const writer = writable.getWriter(); for (;;) writer.write(new Uint8Array(1 << 16).fill(1));`, hoards),
  bomb("pull-hoard", `return new Response(new ReadableStream({ pull(c) { for (;;) c.enqueue(new Uint8Array(1 << 16).fill(1)); } }));`, { ...hoards, answer: ["1102", "1101", "cut", "any"] }),
];

const host = [
  bomb("timer-flood", `for (let i = 0; i < 1e6; i++) setTimeout(() => {}, 60000); await new Promise(() => {});`, { cpu: 5000, answer: ["1101", "1102"] }),
  bomb("interval-storm", `setInterval(() => {}, 0); setInterval(() => { for (let i = 0; i < 1e6; i++) ; }, 0); await new Promise(() => {});`, { cpu: 500, answer: ["1102"] }),
  bomb("log-flood", `for (let i = 0; i < 2e5; i++) console.log("flood ".repeat(200));`, { cpu: 10000, answer: ["200", "1102"], tail: ["ok", "exceededCpu", "exceededMemory"] }),
  bomb("log-huge", `console.log("x".repeat(1 << 28));`, { cpu: 10000, answer: ["any"], tail: ["ok", "exceededCpu", "exceededMemory", "exception"] }),
  bomb("subrequest-flood", `const all = []; for (let i = 0; i < 1e5; i++) all.push(fetch("http://192.0.2.1/" + i)); await Promise.all(all);`, { cpu: 5000, answer: ["1101", "1102"] }),
  bomb("subrequest-loopback", `await fetch("http://127.0.0.1/"); return new Response("reached");`, { cpu: 1000, answer: ["1101"] }),
  bomb("header-flood", `const h = new Headers(); for (let i = 0; i < 1e5; i++) h.append("x-flood-" + i, "x".repeat(100)); return new Response("x", { headers: h });`, { cpu: 5000, answer: ["1101", "1102"] }),
  bomb("header-huge", `return new Response("x", { headers: { "x-huge": "x".repeat(1 << 26) } });`, { cpu: 5000, answer: ["1101", "1102"] }),
  bomb("response-flood", `return new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(1 << 16)); } }));`, { cpu: 2000, answer: ["cut"], readAtMost: 1 << 30, tail: ["exceededCpu", "canceled"] }),
  bomb("response-huge", `return new Response("x".repeat(1 << 28));`, { cpu: 5000, answer: ["any"], tail: ["ok", "exceededMemory", "exception", "exceededCpu"] }),
  bomb("rejection-storm", `for (let i = 0; i < 1e5; i++) Promise.reject(new Error("storm " + i));`, { cpu: 5000, answer: ["200", "1101", "1102"], tail: ["ok", "exception", "exceededCpu", "exceededMemory"] }),
  bomb("never-settles", `await new Promise(() => {});`, { cpu: 1000, answer: ["1101"] }),
  bomb("not-a-response", `return 42;`, { cpu: 1000, answer: ["1101"] }),
  bomb("throws-nothing", `throw undefined;`, { cpu: 1000, answer: ["1101"] }),
  bomb("throws-getter", `throw { get message() { for (;;) {} }, get stack() { for (;;) {} }, toString() { for (;;) {} } };`, { cpu: 300, answer: ["1101", "1102"] }),
  bomb("no-eval", `return new Response(String(eval("1 + 1")));`, { cpu: 1000, answer: ["1101"] }),
];

export const bombs = [...cpu, ...recursion, ...memory, ...host, ...nasty, ...sql, ...objects];
