import { each, hosting, inside } from "../workers.mjs";

/** A case of the namespace, which is all that it needs. */
const space = (run) => ({ run });

export const area = {
  name: "objects", title: "Durable Objects: namespaces, ids, stubs, fetch", order: 110, ...hosting(["actor.js"], ["Actor", "Bare", "Legacy"]),
  cases: {
    "an id's shape": space(({ env }) => {
      const id = env.ACTOR.idFromName("a");
      return [/^[0-9a-f]{64}$/.test(id.toString()), `${id}`.length, id.name, id.jurisdiction, Object.keys(id), Object.prototype.toString.call(id), id.constructor.name];
    }),
    "an id as JSON": space(({ env }) => JSON.stringify({ id: env.ACTOR.idFromName("a") })),
    "one name, one id": space(({ env }) => {
      const [a, b, c] = ["a", "a", "b"].map((n) => env.ACTOR.idFromName(n));
      return [a.equals(b), a === b, `${a}` === `${b}`, a.equals(c), env.BARE.idFromName("a").equals(a), `${env.BARE.idFromName("a")}` === `${a}`];
    }),
    ...each("idFromName of", [[""], ["ünï\u0000"], ["x".repeat(300)], [5], [null], [undefined], [{ toString: 1 }], [["a"]]], ({ env, caught }, name) => caught(() => env.ACTOR.idFromName(name).name)),
    "idFromName without a name": ({ env, caught }) => caught(() => env.ACTOR.idFromName()),
    "a lone surrogate as a name": ({ env, caught }) => caught(() => [...env.ACTOR.idFromName("\ud800").name].map((c) => c.charCodeAt(0))),
    "unique ids": space(({ env }) => {
      const [a, b] = [env.ACTOR.newUniqueId(), env.ACTOR.newUniqueId()];
      return [a.equals(b), a.name, "name" in a, Object.keys(a), `${a}`.length, a.jurisdiction];
    }),
    ...each("a unique id with", [[undefined], [null], [{}], [{ jurisdiction: undefined }], [{ jurisdiction: "mars" }], [{ jurisdiction: "" }], [5]], ({ env, caught }, options) => caught(() => `${env.ACTOR.newUniqueId(options)}`.length)),
    "an id from its text": space(({ env }) => {
      const a = env.ACTOR.idFromName("a"), b = env.ACTOR.idFromString(a.toString());
      return [a.equals(b), b.equals(a), b.name, `${a}` === `${b}`];
    }),
    "an id from its text in capitals": space(({ env, caught }) => caught(() => {
      const a = env.ACTOR.idFromName("a");
      return env.ACTOR.idFromString(a.toString().toUpperCase()).equals(a);
    })),
    ...each("an id from", [[""], ["abc"], ["0".repeat(64)], ["f".repeat(64)], ["g".repeat(64)], ["0".repeat(63)], ["0".repeat(66)], [5], [undefined], [null]], ({ env, caught }, text) => caught(() => `${env.ACTOR.idFromString(text)}`)),
    "an id of another class": ({ env, caught }) => caught(() => env.ACTOR.idFromString(env.BARE.newUniqueId().toString())),
    "an id whose last digit is another": ({ env, caught }) => caught(() => {
      const text = env.ACTOR.newUniqueId().toString();
      return env.ACTOR.idFromString(text.slice(0, -1) + (text.endsWith("0") ? "1" : "0")).name;
    }),
    "an id whose first digit is another": ({ env, caught }) => caught(() => {
      const text = env.ACTOR.newUniqueId().toString();
      return env.ACTOR.idFromString((text.startsWith("0") ? "1" : "0") + text.slice(1)).name;
    }),
    ...each("equals with", [[5], [undefined], [null], ["a"], [{}]], ({ env, caught }, other) => caught(() => env.ACTOR.idFromName("a").equals(other))),
    "get with an id of another class": ({ env, caught }) => caught(() => typeof env.ACTOR.get(env.BARE.idFromName("a"))),
    ...each("get of", [[undefined], [null], ["a"], [{}], [5]], ({ env, caught }, id) => caught(() => typeof env.ACTOR.get(id))),
    "get with the text of an id": ({ env, caught }) => caught(() => typeof env.ACTOR.get(env.ACTOR.idFromName("a").toString())),
    ...each("get with options", [[undefined], [null], [{}], [{ locationHint: "weur" }], [{ locationHint: "mars" }], [{ locationHint: 5 }], ["weur"], [{ routingMode: "primary-only" }], [{ routingMode: "else" }]],
      ({ env, caught }, options) => caught(() => typeof env.ACTOR.get(env.ACTOR.idFromName("a"), options))),
    "getByName": ({ env, caught }) => caught(() => {
      const stub = env.ACTOR.getByName("a");
      return [stub.id.equals(env.ACTOR.idFromName("a")), stub.name, stub.id.name, Object.keys(stub)];
    }),
    "getByName without a name": ({ env, caught }) => caught(() => typeof env.ACTOR.getByName()),
    "getByName with a hint": ({ env, caught }) => caught(() => env.ACTOR.getByName("a", { locationHint: "apac" }).name),
    "getExisting": ({ env }) => [typeof env.ACTOR.getExisting, "getExisting" in env.ACTOR],
    ...each("jurisdiction", [["eu"], ["fedramp"], ["mars"], [""], [undefined], [null]], ({ env, caught }, where) => caught(() => {
      const place = env.ACTOR.jurisdiction(where);
      return [place.constructor.name, place.idFromName("a").equals(env.ACTOR.idFromName("a")), place.idFromName("a").jurisdiction];
    })),
    "a namespace's shape": ({ env }) => [Object.prototype.toString.call(env.ACTOR), env.ACTOR.constructor.name, Object.keys(env.ACTOR), Object.getOwnPropertyNames(Object.getPrototypeOf(env.ACTOR)).sort()],
    "a stub's shape": ({ env }) => {
      const stub = env.ACTOR.get(env.ACTOR.idFromName("a"));
      return [Object.prototype.toString.call(stub), Object.keys(stub), stub.id.name, stub.name, "anything" in stub, typeof stub.anything, typeof stub.fetch, typeof stub.then, typeof stub.connect];
    },
    "a stub of a unique id has no name": ({ env }) => {
      const stub = env.ACTOR.get(env.ACTOR.newUniqueId());
      return [stub.name, "name" in stub, Object.keys(stub)];
    },
    "classes are not global": () => [typeof DurableObjectNamespace, typeof DurableObjectId, typeof DurableObjectStub, typeof DurableObjectState, typeof DurableObjectStorage, typeof SqlStorage].map(String),
    "what a constructor is given": { inside: ({ self, ctx, env }) => [self.ctx === ctx, self.env === env, Object.keys(ctx), Object.prototype.toString.call(ctx), ctx.constructor.name, typeof ctx.props, ctx.container === undefined] },
    "the object's own id": { run: ({ actor }) => actor("named").mine(), inside: { mine: ({ ctx }) => [ctx.id.name.replace(/^\d+ /, ""), ctx.id.constructor.name, ctx.id.toString().length] } },
    "a unique object's own id": { run: async ({ env, byId }) => {
      const id = env.ACTOR.newUniqueId();
      const [name, text] = await byId(id).mine();
      return [name, text === id.toString()];
    }, inside: { mine: ({ ctx }) => [ctx.id.name, ctx.id.toString()] } },
    "one instance for each id": { run: async ({ actor }) => {
      const [a, b] = [actor("same"), actor("same")];
      return [await a.count(), await b.count(), await actor("other").count(), await a.count()];
    }, inside: { count: ({ self }) => (self.n = (self.n ?? 0) + 1) } },
    "an id from its text reaches the same object": { run: async ({ actor, byId, env }) => {
      const a = actor(), id = env.ACTOR.idFromString(a.stub.id.toString());
      return [await a.count(), await byId(id).count()];
    }, inside: { count: ({ self }) => (self.n = (self.n ?? 0) + 1) } },
    "another class, another object": { run: async ({ actor, env }) => [await actor("x").kind(), await actor("x", env.BARE).kind()], inside: { kind: ({ self }) => self.constructor.name } },
    "a class without a base": { run: ({ actor, env }) => actor("x", env.LEGACY).look(), inside: { look: ({ self, ctx, storage }) => [self.given, typeof ctx.storage.get, typeof ctx.waitUntil, storage === ctx.storage] } },
    "a class without a base has no methods to call": async ({ env, fault }) => fault(() => env.LEGACY.getByName("rpc").add(1, 2)),
    "fetch with a whole request": { run: async ({ actor, random, env }) => {
      const { stub } = actor();
      const answer = await stub.fetch(new Request("https://somewhere.example/path?q=1", { method: "PUT", body: "said", headers: { "x-mine": "1" } }));
      return [answer.status, answer.statusText, answer.headers.get("x-back"), answer.url, await answer.json()];
    }, inside: { fetch: async (_, r) => Response.json([r.url, r.method, r.headers.get("x-mine"), await r.text(), r.headers.has("host"), r.headers.has("cf-ray"), r.cf === undefined], { status: 201, statusText: "Made", headers: { "x-back": "2" } }) } },
    "fetch needs a whole address": async ({ env, fault }) => Promise.all(["/b", "", "x", undefined].map((u) => fault(() => env.ACTOR.getByName("1 relative").fetch(u).then((r) => r.status)))),
    "fetch with init": { run: async ({ actor }) => (await actor().stub.fetch("http://a/b", { method: "POST", body: new Uint8Array([1, 2, 3]) })).text(), inside: { fetch: async (_, r) => new Response(`${r.method} ${(await r.arrayBuffer()).byteLength}`) } },
    ...each("a redirect with", [[undefined], ["follow"], ["manual"], ["error"]], async ({ actor, fault }, redirect) => fault(async () => {
      const r = await actor().stub.fetch("http://a/b", { redirect });
      return [r.status, r.headers.get("location"), r.redirected, r.url, await r.text()];
    }), { inside: { fetch: (_, way, r) => (r.url.endsWith("c") ? new Response("there") : Response.redirect("http://a/c", 302)) } }),
    "a stream into the object": { run: async ({ actor }) => {
      const { readable, writable } = new TransformStream();
      const answer = actor().stub.fetch("http://a/", { method: "POST", body: readable });
      const writer = writable.getWriter();
      for (const part of ["a", "b", "c"]) await writer.write(new TextEncoder().encode(part));
      await writer.close();
      return (await answer).text();
    }, inside: { fetch: async (_, r) => new Response((await r.text()).toUpperCase()) } },
    "a stream out of the object": { run: async ({ actor, textOf }) => textOf((await actor().stub.fetch("http://a/")).body), inside: { fetch: () => {
      let n = 0;
      return new Response(new ReadableStream({ pull: (c) => (n++ < 5 ? c.enqueue(new TextEncoder().encode(`${n},`)) : c.close()) }));
    } } },
    "a megabyte both ways": { run: async ({ actor }) => {
      const body = new Uint8Array(1 << 20).fill(7);
      const back = new Uint8Array(await (await actor().stub.fetch("http://a/", { method: "POST", body })).arrayBuffer());
      return [back.length, back.every((b) => b === 8)];
    }, inside: { fetch: async (_, r) => new Response(new Uint8Array(await r.arrayBuffer()).map((b) => b + 1)) } },
    "an object's answer handed on": { answers: true, run: ({ actor }) => actor().stub.fetch("http://a/"), inside: { fetch: () => new Response("from the object", { status: 418, headers: { "x-a": "1", "set-cookie": "a=b" } }) } },
    "the request handed on": { answers: true, send: { method: "POST", body: "handed", path: "/some?where" }, run: ({ actor, request }) => actor().stub.fetch(new Request(request, { headers: { "x-kept": "1" } })),
      inside: { fetch: async (_, r) => Response.json([new URL(r.url).pathname, r.headers.get("x-kept"), await r.text()]) } },
    "an object calls another": { run: ({ actor }) => actor().first(), inside: { first: async ({ env, self, ctx }) => {
      const other = env.ACTOR.get(env.ACTOR.idFromName(`${/^\d+/.exec(ctx.id.name)[0]} the other`));
      return (await other.fetch("http://b/")).text();
    }, fetch: ({ ctx }) => new Response(`I am ${ctx.id.name.replace(/^\d+ /, "")}`) } },
    "an object calls itself": { run: ({ actor }) => actor().first(), inside: { first: async ({ env, ctx }) => (await env.ACTOR.get(ctx.id).fetch("http://b/")).text(), fetch: () => new Response("me again") } },
    "calls on one stub arrive in order": { run: async ({ actor }) => {
      const a = actor();
      await Promise.all(Array.from({ length: 30 }, (_, i) => a.note(i)));
      return a.all();
    }, inside: { note: ({ self }, i) => void self.seen.push(i), all: ({ self }) => self.seen } },
    "calls are taken in while another waits": { run: async ({ actor }) => {
      const a = actor(), waiting = a.wait();
      await a.go();
      return waiting;
    }, inside: { wait: ({ self }) => new Promise((go) => (self.go = go)), go: ({ self }) => self.go("went") } },
    "waitUntil and what comes after the answer": { run: async ({ actor, wait }) => {
      const a = actor();
      await a.start();
      await wait(60);
      return a.seen();
    }, inside: { start: ({ self, ctx, wait }) => {
      ctx.waitUntil(wait(5).then(() => self.seen.push("waited")));
      setTimeout(() => self.seen.push("timer"), 10);
      wait(15).then(() => self.seen.push("floating"));
    }, seen: ({ self }) => self.seen } },
    "an interval goes on between calls": { run: async ({ actor, wait }) => {
      const a = actor();
      await a.start();
      await wait(80);
      return (await a.stop()) >= 3;
    }, inside: { start: ({ self }) => {
      self.n = 0;
      self.timer = setInterval(() => self.n++, 5);
    }, stop: ({ self }) => (clearInterval(self.timer), self.n) } },
    "no answer": { run: async ({ actor, fault }) => fault(() => actor().stub.fetch("http://a/").then((r) => r.status)), inside: { fetch: () => undefined } },
    "a WebSocket through an object": { says: ["one", "two", [1000, "done"]], run: ({ actor, request }) => actor().stub.fetch("http://a/", { headers: { upgrade: "websocket" } }), inside: { fetch: () => {
      const [client, server] = Object.values(new WebSocketPair());
      server.accept();
      server.addEventListener("message", (e) => server.send(`object: ${e.data}`));
      return new Response(null, { status: 101, webSocket: client });
    } } },
    "a WebSocket kept by the Worker": { run: async ({ actor }) => {
      const { webSocket } = await actor().stub.fetch("http://a/", { headers: { upgrade: "websocket" } });
      webSocket.accept();
      return new Promise((done) => {
        const seen = [];
        webSocket.addEventListener("message", (e) => (seen.push(e.data), seen.length < 3 ? webSocket.send(`${seen.length}`) : webSocket.close(1000, "enough")));
        webSocket.addEventListener("close", (e) => done([seen, e.code, e.reason]));
        webSocket.send("0");
      });
    }, inside: { fetch: () => {
      const [client, server] = Object.values(new WebSocketPair());
      server.accept();
      server.addEventListener("message", (e) => server.send(`re ${e.data}`));
      server.addEventListener("close", (e) => server.close(e.code, e.reason));
      return new Response(null, { status: 101, webSocket: client });
    } } },
    "an aborted call": { run: async ({ actor, wait, fault }) => {
      const a = actor(), controller = new AbortController();
      const call = fault(() => a.stub.fetch("http://a/", { signal: controller.signal }));
      await wait(20);
      controller.abort();
      return [await call, await a.seen()];
    }, inside: { fetch: ({ wait }) => wait(500).then(() => new Response("late")), seen: ({ self }) => self.seen } },
  },
};
