import { each } from "../workers.mjs";

const all = (r) => [r.status, r.statusText, r.ok, r.type, r.url, r.redirected, r.bodyUsed, r.body === null, [...r.headers], r.webSocket, r.cf];

export const area = {
  name: "response", title: "Response", order: 12,
  prelude: `const all = ${all};`,
  cases: {
    "made of nothing": () => all(new Response()),
    "made of text": async () => [all(new Response("hi")), await new Response("hi").text()],
    ...each("status", [100, 101, 102, 199, 200, 201, 204, 205, 299, 304, 400, 418, 451, 500, 503, 599, 600, 999, 1000, 0, -1, 200.7, "201", "x", null, undefined, NaN],
      ({ caught }, status) => caught(() => all(new Response(null, { status })))),
    ...each("a body with status", [204, 205, 304, 101, 200], ({ caught }, status) => caught(() => new Response("x", { status }).status)),
    ...each("an empty body with status", [204, 205, 304], ({ caught }, status) => caught(() => new Response("", { status }).status)),
    ...each("statusText", ["", "Fine", "ä", "a\nb", "☃", "\u0000", " x ", 5, null, undefined, "\t"], ({ caught }, statusText) => caught(() => new Response("", { statusText }).statusText)),
    ...Object.fromEntries([200, 201, 202, 206, 207, 226, 300, 400, 404, 418, 429, 451, 499, 500, 503, 530, 599].map((status) => [`the client sees ${status}`, {
      answers: true, args: [status], run: (_, status) => new Response(`body of ${status}`, { status, headers: { "x-s": `${status}` } }),
    }])),
    ...Object.fromEntries([204, 205, 304].map((status) => [`the client sees ${status} without a body`, { answers: true, args: [status], run: (_, status) => new Response(null, { status }) }])),
    ...each("option", [{ encodeBody: "manual" }, { encodeBody: "automatic" }, { encodeBody: "x" }, { cf: { a: 1 } }, { webSocket: null }, { webSocket: {} }, { headers: null }, { headers: 5 }, { url: "x" }],
      ({ caught }, init) => caught(() => all(new Response("x", init)))),
    "init that is no object": ({ caught }) => Promise.all([5, "x", null, true].map((init) => caught(() => new Response("", init).status))),
    "init that is a response": () => all(new Response("x", new Response("y", { status: 404, statusText: "Gone", headers: { a: "1" } }))),
    "Response.json": async () => {
      const r = Response.json({ a: [1, null, "ü"] }, { status: 201, headers: { x: "y" } });
      return [all(r), await r.text()];
    },
    "Response.json keeps a content type": () => Response.json(1, { headers: { "content-type": "text/mine" } }).headers.get("content-type"),
    ...each("Response.json of", [undefined, null, 0, "text", true, [[]]], ({ caught }, value) => caught(async () => Response.json(value).text())),
    "Response.json of what has no JSON": ({ caught }) => Promise.all([caught(() => Response.json(Symbol("x"))), caught(() => Response.json(1n)), caught(() => Response.json(() => {})), caught(() => {
      const loop = {};
      loop.loop = loop;
      Response.json(loop);
    })]),
    "Response.json refuses an empty status": ({ caught }) => caught(() => Response.json({}, { status: 204 })),
    "Response.json calls toJSON": () => Response.json({ toJSON: () => "mine" }).text(),
    "Response.error": ({ caught }) => caught(() => all(Response.error())),
    ...each("Response.redirect", [["http://a/b"], ["http://a/b", 301], ["http://a", 302], ["http://a", 303], ["http://a", 307], ["http://a", 308], ["http://a", 200], ["http://a", 304], ["/relative"], ["nonsense"], ["http://a/ü?ß"], ["http://a", "301"], []],
      ({ caught }, ...args) => caught(() => all(Response.redirect(...args)))),
    "Response.redirect's headers cannot be changed": ({ caught }) => caught(() => {
      const r = Response.redirect("http://a");
      r.headers.set("x", "y");
      return r.headers.get("x");
    }),
    "the client sees a redirect": { answers: true, run: () => Response.redirect("http://a/b?c#d", 307) },
    "the client sees JSON": { answers: true, run: () => Response.json({ hello: "wörld" }) },
    "the client sees an empty answer": { answers: true, run: () => new Response() },
    "the client sees an empty text": { answers: true, run: () => new Response("") },
    "the client sees bytes": { answers: true, run: () => new Response(new Uint8Array([0, 1, 254, 255])) },
    "the client sees a blob": { answers: true, run: () => new Response(new Blob(["a", new Uint8Array([98])], { type: "text/x-blob" })) },
    "the client sees URLSearchParams": { answers: true, run: () => new Response(new URLSearchParams({ a: "1 2", b: "ü" })) },
    "the client sees a stream": {
      answers: true,
      run: () => new Response(new ReadableStream({ start(c) {
        c.enqueue(new TextEncoder().encode("one "));
        c.enqueue(new TextEncoder().encode("two"));
        c.close();
      } })),
    },
    "the client sees a stream of a given length": {
      answers: true,
      run: () => {
        const { readable, writable } = new FixedLengthStream(5);
        const writer = writable.getWriter();
        writer.write(new TextEncoder().encode("fives"));
        writer.close();
        return new Response(readable);
      },
    },
    "the client sees a stream through an identity": {
      answers: true,
      run: ({ ctx }) => {
        const { readable, writable } = new IdentityTransformStream();
        ctx.waitUntil((async () => {
          const writer = writable.getWriter();
          for (let i = 0; i < 5; i++) await writer.write(new TextEncoder().encode(`part ${i}\n`));
          await writer.close();
        })());
        return new Response(readable);
      },
    },
    "a stream of text is refused": {
      answers: true,
      run: () => new Response(new ReadableStream({ start(c) {
        c.enqueue("text");
        c.close();
      } })),
    },
    "a stream that breaks": {
      breaks: true,
      answers: true,
      run: () => new Response(new ReadableStream({ pull(c) {
        c.enqueue(new Uint8Array(10));
        c.error(new Error("broke"));
      } })),
    },
    "a HEAD request's answer has no body": { answers: true, send: { method: "HEAD" }, run: () => new Response("not sent", { headers: { "x-a": "1" } }) },
    "content-length that the Worker set": { answers: true, run: () => new Response("12345", { headers: { "content-length": "5" } }) },
    "content-encoding gzip is packed for the Worker": { answers: true, send: { headers: { "accept-encoding": "gzip" } }, run: () => new Response("z".repeat(100), { headers: { "content-encoding": "gzip" } }) },
    "content-encoding that nobody knows": { answers: true, run: () => new Response("zzz", { headers: { "content-encoding": "mine" } }) },
    "an answer that is no Response": { answers: true, run: () => "text" },
    "an answer of null": { answers: true, run: () => null },
    "no answer": { answers: true, run: () => {} },
    "a handler that throws": { answers: true, run: () => {
      throw new Error("boom");
    } },
    "a used response as an answer": { answers: true, run: async () => {
      const r = new Response("x");
      await r.text();
      return r;
    } },
    "a response answered as a clone": { answers: true, run: () => {
      const r = new Response("copy", { status: 201 });
      return r.clone();
    } },
    "headers a Worker may not set": { answers: true, run: () => new Response("x", { headers: { connection: "close", "keep-alive": "x", upgrade: "y", te: "z", trailer: "q", date: "d" } }) },
    "clone reads twice": async () => {
      const r = new Response("twice", { status: 201 }), c = r.clone();
      return [await c.text(), await r.text(), c.status];
    },
    "clone of a used and of a locked one": async ({ caught }) => {
      const used = new Response("x"), locked = new Response("y");
      await used.text();
      locked.body.getReader();
      return [await caught(() => used.clone()), await caught(() => locked.clone())];
    },
    "clone of an empty one": async () => [new Response().clone().body, await new Response(null, { status: 204 }).clone().text()],
    "headers can be changed after": () => {
      const r = new Response("");
      r.headers.set("a", "1");
      return [...r.headers];
    },
    "its properties cannot be set": ({ thrown }) => {
      const r = new Response("");
      return [thrown(() => {
        "use strict";
        r.status = 500;
      }), r.status];
    },
    "tag, keys, text": () => [Object.prototype.toString.call(new Response()), Object.keys(new Response()), `${new Response()}`, JSON.stringify(new Response("x"))],
    "illegal this": ({ caught }) => Promise.all([caught(() => Response.prototype.clone.call({})), caught(() => Response.prototype.text.call(new Request("http://a")))]),
    "without new": ({ caught }) => caught(() => Response("x")),
    "a subclass": async () => {
      class Mine extends Response {
        constructor(body) {
          super(body, { status: 202 });
        }
      }
      return [new Mine("x").status, new Mine("x") instanceof Mine, new Mine("x").clone() instanceof Mine, await new Mine("y").text()];
    },
  },
};
