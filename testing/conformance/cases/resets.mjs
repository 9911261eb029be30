import { each, hosting, inside } from "../workers.mjs";

const again = (a) => a.stub.name.replace(/^\d+ /, "");

export const area = {
  name: "resets", title: "Durable Objects: errors, resets", order: 118, ...hosting(["actor.js"], ["Actor", "Bare"]),
  prelude: `const again = ${again};`,
  cases: {
    ...each("a fetch that throws", [() => new Error("plain"), () => new TypeError("typed"), () => Object.assign(new Error("more"), { code: 5, retryable: true }), () => "text", () => undefined, () => ({ a: 1 }), () => new DOMException("gone", "AbortError")], async ({ actor, fault }) => {
      const a = actor();
      return [await fault(() => a.stub.fetch("http://a/")), await fault(() => actor(again(a)).alive())];
    }, { inside: { fetch: (_, make) => {
      throw make();
    }, alive: () => "alive" } }),
    "what an error carries": { inside: { fetch: () => {
      throw Object.assign(new RangeError("mine"), { code: 7 });
    } }, run: async ({ actor }) => {
      try {
        await actor().stub.fetch("http://a/");
      } catch (e) {
        return [e.constructor.name, e.name, Object.keys(e).sort(), e.remote, e.code, typeof e.stack, e.stack.includes("actor.js")];
      }
    } },
    "an error after the answer": { inside: { fetch: ({ ctx, wait }) => {
      ctx.waitUntil(wait(5).then(() => {
        throw new Error("late");
      }));
      return new Response("answered");
    }, alive: ({ self }) => self.seen.length }, run: async ({ actor, wait }) => {
      const a = actor(), text = await (await a.stub.fetch("http://a/")).text();
      await wait(30);
      return [text, await a.alive()];
    } },
    "an unhandled rejection": { inside: { throwing: () => void Promise.reject(new Error("unhandled")), alive: () => "alive" }, run: async ({ actor, wait }) => {
      const a = actor();
      return [await a.throwing(), await wait(10), await a.alive()];
    } },
    ...each("abort with", [() => undefined, () => "text", () => new Error("an error"), () => new RangeError("ranged"), () => 5, () => Object.assign(new Error("more"), { code: 7 })], ({ actor, fault }) => fault(() => actor().go()), { inside: { go: ({ ctx }, make) => ctx.abort(make()) } }),
    "what runs after abort": { inside: { go: ({ ctx, self }) => {
      try {
        ctx.abort("mine");
      } catch (e) {
        return `caught ${e.message}`;
      }
      return "went on";
    } }, run: ({ actor, fault }) => fault(() => actor().go()) },
    "abort begins anew": { inside: { go: ({ ctx, self }) => {
      self.n = 1;
      ctx.abort("mine");
    }, look: ({ self }) => self.n }, run: async ({ actor, fault }) => {
      const a = actor();
      await fault(() => a.go());
      return [await fault(() => actor(again(a)).look())];
    } },
    "the same stub after abort": { inside: { go: ({ ctx }) => ctx.abort("mine"), look: () => "alive" }, run: async ({ actor, fault, wait }) => {
      const a = actor();
      const first = await fault(() => a.go());
      return [first, await fault(() => a.look()), await fault(() => a.look()), await fault(() => actor(again(a)).look())];
    } },
    "abort and what was in flight": { inside: { wait: ({ wait }) => wait(300).then(() => "waited"), go: ({ ctx }) => ctx.abort("mine") }, run: async ({ actor, fault }) => {
      const a = actor();
      return Promise.all([fault(() => a.wait()), fault(() => a.wait()), fault(() => a.go())]);
    } },
    "abort and a stream that was on its way": { inside: { fetch: () => new Response(new ReadableStream({ async pull(c) {
      await new Promise((go) => setTimeout(go, 20));
      c.enqueue(new TextEncoder().encode("part"));
    } })), go: ({ ctx }) => ctx.abort("mine") }, run: async ({ actor, fault, wait }) => {
      const a = actor(), answer = await a.stub.fetch("http://a/");
      const reading = fault(() => answer.text());
      await wait(50);
      await fault(() => a.go());
      return reading;
    } },
    "abort and a timer": { inside: { go: async ({ ctx, storage }) => {
      await storage.put("a", 0);
      setTimeout(() => storage.put("a", 1), 30);
      ctx.abort("mine");
    }, look: ({ storage }) => storage.get("a") }, run: async ({ actor, fault, wait }) => {
      const a = actor();
      await fault(() => a.go());
      await wait(80);
      return actor(again(a)).look();
    } },
    "abort with a write before it": { inside: { go: ({ ctx, storage }) => {
      storage.put("a", 1);
      ctx.abort("mine");
    }, look: ({ storage }) => storage.get("a") }, run: async ({ actor, fault }) => {
      const a = actor();
      return [await fault(() => a.go()), await actor(again(a)).look()];
    } },
    "abort in waitUntil": { inside: { go: ({ ctx, wait, self }) => {
      self.n = 1;
      ctx.waitUntil(wait(5).then(() => ctx.abort("later")));
      return "answered";
    }, look: ({ self }) => self.n }, run: async ({ actor, fault, wait }) => {
      const a = actor(), said = await fault(() => a.go());
      await wait(40);
      return [said, await fault(() => actor(again(a)).look())];
    } },
    "another object is not touched": { inside: { go: ({ ctx }) => ctx.abort("mine"), count: ({ self }) => (self.n = (self.n ?? 0) + 1) }, run: async ({ actor, fault }) => {
      const other = actor();
      await other.count();
      await fault(() => actor().go());
      return other.count();
    } },
    "an error that crosses two objects": { inside: { first: async ({ env, ctx, fault }) => fault(() => env.ACTOR.get(env.ACTOR.idFromName(`${/^\d+/.exec(ctx.id.name)[0]} deep`)).fetch("http://b/")), fetch: () => {
      throw new RangeError("deep");
    } }, run: ({ actor }) => actor().first() },
    "an error handed on": { inside: { fetch: async ({ env, ctx }) => {
      if (ctx.id.name.endsWith("deep")) throw new RangeError("deep");
      return env.ACTOR.get(env.ACTOR.idFromName(`${/^\d+/.exec(ctx.id.name)[0]} deep`)).fetch("http://b/");
    } }, run: ({ actor, fault }) => fault(() => actor().stub.fetch("http://a/")) },
    "recursion into itself": { inside: { fetch: async ({ env, ctx }, r) => {
      const left = +new URL(r.url).pathname.slice(1);
      return left === 0 ? new Response("bottom") : env.ACTOR.get(ctx.id).fetch(`http://a/${left - 1}`);
    } }, run: ({ actor, fault }) => fault(async () => (await actor().stub.fetch("http://a/12")).text()) },
    ...each("waitUntil of", [() => undefined, () => 5, () => Promise.resolve(1)], ({ actor }) => actor().inside(), { inside: ({ ctx, caught }, make) => caught(() => ctx.waitUntil(make())) }),
    "the state's shape": inside(({ ctx }) => [Object.getOwnPropertyNames(Object.getPrototypeOf(ctx)).sort(), Object.keys(ctx), typeof ctx.exports, JSON.stringify(ctx.props)]),
    "the state's exports": inside(({ ctx }) => Object.keys(ctx.exports).sort()),
    "cloudflare:durable-objects": async ({ fault }) => fault(async () => Object.keys(await import("cloudflare:durable-objects")).sort()),
    "an object's cache, its fetch, its crypto": inside(async ({ origin }) => [typeof caches, (await fetch(`${origin}/status?code=201`)).status, typeof crypto.randomUUID(), (await crypto.subtle.digest("SHA-256", new Uint8Array(1))).byteLength]),
    "time stands still in a turn, and moves with storage": inside(async ({ storage, wait }) => {
      const before = Date.now();
      await wait(5);
      return Date.now() > before;
    }),
    "globals are shared by the objects of an isolate": { inside: { set: () => void (globalThis.shared = (globalThis.shared ?? 0) + 1), get: () => typeof globalThis.shared }, run: async ({ actor }) => {
      await actor().set();
      return actor().get();
    } },
    "calls without an answer": { inside: { fetch: () => new Promise(() => {}) }, run: async ({ actor, fault }) => fault(() => Promise.race([actor().stub.fetch("http://a/"), new Promise((_, no) => setTimeout(() => no(new Error("still waiting")), 100))])) },
    "a stub's body not read": { inside: { fetch: () => new Response("x".repeat(100000)) }, run: async ({ actor }) => {
      const a = actor();
      for (let i = 0; i < 20; i++) await a.stub.fetch("http://a/");
      return "fine";
    } },
    "a body cancelled": { inside: { fetch: ({ self }) => new Response(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(1000)), cancel: () => void self.seen.push("cancelled") })), log: ({ self }) => self.seen }, run: async ({ actor, wait }) => {
      const a = actor(), answer = await a.stub.fetch("http://a/");
      await answer.body.cancel();
      await wait(50);
      return a.log();
    } },
  },
};
