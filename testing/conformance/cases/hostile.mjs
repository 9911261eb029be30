// What a Worker breaks in its own realm: the platform goes on as workerd's does, and nobody else notices.

/** A bit of everything the platform does for a Worker, in code that leans on the realm as little as it can. */
async function work({ origin, request, caught, env }) {
  const seen = {};
  const step = async (name, run) => void (seen[name] = await caught(run));
  await step("fetch", async () => (await fetch(`${origin}/bytes?n=3`)).text());
  await step("post", async () => (await fetch(`${origin}/header?name=x-a`, { method: "POST", body: "b", headers: { "x-a": "1" } })).text());
  await step("json", async () => (await new Response('{"a":1}').json()).a);
  await step("headers", () => new Headers({ a: "1", b: "2" }).get("b"));
  await step("request", () => new Request("http://a/b", { method: "PUT", headers: { c: "d" } }).headers.get("c"));
  await step("incoming", () => typeof request.headers.get("x-case"));
  await step("url", () => new URL("../x?y=1", "http://h/a/b/").searchParams.get("y"));
  await step("stream", async () => (await new Response("through").body.pipeThrough(new TransformStream()).getReader().read()).value.byteLength);
  await step("pull", async () => (await new ReadableStream({ pull: (c) => c.enqueue(5) }).getReader().read()).value);
  await step("tee", async () => new Response(new Response("t").body.tee()[1]).text());
  await step("form", async () => (await new Response(new URLSearchParams("k=v")).formData()).get("k"));
  await step("blob", () => new Blob(["a", "b"]).text());
  await step("clone", () => structuredClone({ a: 1 }).a);
  await step("digest", async () => (await crypto.subtle.digest("SHA-256", new Uint8Array(2))).byteLength);
  await step("timer", () => new Promise((done) => setTimeout(() => done("rang"), 1)));
  await step("event", () => {
    const target = new EventTarget();
    let n = 0;
    target.addEventListener("x", () => n++);
    target.dispatchEvent(new Event("x"));
    return n;
  });
  await step("abort", () => AbortSignal.abort("why").reason);
  await step("text", () => new TextDecoder().decode(new TextEncoder().encode("ü")));
  await step("service", async () => (await env.NEIGHBOUR.fetch("http://n/")).text());
  return seen;
}

/** Breaks something, works, and says what came of it. */
const after = (tamper, more = {}) => ({ run: `async (tools) => { const touched = []; (${tamper})(touched, tools); return [await work(tools), touched.length > 0]; }`, ...more });
const answering = (tamper) => ({ answers: true, run: `async (tools) => { (${tamper})([], tools); return new Response("answered", { status: 201, headers: { "x-a": "1" } }); }` });

