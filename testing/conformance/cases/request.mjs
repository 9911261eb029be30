import { each } from "../workers.mjs";

const all = (r) => [r.method, r.url, r.redirect, r.bodyUsed, r.body === null, r.keepalive, r.integrity, r.cache, r.signal?.aborted, [...r.headers]];

export const area = {
  name: "request", title: "Request", order: 11,
  prelude: `const all = ${all};`,
  cases: {
    "from one whose body is a stream of its own": async () => {
      const s = new ReadableStream({ start(c) {
        c.enqueue(new TextEncoder().encode("two "));
        c.enqueue(new TextEncoder().encode("chunks"));
        c.close();
      } });
      const first = new Request("http://a/", { method: "POST", body: s });
      const second = new Request(first);
      return [s.locked, first.bodyUsed, await second.text()];
    },
    "made of a URL, with defaults": () => all(new Request("http://a/b?c#d")),
    "made of a URL object": () => new Request(new URL("http://a/x")).url,
    ...each("refuses a URL", ["", "a", "/x", "http://", "http://u:p@h/", "ftp://x/", "data:,x", "mailto:a"], ({ caught }, url) => caught(() => new Request(url).url)),
    ...each("method", ["get", "post", "Patch", "PATCH", "delete", "OPTIONS", "head", "put", "CONNECT", "TRACE", "TRACK", "PURGE", "foo", "FOO", "", "a b", "é", 5, null, undefined],
      ({ caught }, method) => caught(() => new Request("http://a", { method }).method)),
    ...each("body with method", ["GET", "HEAD", "POST", "DELETE", "OPTIONS"], ({ caught }, method) => caught(async () => new Request("http://a", { method, body: "x" }).text())),
    ...each("redirect mode", ["follow", "manual", "error", "other", "", null, undefined], ({ caught }, redirect) => caught(() => new Request("http://a", { redirect }).redirect)),
    ...each("cache mode", ["no-store", "no-cache", "default", "reload", "force-cache", "other", undefined], ({ caught }, cache) => caught(() => new Request("http://a", { cache }).cache)),
    ...each("option that browsers have", [
      { mode: "cors" }, { mode: "navigate" }, { credentials: "include" }, { credentials: "x" }, { referrer: "http://r" }, { referrerPolicy: "origin" }, { priority: "high" }, { keepalive: true },
      { integrity: "sha256-x" }, { integrity: "" }, { window: null }, { duplex: "half" }, { duplex: "full" }, { cf: { a: 1 } }, { cf: null }, { cf: "x" }, { signal: null }, { signal: {} }, { signal: undefined },
    ], ({ caught }, init) => caught(() => all(new Request("http://a", init)))),
    "properties that browsers have and workerd has not": () => ["mode", "credentials", "destination", "referrer", "referrerPolicy", "isHistoryNavigation", "duplex", "priority"].map((n) => n in new Request("http://a")),
    "cf is handed on": () => {
      const r = new Request("http://a", { cf: { image: { width: 1 }, list: [1] } });
      return [r.cf, new Request(r).cf, new Request(r, { cf: { b: 2 } }).cf, r.clone().cf];
    },
    "a request of a request": async () => {
      const first = new Request("http://a/x", { method: "POST", body: "hello", headers: { a: "1" }, redirect: "manual" });
      const second = new Request(first);
      return [second.method, second.url, second.redirect, second.headers.get("a"), first.bodyUsed, await second.text()];
    },
    "a request of a request, changed": async () => {
      const first = new Request("http://a/x", { method: "POST", body: "hello", headers: { a: "1" } });
      const second = new Request(first, { method: "PUT", headers: { b: "2" }, body: "other" });
      return [second.method, [...second.headers], await second.text(), first.bodyUsed];
    },
    "a request of a request, to another URL": async () => {
      const first = new Request("http://a/x", { method: "POST", body: "hello", headers: { a: "1" } });
      const second = new Request("http://b/y", first);
      return [second.url, second.method, [...second.headers], await second.text()];
    },
    "a request of a used one": async ({ caught }) => {
      const first = new Request("http://a", { method: "POST", body: "x" });
      await first.text();
      return [await caught(() => new Request(first).url), await caught(() => new Request("http://b", first).url), await caught(() => new Request(first, { body: "y" }).text())];
    },
    "the options are read from a request-like object": () => all(new Request("http://a", { get method() {
      return "PUT";
    }, headers: new Map([["x", "y"]]) })),
    "made of nothing, a number and an object": ({ caught }) => Promise.all([caught(() => new Request()), caught(() => new Request(5)), caught(() => new Request({})), caught(() => new Request({ toString: () => "http://t/" }).url)]),
    "init that is no object": ({ caught }) => Promise.all([5, "x", null, true].map((init) => caught(() => new Request("http://a", init).method))),
    "clone reads twice": async () => {
      const r = new Request("http://a", { method: "POST", body: "twice" }), c = r.clone();
      return [await r.text(), await c.text(), r.bodyUsed, c.bodyUsed, c.url];
    },
    "clone of a used one": async ({ caught }) => {
      const r = new Request("http://a", { method: "POST", body: "x" });
      await r.text();
      return caught(() => r.clone());
    },
    "clone of a locked one": ({ caught }) => {
      const r = new Request("http://a", { method: "POST", body: "x" });
      r.body.getReader();
      return caught(() => r.clone());
    },
    "clone has headers of its own": () => {
      const r = new Request("http://a", { headers: { a: "1" } }), c = r.clone();
      c.headers.set("a", "2");
      return [r.headers.get("a"), c.headers.get("a")];
    },
    "the incoming one": {
      send: { method: "POST", path: "/a/b?c=d%20e&f", body: "body", headers: { "content-type": "text/x" } },
      run: async ({ request }) => [request.method, new URL(request.url).pathname + new URL(request.url).search, request.redirect, request.headers.get("content-type"), request.headers.get("content-length"), await request.text(), request.bodyUsed],
    },
    ...each("the incoming path", ["/", "//x", "/a//b", "/%7E/%zz", "/?", "/a?b?c", "/ä".replace("ä", "%C3%A4"), "/a/../b", "/a/%2e%2e/b", "/a;b=c", "/a|b", "/a'b\"", "/?q=<>&r=%"],
      ({ request }) => request.url.replace(/:\d+/, "")),
    "the incoming one has no body on GET": ({ request }) => [request.body, request.bodyUsed, request.method],
    "the incoming one, cloned": {
      send: { method: "POST", body: "both" },
      run: async ({ request }) => {
        const copy = request.clone();
        return [await request.text(), await copy.text()];
      },
    },
    "the incoming one, made anew": {
      send: { method: "PUT", body: "again", headers: { "x-a": "1" } },
      run: async ({ request }) => {
        const copy = new Request("http://other/", request);
        return [copy.method, copy.url, copy.headers.get("x-a"), await copy.text(), request.bodyUsed];
      },
    },
    "the incoming one keeps its signal": ({ request }) => [request.signal instanceof AbortSignal, request.signal.aborted, request.signal === request.signal],
    ...each("an incoming method", ["PATCH", "DELETE", "OPTIONS", "PUT"].map((method) => ({ method })), ({ request }) => [request.method.length > 0, typeof request.url]),
    "an incoming DELETE with a body": { send: { method: "DELETE", body: "gone" }, run: async ({ request }) => [request.method, await request.text()] },
    "an incoming PATCH": { send: { method: "PATCH", body: "x" }, run: async ({ request }) => [request.method, await request.text()] },
    "an incoming PROPFIND": { send: { method: "PROPFIND" }, run: ({ request }) => request.method },
    "an incoming body in chunks": {
      send: { method: "POST", body: "chunked body", headers: { "transfer-encoding": "chunked" } },
      run: async ({ request }) => [request.headers.get("content-length"), request.headers.get("transfer-encoding"), await request.text()],
    },
    "an incoming POST without a body": { send: { method: "POST", headers: { "content-length": "0" } }, run: async ({ request }) => [request.body === null, await request.text()] },
    "signal follows its source": () => {
      const c = new AbortController(), r = new Request("http://a", { signal: c.signal });
      const before = r.signal.aborted;
      c.abort(new Error("why"));
      return [before, r.signal.aborted, r.signal.reason, r.signal === c.signal];
    },
    "signal is handed on": () => {
      const c = new AbortController(), r = new Request(new Request("http://a", { signal: c.signal })), none = new Request(r, { signal: null });
      c.abort();
      return [r.signal.aborted, none.signal?.aborted, r.clone().signal?.aborted];
    },
    "signal of a request without one": () => {
      const s = new Request("http://a").signal;
      return [s === null, s?.aborted, s instanceof AbortSignal];
    },
    "tag, keys, text": () => [Object.prototype.toString.call(new Request("http://a")), Object.keys(new Request("http://a")), `${new Request("http://a")}`, JSON.stringify(new Request("http://a"))],
    "illegal this": ({ caught }) => Promise.all([caught(() => Request.prototype.clone.call({})), caught(() => Request.prototype.text.call({})), caught(() => Object.getOwnPropertyDescriptor(Request.prototype, "url").get.call(new Response()))]),
    "without new": ({ caught }) => caught(() => Request("http://a")),
    "its properties cannot be set": ({ thrown }) => {
      const r = new Request("http://a");
      return [thrown(() => {
        "use strict";
        r.method = "PUT";
      }), r.method];
    },
    "a subclass": async () => {
      class Mine extends Request {
        get extra() {
          return `${this.method}!`;
        }
      }
      const r = new Mine("http://a", { method: "POST", body: "b" });
      return [r.extra, r instanceof Mine, r.clone() instanceof Mine, await new Request(r).text()];
    },
    "a null body": async () => [new Request("http://a", { method: "POST", body: null }).body, await new Request("http://a", { method: "POST", body: undefined }).text()],
    "GET with a null body": () => new Request("http://a", { method: "GET", body: null }).method,
    "content-type by the body": () => ["t", new URLSearchParams("a=1"), new Blob(["x"], { type: "q/r" }), new Uint8Array(2), new ReadableStream(), {}].map((body) => new Request("http://a", { method: "POST", body }).headers.get("content-type")),
    "fetcher": ({ request }) => [request.fetcher, new Request("http://a").fetcher, "fetcher" in request],
    "the fragment in url": () => [new Request("http://a/#x").url, new Request("http://a/b#").url],
    "url is made canonical": () => new Request("HTTP://EXAMPLE.com:80/a/../b").url,
  },
};
