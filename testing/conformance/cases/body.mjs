import { each } from "../workers.mjs";

const makers = {
  text: () => "häus", empty: () => "", bytes: () => new Uint8Array([104, 105]), buffer: () => new Uint8Array([104, 105]).buffer, view: () => new DataView(new Uint8Array([1, 104, 105, 2]).buffer, 1, 2),
  wide: () => new Uint16Array([0x6968]), blob: () => new Blob(["bl", "ob"], { type: "text/b" }), params: () => new URLSearchParams("a=1&b=ü"), number: () => 5, object: () => ({}), array: () => [1, 2],
  date: () => new Date(0), none: () => null, missing: () => undefined, boolean: () => true, bigint: () => 5n,
  stream: () => new ReadableStream({ start(c) {
    c.enqueue(new Uint8Array([104]));
    c.enqueue(new Uint8Array([105]));
    c.close();
  } }),
  shared: () => new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 })),
  symbol: () => Symbol("x"), text_object: () => new String("boxed"), throwing: () => ({ toString() {
    throw new RangeError("mine");
  } }),
};

const read = async ({ caught }, make, method) => caught(async () => {
  const body = await new Response(make())[method]();
  return body instanceof Blob ? [body.type, await body.text()] : body;
});

const readers = ["text", "json", "arrayBuffer", "bytes", "blob", "formData"];