const tampers = {
  "Promise.prototype.then throws": () => { Promise.prototype.then = () => { throw new Error("then"); }; },
  "Promise.prototype.then spies": (touched) => { const { then } = Promise.prototype; Promise.prototype.then = function (...a) { return then.apply(this, a); }; touched.length = 0; },
  "Promise.prototype.then gone": () => { delete Promise.prototype.then; },
  "Promise.prototype.catch and finally throw": () => { Promise.prototype.catch = Promise.prototype.finally = () => { throw new Error("catch"); }; },
  "Promise.prototype.constructor poisoned": () => { Object.defineProperty(Promise.prototype, "constructor", { get() { throw new Error("constructor"); } }); },
  "Promise[Symbol.species] poisoned": () => { Object.defineProperty(Promise, Symbol.species, { get() { throw new Error("species"); } }); },
  "Promise statics replaced": () => { for (const name of ["resolve", "reject", "all", "race", "allSettled", "withResolvers"]) Promise[name] = () => { throw new Error(name); }; },
  "the global Promise replaced": () => { globalThis.Promise = class { constructor() { throw new Error("Promise"); } }; },
  "Array.prototype[Symbol.iterator] throws": () => { Array.prototype[Symbol.iterator] = () => { throw new Error("iterator"); }; },
  "Array.prototype[Symbol.iterator] lies": () => { Array.prototype[Symbol.iterator] = function* () { yield ["x-lie", "1"]; }; },
  "the array iterator's next throws": () => { Object.getPrototypeOf([][Symbol.iterator]()).next = () => { throw new Error("next"); }; },
  "Array.prototype methods throw": () => { for (const name of ["push", "pop", "shift", "slice", "splice", "concat", "join", "map", "forEach", "indexOf", "includes"]) Array.prototype[name] = () => { throw new Error(name); }; },
  "setters at array indexes": (touched) => { for (const i of [0, 1, 2, 3]) Object.defineProperty(Array.prototype, i, { set(v) { touched[touched.length] = v; }, get: () => "caught", configurable: true }); },
  "Array.prototype.length frozen away": () => { Object.freeze(Array.prototype); },
  "Array[Symbol.species] poisoned": () => { Object.defineProperty(Array, Symbol.species, { get() { throw new Error("species"); } }); },
  "Array.isArray and from replaced": () => { Array.isArray = Array.from = Array.of = () => { throw new Error("Array"); }; },
  "Object.prototype has getters of options": () => {
    for (const name of ["method", "headers", "body", "signal", "status", "mode", "highWaterMark", "type", "redirect", "cf", "stream", "fatal", "once", "capture", "start", "pull", "name", "size"]) {
      Object.defineProperty(Object.prototype, name, { get() { throw new Error(`got ${name}`); }, configurable: true });
    }
  },
  "Object.prototype has values of options": () => { Object.assign(Object.prototype, { status: 404, method: "DELETE", redirect: "error", preventClose: true, once: true, fatal: true, cache: "no-store" }); },
  "Object.prototype has setters": (touched) => { for (const name of ["value", "done", "state", "next", "data", "headers", "url", "promise", "resolve"]) Object.defineProperty(Object.prototype, name, { set(v) { touched[touched.length] = name; }, get: () => undefined, configurable: true }); },
  "Object.prototype.then is a trap": (touched) => { Object.defineProperty(Object.prototype, "then", { get() { touched[0] = 1; return undefined; }, configurable: true }); },
  "Object.prototype.then resolves to a lie": () => { Object.prototype.then = function (done) { if (this instanceof Response || this instanceof Headers) done("stolen"); else { delete Object.prototype.then; done(this); } }; },
  "Object.prototype.get and set": () => { Object.prototype.get = () => "lied"; Object.prototype.set = () => {}; },
  "Object.prototype.toString throws": () => { Object.prototype.toString = Object.prototype.valueOf = () => { throw new Error("toString"); }; },
  "Object.prototype.hasOwnProperty lies": () => { Object.prototype.hasOwnProperty = () => true; Object.prototype.propertyIsEnumerable = () => false; },
  "Object.prototype.__proto__ gone": () => { delete Object.prototype.__proto__; },
  "Object.prototype.toJSON": () => { Object.defineProperty(Object.prototype, "toJSON", { get() { return undefined; }, configurable: true }); },
  "Object.prototype frozen": () => { Object.freeze(Object.prototype); },
  "Object statics replaced": () => { for (const name of ["defineProperty", "keys", "entries", "create", "freeze", "getPrototypeOf", "assign", "getOwnPropertyDescriptor"]) Object[name] = () => { throw new Error(name); }; },
  "Reflect emptied": () => { for (const name of Object.getOwnPropertyNames(Reflect)) delete Reflect[name]; },
  "Function.prototype.call and apply throw": () => { Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { throw new Error("call"); }; },
  "Function.prototype[Symbol.hasInstance]": () => { try { Object.defineProperty(Function.prototype, Symbol.hasInstance, { value: () => true }); } catch {} },
  "Headers[Symbol.hasInstance] lies": () => { for (const c of [Headers, Request, Response, ReadableStream, Blob, URLSearchParams, FormData]) Object.defineProperty(c, Symbol.hasInstance, { value: () => true }); },
  "String.prototype methods throw": () => { for (const name of ["split", "slice", "substring", "toLowerCase", "toUpperCase", "trim", "indexOf", "charCodeAt", "replace", "startsWith", "includes", "match"]) String.prototype[name] = () => { throw new Error(name); }; },
  "the global String lies": () => { globalThis.String = () => "lied"; },
  "RegExp.prototype.exec throws": () => { RegExp.prototype.exec = RegExp.prototype.test = RegExp.prototype[Symbol.replace] = () => { throw new Error("exec"); }; },
  "Map and Set prototypes throw": () => { for (const c of [Map, Set, WeakMap, WeakSet]) for (const name of ["get", "set", "has", "add", "delete", "forEach"]) if (c.prototype[name]) c.prototype[name] = () => { throw new Error(name); }; },
  "the globals Map, Set, WeakMap replaced": () => { globalThis.Map = globalThis.Set = globalThis.WeakMap = class { constructor() { throw new Error("Map"); } }; },
  "the typed arrays' species poisoned": () => { Object.defineProperty(Object.getPrototypeOf(Uint8Array), Symbol.species, { get() { throw new Error("species"); } }); },
  "the typed arrays' methods throw": () => { for (const name of ["set", "subarray", "slice", "fill"]) Object.getPrototypeOf(Uint8Array).prototype[name] = () => { throw new Error(name); }; },
  "the typed arrays' length lies": () => { Object.defineProperty(Object.getPrototypeOf(Uint8Array).prototype, "length", { get: () => 1 }); Object.defineProperty(Object.getPrototypeOf(Uint8Array).prototype, "buffer", { get: () => null }); },
  "the global Uint8Array replaced": () => { globalThis.Uint8Array = globalThis.ArrayBuffer = class { constructor() { throw new Error("Uint8Array"); } }; },
  "ArrayBuffer.prototype.byteLength lies": () => { Object.defineProperty(ArrayBuffer.prototype, "byteLength", { get: () => 99 }); ArrayBuffer.prototype.slice = () => { throw new Error("slice"); }; },
  "JSON replaced": () => { JSON.parse = JSON.stringify = () => { throw new Error("JSON"); }; },
  "Error.prepareStackTrace throws": () => { Error.prepareStackTrace = () => { throw new Error("prepare"); }; },
  "Error.stackTraceLimit is a getter": () => { Object.defineProperty(Error, "stackTraceLimit", { get() { throw new Error("limit"); } }); },
  "the Error classes replaced": () => { globalThis.Error = globalThis.TypeError = globalThis.RangeError = class Fake { constructor() { this.name = "Fake"; } }; },
  "Symbol.iterator hidden": () => { delete Array.prototype.values; delete Array.prototype.entries; delete Map.prototype.entries; },
  "Math, Number, Date replaced": () => { Math.random = Math.floor = Math.min = () => { throw new Error("Math"); }; Date.now = () => { throw new Error("now"); }; Number.isInteger = () => { throw new Error("isInteger"); }; globalThis.Number = () => NaN; },
  "the generator prototype's next throws": () => { Object.getPrototypeOf(function* () {}).prototype.next = () => { throw new Error("next"); }; },
  "the async iterator prototype poisoned": () => { const p = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype); p[Symbol.asyncIterator] = () => { throw new Error("asyncIterator"); }; },
  "Headers.prototype replaced": () => { for (const name of ["get", "set", "has", "append", "entries"]) Headers.prototype[name] = () => "lied"; Headers.prototype[Symbol.iterator] = () => { throw new Error("headers"); }; },
  "Response.prototype replaced": () => { Response.prototype.text = Response.prototype.clone = () => "lied"; Object.defineProperty(Response.prototype, "body", { get: () => "lied" }); Object.defineProperty(Response.prototype, "status", { get: () => 999 }); Object.defineProperty(Response.prototype, "headers", { get: () => ({}) }); },
  "Request.prototype replaced": () => { for (const name of ["url", "method", "headers", "body", "signal"]) Object.defineProperty(Request.prototype, name, { get: () => "lied" }); },
  "ReadableStream.prototype replaced": () => { for (const name of ["getReader", "pipeTo", "tee", "cancel"]) ReadableStream.prototype[name] = () => { throw new Error(name); }; Object.defineProperty(ReadableStream.prototype, "locked", { get: () => true }); },
  "the reader's prototype replaced": () => { ReadableStreamDefaultReader.prototype.read = () => { throw new Error("read"); }; WritableStreamDefaultWriter.prototype.write = () => { throw new Error("write"); }; },
  "the stream controller's prototype replaced": () => { ReadableStreamDefaultController.prototype.enqueue = ReadableStreamDefaultController.prototype.close = () => { throw new Error("enqueue"); }; },
  "URL and URLSearchParams replaced": () => { Object.defineProperty(URL.prototype, "href", { get: () => "http://lied/" }); URL.prototype.toString = () => "http://lied/"; URLSearchParams.prototype.toString = () => "lied=1"; },
  "EventTarget.prototype replaced": () => { EventTarget.prototype.addEventListener = EventTarget.prototype.dispatchEvent = () => { throw new Error("event"); }; },
  "AbortSignal.prototype lies": () => { Object.defineProperty(AbortSignal.prototype, "aborted", { get: () => true }); AbortSignal.prototype.throwIfAborted = () => { throw new Error("aborted"); }; },
  "TextEncoder and TextDecoder lie": () => { TextEncoder.prototype.encode = () => "lied"; TextDecoder.prototype.decode = () => "lied"; globalThis.TextEncoder = globalThis.TextDecoder = class { constructor() { throw new Error("Text"); } }; },
  "Blob and FormData replaced": () => { Blob.prototype.arrayBuffer = Blob.prototype.stream = () => { throw new Error("blob"); }; Object.defineProperty(Blob.prototype, "size", { get: () => -1 }); FormData.prototype.append = () => { throw new Error("append"); }; },
  "every class of the platform replaced": () => { for (const name of ["Headers", "Request", "Response", "ReadableStream", "URL", "Blob", "FormData", "Event", "DOMException", "AbortController"]) { const Real = globalThis[name]; globalThis[name] = class extends Real {}; } },
  "fetch replaced by itself": () => { const real = fetch; globalThis.fetch = (...a) => real(...a); },
  "timers replaced": (touched, { wait }) => { globalThis.queueMicrotask = () => { throw new Error("micro"); }; globalThis.clearTimeout = () => { throw new Error("clear"); }; },
  "crypto's prototypes replaced": () => { SubtleCrypto.prototype.importKey = () => "lied"; CryptoKey.prototype.x = 1; Object.defineProperty(Crypto.prototype, "subtle", { get: () => ({ digest: async () => ({ byteLength: "lied" }) }) }); },
  "console gone": () => { delete globalThis.console; },
  "globalThis is given a prototype of its own": () => { try { Object.setPrototypeOf(globalThis, null); } catch {} },
  "all prototypes frozen": () => { for (const c of [Object, Array, Function, Promise, String, Map, Uint8Array, Error, Headers, Response, Request, ReadableStream]) { Object.freeze(c); Object.freeze(c.prototype); } },
};

