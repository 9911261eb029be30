import { each } from "../workers.mjs";

const beside = (name, source, more = {}) => ({ name, modules: [{ name: "index.js", type: "esm", content: source }], ...more });
const add = Buffer.from("0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b", "hex");

export const area = {
  name: "modules", title: "Modules, bindings, contexts, handlers", order: 90,
  prelude: `
import number, { inc, counter } from "./lib/number.js";
import text from "./note.txt";
import bytes from "./raw.bin";
import json from "./facts.json";
import wasm from "./add.wasm";
import { env as importedEnv, waitUntil, WorkerEntrypoint } from "cloudflare:workers";
import * as own from "./lib/number.js";
const top = await Promise.resolve("awaited");
`,
  modules: [
    { name: "lib/number.js", type: "esm", content: "import { twice } from './deep/twice.js';\nexport let counter = 0;\nexport const inc = () => ++counter;\nexport default twice(21);\nexport { twice as 'a name' };" },
    { name: "lib/deep/twice.js", type: "esm", content: "export const twice = (n) => n * 2;\nexport const url = import.meta.url;\nexport const main = import.meta.main;" },
    { name: "lib/lazy.js", type: "esm", content: "globalThis.lazy = (globalThis.lazy ?? 0) + 1;\nexport const value = 'lazy';" },
    { name: "lib/broken.js", type: "esm", content: "throw new RangeError('broken module');" },
    { name: "note.txt", type: "text", content: "a nöte\n" },
    { name: "raw.bin", type: "data", content: Buffer.from([0, 1, 254, 255]) },
    { name: "facts.json", type: "json", content: '{"a":[1,2,{"b":null}]}' },
    { name: "add.wasm", type: "wasm", content: add },
  ],
  bindings: [
    { type: "plain_text", name: "PLAIN", text: "plain ü" }, { type: "secret_text", name: "SECRET", text: "s3cret" }, { type: "json", name: "JSON_VALUE", json: { list: [1, null], deep: { x: "y" } } },
    { type: "plain_text", name: "EMPTY", text: "" }, { type: "service", name: "OTHER", service: "c-other" },
  ],
  beside: [beside("c-other", `
export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    if (url.pathname === "/throw") throw new RangeError("from the other");
    if (url.pathname === "/never") return new Promise(() => {});
    if (url.pathname === "/headers") return Response.json([...request.headers]);
    if (url.pathname === "/env") return Response.json(Object.keys(env));
    return new Response(JSON.stringify([request.method, request.url, request.headers.get("x-a"), await request.text(), request.redirect]), { status: 203, headers: { "x-other": "1" } });
  },
};`)],
  cases: {
    ...each("how long a service's body is: its headers", ["text", "stream", "known", "none"], async ({ env }, kind) => {
      const bytes = new TextEncoder().encode("hello");
      const stream = (more) => new ReadableStream({ ...more, start(c) {
        c.enqueue(bytes);
        c.close();
      } });
      const body = { text: "hello", stream: stream({}), known: stream({ expectedLength: 5 }) }[kind];
      const pairs = await (await env.OTHER.fetch("http://x/headers", { method: "POST", body })).json();
      return pairs.filter(([name]) => name === "content-length" || name === "transfer-encoding");
    }),
    "a default and named exports": () => [number, typeof inc],
    "live bindings": () => {
      const before = counter;
      inc();
      return counter - before;
    },
    "a namespace": ({ thrown }) => [Object.keys(own), Object.prototype.toString.call(own), thrown(() => {
      "use strict";
      own.counter = 5;
    }), own["a name"](2)],
    "text, data, JSON": () => [text, Object.prototype.toString.call(bytes), new Uint8Array(bytes), json],
    "wasm": async ({ caught }) => [wasm instanceof WebAssembly.Module, new WebAssembly.Instance(wasm).exports.add(2, 3), (await WebAssembly.instantiate(wasm)).exports?.add(1, 1), WebAssembly.Module.exports(wasm)],
    "top-level await": () => top,
    "import()": async () => {
      const a = await import("./lib/lazy.js"), b = await import("./lib/lazy.js");
      return [a.value, a === b, globalThis.lazy];
    },
    "import() of a name made at run time": async () => {
      const name = ["./lib", "lazy.js"].join("/");
      return (await import(name)).value;
    },
    ...each("import() of", ["./none.js", "nonsense", "", "/lib/lazy.js", "lib/lazy.js", "http://a/x.js", "./lib/../lib/lazy.js", "node:fs", "cloudflare:none"], ({ caught }, name) => caught(async () => Object.keys(await import(name)))),
    "import() of a broken module": async ({ caught }) => [await caught(() => import("./lib/broken.js")), await caught(() => import("./lib/broken.js"))],
    "import() of text and JSON": async ({ caught }) => [await caught(async () => (await import("./note.txt")).default), await caught(async () => (await import("./facts.json")).default)],
    "import.meta": async () => {
      const { main } = await import("./lib/deep/twice.js");
      return [Object.keys(import.meta).sort(), typeof import.meta.url, import.meta.main, main];
    },
    "import.meta.resolve": ({ caught }) => caught(() => typeof import.meta.resolve),
    "cloudflare:workers": async () => Object.keys(await import("cloudflare:workers")).filter((n) => ["env", "waitUntil", "WorkerEntrypoint", "DurableObject", "RpcTarget", "WorkflowEntrypoint"].includes(n)).sort(),
    "the imported env": ({ env }) => [importedEnv.PLAIN, importedEnv.PLAIN === env.PLAIN, Object.keys(importedEnv).sort()],
    "env": ({ env }) => [env.PLAIN, env.SECRET, env.JSON_VALUE, env.EMPTY, Object.keys(env).sort(), Object.prototype.toString.call(env), env.none],
    "env can be changed": ({ env, caught }) => caught(() => {
      env.NEW = 1;
      const seen = env.NEW;
      delete env.NEW;
      return [seen, env.NEW];
    }),
    "env's JSON can be changed": ({ env }) => {
      env.JSON_VALUE.changed = true;
      const seen = env.JSON_VALUE.changed;
      delete env.JSON_VALUE.changed;
      return seen;
    },
    "process.env is not there": () => typeof process === "undefined" || typeof process.env,
    "a service": async ({ env }) => {
      const a = await env.OTHER.fetch("http://any.host/path?q=1", { method: "POST", body: "to the other", headers: { "x-a": "1" } });
      return [a.status, a.headers.get("x-other"), await a.json(), a.url];
    },
    "a service, by a Request": async ({ env }) => (await env.OTHER.fetch(new Request("https://x/y", { method: "PUT", body: new Uint8Array([65]) }))).json(),
    "a service, handed the incoming one": { send: { method: "POST", body: "incoming", headers: { "x-a": "in" } }, run: async ({ env, request }) => (await (await env.OTHER.fetch(request)).json()).toSpliced(1, 1) },
    "a service that throws": ({ env, caught }) => caught(() => env.OTHER.fetch("http://x/throw")),
    "a service that hangs": ({ env, caught }) => caught(() => env.OTHER.fetch("http://x/never", { signal: AbortSignal.timeout(50) })),
    "a service's env is its own": async ({ env }) => (await env.OTHER.fetch("http://x/env")).json(),
    ...each("a service's address", ["nonsense", "/relative", "", "ftp://x"], ({ env, caught }, url) => caught(async () => (await env.OTHER.fetch(url)).json())),
    "a service's shape": ({ env, caught }) => Promise.all([Object.prototype.toString.call(env.OTHER), typeof env.OTHER.fetch, env.OTHER.constructor.name, caught(() => JSON.stringify(env.OTHER))]),
    "a service's headers": async ({ env }) => (await env.OTHER.fetch("http://x/headers", { headers: { "x-b": "2", host: "mine" } })).json(),
    "ctx": ({ ctx }) => [Object.prototype.toString.call(ctx), typeof ctx.waitUntil, typeof ctx.passThroughOnException, Object.keys(ctx).sort(), ctx.props],
    ...each("waitUntil of", [() => Promise.resolve(1), () => 5, () => undefined, () => ({ then: (f) => f() })], ({ ctx, caught }, make) => caught(() => ctx.waitUntil(make()))),
    "waitUntil without an argument": ({ ctx, caught }) => caught(() => ctx.waitUntil()),
    "waitUntil of a rejection": ({ ctx }) => {
      ctx.waitUntil(Promise.reject(new Error("mine")));
      return "answered";
    },
    "waitUntil with another this": ({ ctx, caught }) => {
      const { waitUntil: w } = ctx;
      return caught(() => w(Promise.resolve()));
    },
    "the imported waitUntil": ({ caught }) => caught(() => waitUntil(Promise.resolve())),
    "passThroughOnException": ({ ctx, caught }) => caught(() => ctx.passThroughOnException()),
    "WorkerEntrypoint": ({ env, ctx, caught }) => caught(() => {
      const e = new (class extends WorkerEntrypoint {})(ctx, env);
      return [e instanceof WorkerEntrypoint, e.env === env, e.ctx === ctx];
    }),
    "a global that outlives a request": () => {
      globalThis.seenBefore = (globalThis.seenBefore ?? 0) + 1;
      return globalThis.seenBefore >= 1;
    },
    "request.cf": ({ request }) => typeof request.cf,
    "a stack names the module": () => /index\.js|cases\.js/.test(new Error("x").stack),
    "this at the top": () => typeof this,
    "arguments and callee": ({ thrown }) => thrown(() => (function () {
      "use strict";
      return arguments.callee;
    })()),
    "an answer by ctx.exports or none": ({ ctx }) => typeof ctx.exports,
  },
};
