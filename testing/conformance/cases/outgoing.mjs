import { each } from "../workers.mjs";

/** What arrived, but for accept-encoding, which has a case of its own. */
const seenBy = async (answer) => {
  const { method, target, headers, body } = await answer.json();
  return [method, target, headers.filter((h) => !h.startsWith("accept-encoding")), body];
};
const told = async (...args) => seenBy(await fetch(...args));

export const area = {
  name: "outgoing", title: "Outgoing fetch", order: 80,
  prelude: `const seenBy = ${seenBy};
const told = ${told};
let outside = "nothing";
try {
  await fetch("http://127.0.0.1:1/");
} catch (e) {
  outside = e.name + ": " + e.message;
}`,
  cases: {
    ...each("the type of a data URL", ["data:,x", "data:text/plain ,x", "data:text/html;,x", "data:TEXT/HTML;Charset=UTF-8,x", "data:IMAGE/gif;hi=X,x", "data:%20,x", "data://a/,x", "data:;x=y,x", "data:;base64,eA==", "data:x/y;a=\"b c\",x", "data:x/y;a=1;A=2;=3;b,x", "data:text/plain; base64 ,eA", "data:nonsense,x", "data:a/b;c=d e ,x"], async ({ caught }, url) => caught(async () => {
      const answer = await fetch(url);
      return [answer.status, answer.statusText, answer.headers.get("content-type"), await answer.text()];
    })),
    "a plain GET": ({ origin }) => told(`${origin}/tell?a=b`),
    "which encodings are accepted": async ({ origin }) => (await fetch(`${origin}/header?name=accept-encoding`)).text(),
    "a URL object": ({ origin }) => told(new URL(`${origin}/tell`)),
    "a Request": ({ origin }) => told(new Request(`${origin}/tell`, { method: "PUT", body: "b", headers: { "x-a": "1" } })),
    "a Request with options over it": ({ origin }) => told(new Request(`${origin}/tell`, { method: "PUT", body: "b", headers: { "x-a": "1" } }), { method: "POST", headers: { "x-b": "2" } }),
    ...each("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "post", "PURGE", "PROPFIND"], ({ origin, caught }, method) => caught(() => told(`${origin}/tell`, { method }))),
    "HEAD": async ({ origin }) => {
      const a = await fetch(`${origin}/bytes?n=10`, { method: "HEAD" });
      return [a.status, await a.text()];
    },
    ...each("a body of", [() => "text ü", () => new Uint8Array([1, 2]), () => new URLSearchParams("a=1"), () => new Blob(["b"], { type: "t/b" }), () => new Blob(["b"]), () => "", () => null, () => new ArrayBuffer(3)], ({ origin, caught }, make) => caught(() => told(`${origin}/tell`, { method: "POST", body: make() }))),
    "a body of a stream": ({ origin }) => told(`${origin}/tell`, { method: "POST", body: new ReadableStream({ start(c) {
      c.enqueue(new TextEncoder().encode("stre"));
      c.enqueue(new TextEncoder().encode("amed"));
      c.close();
    } }) }),
    "a body of a fixed length": async ({ origin }) => {
      const { readable, writable } = new FixedLengthStream(4), w = writable.getWriter();
      w.write(new TextEncoder().encode("four"));
      w.close();
      return told(`${origin}/tell`, { method: "POST", body: readable });
    },
    "a body of a form": async ({ origin }) => {
      const form = new FormData();
      form.append("a", "1");
      form.append("f", new File(["x"], "n.txt", { type: "t/x" }));
      const [method, , headers, body] = await told(`${origin}/tell`, { method: "POST", body: form });
      return [method, headers.map((h) => h.replace(/(content-length: |boundary=).*/, "$1…")), body.replace(/-{2,}[\w-]+/g, "B")];
    },
    "a large body": async ({ origin }) => told(`${origin}/tell`, { method: "POST", body: "x".repeat(3000000) }),
    "a large body of a stream": ({ origin }) => {
      let left = 100;
      return told(`${origin}/tell`, { method: "POST", body: new ReadableStream({ pull: (c) => left-- ? c.enqueue(new Uint8Array(30000)) : c.close() }) });
    },
    "a stream that breaks": ({ origin, caught }) => caught(() => told(`${origin}/tell`, { method: "POST", body: new ReadableStream({ pull: (c) => c.error(new RangeError("mine")) }) })),
    "the incoming body, handed on": { send: { method: "POST", body: "handed on", headers: { "content-type": "t/h" } }, run: ({ origin, request }) => told(`${origin}/tell`, { method: "POST", body: request.body }) },
    "the incoming request, handed on": {
      send: { method: "PUT", body: "all of it", path: "/tell?x=y", headers: { "x-own": "1", "content-type": "t/h" } },
      run: async ({ origin, request }) => {
        const [method, target, headers, body] = await told(new Request(origin + new URL(request.url).pathname + new URL(request.url).search, request));
        return [method, target, headers.filter((h) => /^(x-own|content-|transfer)/.test(h)), body];
      },
    },
    ...each("sends the header", [["x-mine", "1"], ["cookie", "a=b"], ["user-agent", "mine"], ["accept", "t/x"], ["accept-encoding", "identity"], ["accept-language", "de"], ["authorization", "Basic x"], ["referer", "http://r"], ["origin", "http://o"], ["content-type", "t/t"], ["date", "now"], ["via", "v"],
      ["connection", "close"], ["keep-alive", "5"], ["te", "trailers"], ["trailer", "x"], ["transfer-encoding", "chunked"], ["upgrade", "h2c"], ["expect", "100-continue"], ["cf-connecting-ip", "1.2.3.4"], ["x-forwarded-for", "1.2.3.4"], ["cdn-loop", "x"], ["cf-worker", "w"], ["cf-ray", "r"], ["proxy-authorization", "p"], ["range", "bytes=0-1"], ["if-none-match", "x"]],
      ({ origin, caught }, name, value) => caught(async () => (await fetch(`${origin}/header?name=${name}`, { headers: { [name]: value } })).text())),
    "a host header of its own": async ({ origin, caught }) => caught(async () => (await fetch(`${origin}/header?name=host`, { headers: { host: "mine.example" } })).text()),
    "many values": async ({ origin }) => (await told(`${origin}/tell`, { headers: [["x-a", "1"], ["x-a", "2"], ["X-B", "3"]] }))[2],
    "a value of Latin-1": async ({ origin }) => (await fetch(`${origin}/header?name=x-l`, { headers: { "x-l": "\u00e4" } })).text(),
    "content-length that is wrong": ({ origin, caught }) => caught(() => told(`${origin}/tell`, { method: "POST", body: "12345", headers: { "content-length": "2" } })),
    ...each("status", [200, 201, 204, 205, 226, 304, 400, 404, 418, 500, 503, 599], async ({ origin }, code) => {
      const a = await fetch(`${origin}/status?code=${code}&text=Said`);
      return [a.status, a.statusText, a.ok, a.redirected, a.body === null, await a.text(), a.headers.get("x-path")];
    }),
    "the answer's url and type": async ({ origin }) => {
      const a = await fetch(`${origin}/bytes?n=3#frag`);
      return [a.url.replace(origin, ""), a.type, a.redirected, a.webSocket, a.cf];
    },
    "the answer's headers": async ({ origin, caught }) => {
      const a = await fetch(`${origin}/cookies`);
      return [a.headers.get("set-cookie"), a.headers.getSetCookie(), a.headers.get("x-many"), await caught(() => a.headers.set("x", "y"))];
    },
    "a new answer of an answer": async ({ origin }) => {
      const a = await fetch(`${origin}/status?code=404`), b = new Response(a.body, a);
      b.headers.set("x-new", "1");
      return [b.status, b.headers.get("x-path"), b.headers.get("x-new"), b.url, await b.text(), a.bodyUsed];
    },
    "an answer, cloned": async ({ origin }) => {
      const a = await fetch(`${origin}/bytes?n=50000`), b = a.clone();
      return [(await a.text()).length, (await b.text()).length];
    },
    ...each("redirect", [301, 302, 303, 307, 308], async ({ origin }, code) => {
      const a = await fetch(`${origin}/to?code=${code}&where=/tell`, { method: "POST", body: "b", headers: { "content-type": "t/x", authorization: "a", "x-k": "1" } });
      return [a.status, a.redirected, a.url.replace(origin, ""), await seenBy(a)];
    }),
    ...each("redirect of a GET", [301, 302, 303, 307, 308, 300, 304, 305], async ({ origin }, code) => {
      const a = await fetch(`${origin}/to?code=${code}&where=/bytes?n=2`);
      return [a.status, a.redirected, a.url.replace(origin, ""), await a.text()];
    }),
    "redirect: manual": async ({ origin }) => {
      const a = await fetch(`${origin}/to?where=/tell`, { redirect: "manual" });
      return [a.status, a.type, a.redirected, a.headers.get("location"), await a.text(), a.url.replace(origin, "")];
    },
    "redirect: error": ({ origin, caught }) => caught(() => fetch(`${origin}/to?where=/tell`, { redirect: "error" })),
    "a redirect without a place": async ({ origin, caught }) => caught(async () => {
      const a = await fetch(`${origin}/to`);
      return [a.status, await a.text()];
    }),
    "a redirect to nonsense": ({ origin, caught }) => caught(async () => (await fetch(`${origin}/to?where=http://[`)).status),
    ...each("a redirect to another scheme", ["ftp://a/", "data:,x", "file:///x"], ({ origin, caught }, where) => caught(async () => (await fetch(`${origin}/to?where=${encodeURIComponent(where)}`)).status)),
    "a circle of redirects": ({ origin, caught }) => caught(async () => (await fetch(`${origin}/to?where=${encodeURIComponent("/to?where=" + encodeURIComponent("/to"))}`)).status),
    "redirects without end": async ({ origin, caught }) => caught(async () => {
      let where = "/bytes?n=1";
      for (let i = 0; i < 25; i++) where = `/to?where=${encodeURIComponent(where)}`;
      return (await fetch(origin + where)).status;
    }),
    "a stream as a body over a redirect": ({ origin, caught }) => caught(async () => (await fetch(`${origin}/to?code=307&where=/tell`, { method: "POST", body: new ReadableStream({ start(c) {
      c.enqueue(new Uint8Array(3));
      c.close();
    } }) })).status),
    "the fragment over a redirect": async ({ origin }) => (await fetch(`${origin}/to?where=/bytes?n=1#new`)).url.replace(origin, ""),
    ...each("unpacks", ["gzip", "br", "identity", "deflate"], async ({ origin }, kind) => {
      const a = await fetch(`${origin}/packed?as=${kind}`);
      const { headers } = a;
      return [headers.get("content-encoding"), headers.get("content-length") !== null, (await a.arrayBuffer()).byteLength > 0, a.headers.get("content-type")];
    }),
    ...each("unpacked text", ["gzip", "br"], async ({ origin }, kind) => (await (await fetch(`${origin}/packed?as=${kind}`)).text()).length),
    "broken gzip": ({ origin, caught }) => caught(async () => (await fetch(`${origin}/packed?as=identity&named=gzip`)).text()),
    "gzip cut short": ({ origin, caught }) => caught(async () => (await fetch(`${origin}/packed?as=gzip&cut=1`)).text()),
    "an encoding nobody knows": async ({ origin }) => {
      const a = await fetch(`${origin}/packed?as=identity&named=mine`);
      return [a.headers.get("content-encoding"), (await a.text()).length];
    },
    "gzip in capitals": async ({ origin, caught }) => caught(async () => (await (await fetch(`${origin}/packed?as=gzip&named=GZIP`)).arrayBuffer()).byteLength > 100),
    "less than was promised": ({ origin, caught }) => caught(async () => (await fetch(`${origin}/short`)).text()),
    "less than was promised, read by a reader": async ({ origin, caught }) => {
      const r = (await fetch(`${origin}/short`)).body.getReader(), first = await r.read();
      return [first.value.length, await caught(() => r.read())];
    },
    "a hang-up": ({ origin, caught }) => caught(() => fetch(`${origin}/hangup`)),
    "nobody there": ({ caught }) => caught(() => fetch("http://127.0.0.1:1/")),
    ...each("an address of", ["", "nonsense", "/relative", "ftp://a/", "http://", "file:///etc/passwd", "http://u:p@127.0.0.1:1/", "blob:http://a/b", "about:blank", "ws://127.0.0.1:1/"], ({ caught }, url) => caught(async () => (await fetch(url)).status)),
    "a data address": ({ caught }) => caught(async () => {
      const a = await fetch("data:text/x;base64,aGk=");
      return [a.status, a.headers.get("content-type"), await a.text()];
    }),
    "no address": ({ caught }) => Promise.all([caught(() => fetch()), caught(() => fetch(undefined)), caught(() => fetch(null)), caught(() => fetch({}))]),
    ...each("options", [null, 5, "x", { cf: {} }, { cf: { cacheTtl: 5 } }, { cf: 5 }, { redirect: "x" }, { signal: 5 }, { method: "" }, { headers: 5 }, { body: "x" }, { cache: "no-store" }, { cache: "reload" }, { cf: { resolveOverride: "x" } }], ({ origin, caught }, o) => caught(async () => (await fetch(`${origin}/status?code=200`, o)).status)),
    "body and GET": ({ origin, caught }) => caught(() => fetch(`${origin}/tell`, { body: "x", method: "GET" })),
    "a used Request": async ({ origin, caught }) => {
      const r = new Request(`${origin}/tell`, { method: "POST", body: "x" });
      await fetch(r);
      return [r.bodyUsed, await caught(() => fetch(r))];
    },
    "ten at once": async ({ origin }) => (await Promise.all(Array.from({ length: 10 }, async (_, i) => (await fetch(`${origin}/bytes?n=${i}`)).text()))).map((t) => t.length),
    "one after another": async ({ origin }) => {
      const seen = [];
      for (let i = 0; i < 12; i++) seen.push((await (await fetch(`${origin}/bytes?n=${i}`)).text()).length);
      return seen;
    },
    "an answer that nobody reads": async ({ origin }) => {
      for (let i = 0; i < 8; i++) await fetch(`${origin}/bytes?n=1000`);
      return (await fetch(`${origin}/bytes?n=7`)).text();
    },
    "an answer that is cancelled": async ({ origin, wait }) => {
      const key = crypto.randomUUID(), a = await fetch(`${origin}/drip?n=200&key=${key}`), r = a.body.getReader();
      await r.read();
      await r.cancel("enough");
      await wait(100);
      return (await fetch(`${origin}/seen?of=${key}`)).json();
    },
    "an abort reaches the origin": async ({ origin, wait, caught }) => {
      const key = crypto.randomUUID(), c = new AbortController(), waiting = caught(() => fetch(`${origin}/never?key=${key}`, { signal: c.signal }));
      await wait(50);
      c.abort();
      const said = await waiting;
      await wait(50);
      return [said, await (await fetch(`${origin}/seen?of=${key}`)).json()];
    },
    "a slow stream, chunk by chunk": async ({ origin, collect }) => (await collect((await fetch(`${origin}/drip?n=4`)).body)).map((c) => new TextDecoder().decode(c)).join(""),
    "an answer handed on": { answers: true, run: ({ origin }) => fetch(`${origin}/status?code=418&text=Tea`) },
    "a redirect handed on": { answers: true, run: ({ origin }) => fetch(`${origin}/to?where=/over/there`, { redirect: "manual" }) },
    "cookies handed on": { answers: true, run: ({ origin }) => fetch(`${origin}/cookies`) },
    "packed and handed on": { answers: true, send: { headers: { "accept-encoding": "gzip" } }, run: ({ origin }) => fetch(`${origin}/packed?as=gzip`) },
    "packed and handed on to who wants it plain": { answers: true, run: ({ origin }) => fetch(`${origin}/packed?as=gzip`) },
    "packed by brotli and handed on": { answers: true, send: { headers: { "accept-encoding": "br, gzip" } }, run: ({ origin }) => fetch(`${origin}/packed?as=br`) },
    "packed, read and sent": { answers: true, send: { headers: { "accept-encoding": "gzip" } }, run: async ({ origin }) => {
      const a = await fetch(`${origin}/packed?as=gzip`);
      return new Response(await a.text(), a);
    } },
    "packed, and a new answer around it": { answers: true, send: { headers: { "accept-encoding": "gzip" } }, run: async ({ origin }) => {
      const a = await fetch(`${origin}/packed?as=gzip`);
      return new Response(a.body, { headers: a.headers, encodeBody: "manual" });
    } },
    "a large answer handed on": { answers: true, run: ({ origin }) => fetch(`${origin}/bytes?n=2000000`) },
    "a broken answer handed on": { answers: true, breaks: true, run: ({ origin }) => fetch(`${origin}/short`) },
    "fetch by another name": async ({ origin }) => {
      const f = fetch, bound = fetch.bind(globalThis);
      return [(await f(`${origin}/bytes?n=1`)).status, (await bound(`${origin}/bytes?n=1`)).status, fetch.name, fetch.length];
    },
    "fetch with another this": ({ origin, caught }) => Promise.all([caught(async () => (await fetch.call({}, `${origin}/bytes?n=1`)).status), caught(async () => (await fetch.call(undefined, `${origin}/bytes?n=1`)).status)]),
    "fetch gives a promise even for a mistake": ({ caught }) => {
      const p = fetch("nonsense");
      p.catch(() => {});
      return p instanceof Promise;
    },
    "after the answer, by waitUntil": async ({ origin, ctx, wait }) => {
      const key = crypto.randomUUID();
      ctx.waitUntil(wait(5).then(() => fetch(`${origin}/bytes?n=1&key=${key}`)));
      return "answered";
    },
    "fetch outside of a request": () => outside,
  },
};