const answered = ["Promise.prototype.then throws", "Array.prototype[Symbol.iterator] throws", "Object.prototype has getters of options", "Object.prototype.then is a trap", "Response.prototype replaced", "Headers.prototype replaced", "setters at array indexes", "every class of the platform replaced", "Function.prototype.call and apply throw", "JSON replaced"];

export const area = {
  name: "hostile", title: "Tampering", order: 100, apart: true,
  prelude: `const work = ${work};`,
  bindings: [{ type: "service", name: "NEIGHBOUR", service: "c-neighbour" }],
  beside: [{ name: "c-neighbour", modules: [{ name: "index.js", type: "esm", content: 'export default { fetch: async () => new Response([..."neighbour"].map((c) => c).join("") + JSON.stringify({ a: new URL("http://a/b").pathname }) + await Promise.resolve("!")) };' }] }],
  witness: "c-neighbour",
  cases: {
    "then on Object.prototype sees no body": { apart: true, run: async () => {
      const bytes = (text) => new TextEncoder().encode(text);
      const stream = () => new ReadableStream({ start(c) {
        c.enqueue(bytes("hello"));
        c.close();
      } });
      const answer = new Response(stream());
      let asked = 0;
      Object.prototype.then = function (yes) {
        asked++;
        delete Object.prototype.then;
        yes({ done: false, value: bytes("bye") });
      };
      const text = await answer.text();
      delete Object.prototype.then;
      return [text, asked];
    } },
    "then on Object.prototype sees no chunk": { apart: true, run: async () => {
      let asked = 0;
      const reader = new ReadableStream({ pull: (c) => c.enqueue("chunk") }).getReader();
      Object.defineProperty(Object.prototype, "then", { configurable: true, get() {
        asked++;
        return undefined;
      } });
      const reading = reader.read();
      delete Object.prototype.then;
      const { value } = await reading;
      return [value, asked > 0];
    } },
    "nothing, to compare with": after(() => {}),
    ...Object.fromEntries(Object.entries(tampers).map(([name, tamper]) => [name, after(tamper)])),
    ...Object.fromEntries(answered.map((name) => [`answers after: ${name}`, answering(tampers[name])])),
    "a poisoned thenable as an answer": { answers: true, run: () => ({ then: (done) => done(new Response("by thenable")) }) },
    "a thenable that answers twice": { answers: true, run: () => ({ then: (done) => (done(new Response("one")), done(new Response("two"))) }) },
    "a thenable that throws after": { answers: true, run: () => ({ then: (done) => {
      done(new Response("kept"));
      throw new Error("late");
    } }) },
    "a Response whose then is a trap": { answers: true, run: () => Object.assign(new Response("own then"), { then: undefined }) },
    "a fake Response": { answers: true, run: () => Object.setPrototypeOf({ status: 200 }, Response.prototype) },
    "a proxy of a Response": { answers: true, run: () => new Proxy(new Response("proxied"), {}) },
    "a Response of a subclass with lies": { answers: true, run: () => new (class extends Response {
      get status() {
        return 500;
      }
      get body() {
        return null;
      }
    })("true body") },
    "a source that tampers while it is pulled": ({ caught }) => caught(async () => {
      const s = new ReadableStream({ pull(c) {
        c.enqueue(new Uint8Array([65]));
        c.close();
        Array.prototype.push = () => {
          throw new Error("push");
        };
      } });
      return new Response(s).text();
    }),
    "a header's toString that tampers": ({ caught }) => caught(() => {
      const h = new Headers({ b: "2" });
      h.set("a", { toString() {
        h.delete("b");
        h.append("c", "3");
        return "1";
      } });
      return JSON.stringify([...h]);
    }),
    "options with getters that change each time": ({ caught }) => caught(() => {
      let n = 0;
      const r = new Request("http://a", { get method() {
        return n++ ? "PUT" : "POST";
      } });
      return [r.method, n];
    }),
    "an iterator that never ends in Headers": ({ caught }) => caught(() => {
      let n = 0;
      return [...new Headers({ [Symbol.iterator]: () => ({ next: () => n++ < 50 ? { value: [`a${n}`, "1"], done: false } : { done: true } }) })].length;
    }),
    "a transform that tampers with the controller": ({ caught }) => caught(async () => {
      const t = new TransformStream({ transform(x, c) {
        Object.getPrototypeOf(c).enqueue = () => {
          throw new Error("stolen");
        };
      }, flush() {} });
      const w = t.writable.getWriter();
      w.write(1);
      w.close();
      return (await t.readable.getReader().read()).done;
    }),
    "a strategy's size that reads the stream": ({ caught }) => caught(async () => {
      const s = new ReadableStream({ pull: (c) => c.enqueue(1) }, { size() {
        s?.locked;
        return 1;
      }, highWaterMark: 0 });
      return (await s.getReader().read()).value;
    }),
  },
};