export const area = {
  name: "body", title: "Body", order: 13,
  cases: {
    ...each("an iterable with a text of its own", ["toString", "toPrimitive"], async (_, how) => {
      const method = how === "toString" ? "toString" : Symbol.toPrimitive;
      return new Response({ *[Symbol.iterator]() {
        yield new TextEncoder().encode("ignored");
      }, [method]: () => "own" }).text();
    }),
    "an async iterable with a text of its own": () => new Response({ async *[Symbol.asyncIterator]() {
      yield new TextEncoder().encode("bytes");
    }, toString: () => "ignored" }).text(),
    ...Object.fromEntries(Object.entries(makers).flatMap(([name, make]) => ["text", "bytes"].map((method) => [`${method} of ${name}`, { run: read, args: [make, method] }]))),
    ...Object.fromEntries(["text", "bytes", "blob", "params", "stream", "none", "empty"].flatMap((name) =>
      ["json", "blob", "arrayBuffer", "formData"].map((method) => [`${method} of ${name}`, { run: read, args: [makers[name], method] }]))),
    ...each("reads no second time with", readers, async ({ caught }, method) => {
      const r = new Response('{"a":1}');
      await r.text();
      return [r.bodyUsed, await caught(() => r[method]())];
    }),
    ...each("an empty body can be read twice with", readers, async ({ caught }, method) => {
      const r = new Response(null);
      return [await caught(() => r[method]().then(() => "read")), r.bodyUsed, await caught(() => r[method]().then(() => "read")), r.bodyUsed];
    }),
    ...each("a locked body with", readers, async ({ caught }, method) => {
      const r = new Response("x");
      r.body.getReader();
      return [await caught(() => r[method]()), r.bodyUsed];
    }),
    ...each("json of", ["", "{", "null", " [1, 2] ", "{\"a\":1}x", "\ufeff{\"a\":2}", "'a'", "1e400", "\"\\ud800\""], async ({ caught }, text) => caught(() => new Response(text).json())),
    ...each("text decodes", [[[0xef, 0xbb, 0xbf, 97]], [[0xff, 0xfe, 97, 0]], [[0xc3]], [[0xe2, 0x98]], [[0xf0, 0x9f, 0x98, 0x80]], [[0xed, 0xa0, 0x80]], [[0, 97, 0]]], (_, list) => new Response(new Uint8Array(list)).text()),
    "text splits a character over chunks": ({ bytes }) => new Response(new ReadableStream({ start(c) {
      c.enqueue(bytes(0xe2));
      c.enqueue(bytes(0x98, 0x83));
      c.close();
    } })).text(),
    "bodyUsed turns once reading begins": async () => {
      const r = new Response("x");
      const before = r.bodyUsed, reading = r.text();
      return [before, r.bodyUsed, await reading, r.bodyUsed];
    },
    "bodyUsed with a reader": async () => {
      const r = new Response("x"), reader = r.body.getReader();
      const locked = [r.bodyUsed, r.body.locked];
      await reader.read();
      return [...locked, r.bodyUsed];
    },
    "body is the same object": () => {
      const r = new Response("x");
      return [r.body === r.body, r.body instanceof ReadableStream, r.body.locked];
    },
    "body of text is a byte stream": async ({ hex }) => {
      const reader = new Response("hello").body.getReader({ mode: "byob" });
      const first = await reader.read(new Uint8Array(3)), second = await reader.read(new Uint8Array(3)), last = await reader.read(new Uint8Array(3));
      return [hex(first.value), hex(second.value), first.done, second.done, last.done, last.value?.byteLength];
    },
    "body of a stream is that stream": async ({ caught }) => {
      const s = new ReadableStream({ start: (c) => c.close() });
      const r = new Response(s);
      return [r.body === s, await caught(() => new Response(s).text()), await caught(() => new Response(s).text())];
    },
    "a locked stream is no body": ({ caught }) => {
      const s = new ReadableStream();
      s.getReader();
      return caught(() => new Response(s));
    },
    "a used stream is no body": async ({ caught }) => {
      const s = new Response("x").body;
      await s.getReader().read();
      return caught(() => new Response(s));
    },
    "a stream of text chunks is refused when read": ({ caught }) => caught(() => new Response(new ReadableStream({ start(c) {
      c.enqueue("text");
      c.close();
    } })).text()),
    "a stream of other chunks is refused when read": ({ caught }) => Promise.all([5, {}, null, undefined].map((chunk) => caught(() => new Response(new ReadableStream({ start(c) {
      c.enqueue(chunk);
      c.close();
    } })).text()))),
    "a stream that breaks lets its error through": ({ caught }) => caught(() => new Response(new ReadableStream({ start(c) {
      c.error(new RangeError("mine"));
    } })).text()),
    "cancelled and then read": async ({ caught }) => {
      const r = new Response("x");
      await r.body.cancel("no");
      return [r.bodyUsed, await caught(() => r.text())];
    },
    "an async iterator as a body": ({ caught }) => caught(() => new Response((async function* () {
      yield new TextEncoder().encode("iter");
    })()).text()),
    "a body that changes after": async () => {
      const bytes = new Uint8Array([97, 98]);
      const r = new Response(bytes);
      bytes[0] = 120;
      return r.text();
    },
    "a detached buffer": ({ caught }) => {
      const b = new ArrayBuffer(4);
      structuredClone(b, { transfer: [b] });
      return caught(() => new Response(b).text());
    },
    "a body of 3 MB": async () => {
      const text = await new Response("abc".repeat(1 << 20)).text();
      return [text.length, text.slice(-3)];
    },
    "arrayBuffer hands out a buffer of its own": async () => {
      const source = new Uint8Array([1, 2]), got = await new Response(source).arrayBuffer();
      new Uint8Array(got)[0] = 9;
      return [source[0], got.byteLength, got instanceof ArrayBuffer];
    },
    "an incoming body in every form": {
      send: { method: "POST", body: "in häus", headers: { "content-type": "text/q" } },
      run: async ({ request }) => {
        const copies = [request.clone(), request.clone(), request.clone()];
        const blob = await copies[0].blob();
        return [[blob.type, blob.size], (await copies[1].arrayBuffer()).byteLength, (await copies[2].bytes()).length, await request.text()];
      },
    },
    "an incoming body as JSON": { send: { method: "POST", body: '{"a":[1,{"b":null}]}' }, run: ({ request }) => request.json() },
    "an incoming body that is no JSON": { send: { method: "POST", body: "{nope" }, run: ({ request }) => request.json() },
    "an incoming body by a reader": {
      send: { method: "POST", body: "x".repeat(100000) },
      run: async ({ request, collect }) => (await collect(request.body)).reduce((n, c) => n + c.byteLength, 0),
    },
    "an incoming body echoed": { answers: true, send: { method: "POST", body: "echo ".repeat(5000) }, run: ({ request }) => new Response(request.body) },
    "an incoming body through a transform": {
      answers: true, send: { method: "POST", body: "shout" },
      run: ({ request }) => new Response(request.body.pipeThrough(new TextDecoderStream()).pipeThrough(new TransformStream({ transform: (t, c) => c.enqueue(t.toUpperCase()) })).pipeThrough(new TextEncoderStream())),
    },
    "an incoming body left alone": { answers: true, send: { method: "POST", body: "y".repeat(300000) }, run: () => new Response("not read") },
    "blob keeps the content type": async () => [(await new Response("x", { headers: { "content-type": "Text/HTML; Charset=UTF-8" } }).blob()).type, (await new Response(new Uint8Array(1)).blob()).type],
    "methods are there": () => ["arrayBuffer", "bytes", "text", "json", "formData", "blob", "body", "bodyUsed", "textStream"].map((n) => [n in Response.prototype, n in Request.prototype]),
    "Body cannot be made": ({ caught }) => Promise.all([caught(() => new Body()), typeof Body, Object.getPrototypeOf(Response.prototype) === Body.prototype]),
  },
};
