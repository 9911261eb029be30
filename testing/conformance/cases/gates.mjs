import { each, hosting, inside } from "../workers.mjs";

/** Two steps started one after the other, without waiting between; what the object noted. */
const race = (steps, order = ["first", "second"]) => ({
  inside: { log: ({ self }) => self.seen, ...steps },
  args: [order],
  run: async ({ actor }, names) => {
    const a = actor();
    const values = await Promise.all(names.map((name) => a[name]()));
    return [values.filter((v) => v !== undefined), await a.log()];
  },
});

export const area = {
  name: "gates", title: "Durable Objects: gates, order, coalescing", order: 115, ...hosting(["actor.js"], ["Actor"]),
  cases: {
    "read, change, write: fifty at once lose nothing": { run: async ({ actor }) => {
      const a = actor();
      await Promise.all(Array.from({ length: 50 }, () => a.add()));
      return a.read();
    }, inside: { add: async ({ storage }) => storage.put("n", ((await storage.get("n")) ?? 0) + 1), read: ({ storage }) => storage.get("n") } },
    "read, change, write: each caller sees its own": { run: async ({ actor }) => {
      const a = actor();
      return (await Promise.all(Array.from({ length: 20 }, () => a.add()))).sort((x, y) => x - y);
    }, inside: { add: async ({ storage }) => {
      const n = ((await storage.get("n")) ?? 0) + 1;
      await storage.put("n", n);
      return n;
    } } },
    "several reads in a row let nobody in": race({
      first: async ({ self, storage }) => {
        for (let i = 0; i < 5; i++) {
          self.seen.push(`first ${i}`);
          await storage.get("a");
        }
      },
      second: ({ self }) => void self.seen.push("second"),
    }),
    "a list lets nobody in": race({
      first: async ({ self, storage }) => {
        self.seen.push("before");
        await storage.list();
        self.seen.push("after");
      },
      second: ({ self }) => void self.seen.push("second"),
    }),
    "a timer lets others in": race({
      first: async ({ self, wait }) => {
        self.seen.push("before");
        await wait(30);
        self.seen.push("after");
      },
      second: ({ self }) => void self.seen.push("second"),
    }),
    "an outgoing fetch lets others in": race({
      first: async ({ self, origin }) => {
        self.seen.push("before");
        await (await fetch(`${origin}/slow?ms=60`)).text();
        self.seen.push("after");
      },
      second: ({ self }) => void self.seen.push("second"),
    }),
    "a lost update, where a fetch stands between": { run: async ({ actor }) => {
      const a = actor();
      await Promise.all([a.add(), a.add()]);
      return a.read();
    }, inside: { add: async ({ storage, wait }) => {
      const n = (await storage.get("n")) ?? 0;
      await wait(30);
      await storage.put("n", n + 1);
    }, read: ({ storage }) => storage.get("n") } },
    "allowConcurrency": race({
      first: async ({ self, storage }) => {
        self.seen.push("before");
        await storage.get("a", { allowConcurrency: true });
        self.seen.push("after");
      },
      second: ({ self }) => void self.seen.push("second"),
    }),
    "storage before timers": inside(async ({ storage, self }) => {
      const timer = new Promise((go) => setTimeout(() => (self.seen.push("timer"), go()), 0));
      const read = storage.get("a").then(() => self.seen.push("read")), write = storage.put("a", 1).then(() => self.seen.push("write"));
      Promise.resolve().then(() => self.seen.push("microtask"));
      await Promise.all([timer, read, write]);
      return self.seen;
    }),
    "answers of storage come in order": inside(async ({ storage, self }) => {
      const note = (name) => () => self.seen.push(name);
      await Promise.all([storage.put("a", 1).then(note("put a")), storage.get("a").then(note("get a")), storage.list().then(note("list")), storage.delete("a").then(note("delete")), storage.get(["a"]).then(note("get many"))]);
      return self.seen;
    }),
    "blockConcurrencyWhile in the constructor": { run: async ({ actor }) => {
      const a = actor();
      return [await Promise.all([a.ask(), a.ask()]), await a.log()];
    }, inside: { construct: ({ self, ctx, wait }) => {
      ctx.blockConcurrencyWhile(async () => {
        self.seen.push("begins");
        await wait(30);
        self.ready = true;
        self.seen.push("ends");
      });
    }, ask: ({ self }) => (self.seen.push("asked"), self.ready), log: ({ self }) => self.seen } },
    "blockConcurrencyWhile with storage in the constructor": { run: async ({ actor }) => {
      const a = actor();
      return [await a.ask(), await a.ask()];
    }, inside: { construct: ({ self, ctx, storage }) => {
      ctx.blockConcurrencyWhile(async () => {
        self.n = ((await storage.get("n")) ?? 10) + 1;
        await storage.put("n", self.n);
      });
    }, ask: async ({ self, storage }) => [self.n, await storage.get("n")] } },
    "blockConcurrencyWhile keeps others out": race({
      first: ({ self, ctx, wait }) => ctx.blockConcurrencyWhile(async () => {
        self.seen.push("begins");
        await wait(30);
        self.seen.push("ends");
      }),
      second: ({ self }) => void self.seen.push("second"),
    }),
    "blockConcurrencyWhile gives the value": inside(async ({ ctx }) => [await ctx.blockConcurrencyWhile(async () => ({ a: 1 })), await ctx.blockConcurrencyWhile(() => 5).catch((e) => e.message)]),
    "blockConcurrencyWhile, what it is": inside(({ ctx }) => {
      const p = ctx.blockConcurrencyWhile(async () => 1);
      return [p instanceof Promise, p.constructor.name];
    }),
    ...each("blockConcurrencyWhile of", [() => undefined, () => 5, () => "x", () => ({})], ({ actor }) => actor().inside(), { inside: ({ ctx, caught }, make) => caught(() => ctx.blockConcurrencyWhile(make())) }),
    "blockConcurrencyWhile begins at once": inside(async ({ ctx, self }) => {
      const p = ctx.blockConcurrencyWhile(async () => void self.seen.push("inside"));
      self.seen.push("after the call");
      await p;
      return self.seen;
    }),
    "blockConcurrencyWhile, two in a row": inside(async ({ ctx, self, wait }) => {
      const one = ctx.blockConcurrencyWhile(async () => {
        self.seen.push("one begins");
        await wait(20);
        self.seen.push("one ends");
      });
      const two = ctx.blockConcurrencyWhile(async () => void self.seen.push("two"));
      await Promise.all([one, two]);
      return self.seen;
    }),
    "blockConcurrencyWhile within itself": inside(async ({ ctx, self, fault }) => fault(() => ctx.blockConcurrencyWhile(async () => {
      self.seen.push("outer");
      const inner = await ctx.blockConcurrencyWhile(async () => (self.seen.push("inner"), "value"));
      return [inner, self.seen];
    }))),
    "blockConcurrencyWhile and timers set before": inside(async ({ ctx, self, wait }) => {
      setTimeout(() => self.seen.push("timer of before"), 5);
      await ctx.blockConcurrencyWhile(async () => {
        setTimeout(() => self.seen.push("timer of inside"), 10);
        await wait(40);
        self.seen.push("ends");
      });
      await wait(20);
      return self.seen;
    }),
    "blockConcurrencyWhile and a fetch begun before": inside(async ({ ctx, self, wait, origin }) => {
      const before = fetch(`${origin}/slow?ms=10`).then((r) => r.text()).then(() => self.seen.push("fetch of before"));
      await ctx.blockConcurrencyWhile(async () => {
        await wait(80);
        self.seen.push("ends");
      });
      await before;
      return self.seen;
    }),
    "blockConcurrencyWhile with fetch inside": inside(async ({ ctx, self, origin }) => ctx.blockConcurrencyWhile(async () => (await fetch(`${origin}/tell`)).status)),
    "blockConcurrencyWhile that calls another object": { run: ({ actor }) => actor().first(), inside: { first: ({ ctx, env }) => ctx.blockConcurrencyWhile(async () => (await env.ACTOR.get(env.ACTOR.idFromName(`${/^\d+/.exec(ctx.id.name)[0]} beside`)).fetch("http://b/")).text()), fetch: () => new Response("the other") } },
    "blockConcurrencyWhile that throws": { run: async ({ actor, fault }) => {
      const a = actor();
      await a.set();
      return [await fault(() => a.block()), await fault(() => a.read()), await fault(() => actor(a.stub.name.replace(/^\d+ /, "")).read())];
    }, inside: { set: ({ self }) => void (self.n = 1), block: ({ ctx }) => ctx.blockConcurrencyWhile(async () => {
      throw new RangeError("inside");
    }), read: ({ self }) => self.n ?? "new" } },
    "blockConcurrencyWhile that throws where it is called": { run: async ({ actor, fault }) => fault(() => actor().block()), inside: { block: ({ ctx, caught }) => caught(() => ctx.blockConcurrencyWhile(() => {
      throw new RangeError("at once");
    })) } },
    "blockConcurrencyWhile that throws while others wait": { run: async ({ actor, fault }) => {
      const a = actor();
      return Promise.all([fault(() => a.block()), fault(() => a.read()), fault(() => a.read())]);
    }, inside: { block: ({ ctx, wait }) => ctx.blockConcurrencyWhile(async () => {
      await wait(20);
      throw new Error("inside");
    }), read: () => "read" } },
    "blockConcurrencyWhile that never ends": { patience: 40000, run: async ({ actor, fault }) => fault(() => actor().block()), inside: { block: ({ ctx }) => ctx.blockConcurrencyWhile(() => new Promise(() => {})) } },
    "a constructor that throws": { run: async ({ actor, fault }) => {
      const a = actor();
      return [await fault(() => a.ask()), await fault(() => a.ask())];
    }, inside: { construct: () => {
      throw new RangeError("in the constructor");
    }, ask: () => "asked" } },
    "a constructor whose block throws": { run: async ({ actor, fault }) => {
      const a = actor();
      return [await fault(() => a.ask()), await fault(() => a.ask())];
    }, inside: { construct: ({ ctx }) => {
      ctx.blockConcurrencyWhile(async () => {
        throw new RangeError("in the block");
      });
    }, ask: () => "asked" } },
    "storage in the constructor": { run: async ({ actor }) => actor().ask(), inside: { construct: ({ self, sql, kv }) => {
      sql.exec("CREATE TABLE IF NOT EXISTS t(x)");
      kv.put("a", 1);
      self.promise = self.ctx.storage.get("a");
    }, ask: async ({ self, sql, kv }) => [sql.exec("SELECT count(*) n FROM t").one().n, kv.get("a"), await self.promise] } },
    "ordered, though the first is slow": race({
      first: async ({ self, storage }) => {
        await storage.put("a", 1);
        self.seen.push(`first sees ${await storage.get("a")}`);
      },
      second: async ({ self, storage }) => {
        self.seen.push(`second sees ${await storage.get("a")}`);
        await storage.put("a", 2);
      },
    }),
    "a write not awaited is there for the next": { run: async ({ actor }) => {
      const a = actor();
      await a.write();
      return a.read();
    }, inside: { write: ({ storage }) => void storage.put("a", "kept"), read: ({ storage }) => storage.get("a") } },
    "writes, then an error, are kept": { run: async ({ actor, fault }) => {
      const a = actor();
      return [await a.write(), await a.read()];
    }, inside: { write: ({ storage }) => {
      storage.put("a", 1);
      throw new Error("after the write");
    }, read: ({ storage }) => storage.get("a") } },
    "sync lets others in": race({
      first: async ({ self, storage }) => {
        storage.put("a", 1);
        self.seen.push("before");
        await storage.sync();
        self.seen.push("after");
      },
      second: async ({ self, storage }) => void self.seen.push(`second sees ${await storage.get("a")}`),
    }),
    "a transaction lets nobody write between": race({
      first: ({ self, storage, wait }) => storage.transaction(async (t) => {
        const n = (await t.get("n")) ?? 0;
        await wait(20);
        await t.put("n", n + 1);
        self.seen.push("first");
      }),
      second: async ({ self, storage }) => {
        await storage.put("n", ((await storage.get("n")) ?? 0) + 1);
        self.seen.push(`second: ${await storage.get("n")}`);
      },
    }),
    "a body read slowly lets others in": { run: async ({ actor, wait }) => {
      const a = actor(), { readable, writable } = new TransformStream(), writer = writable.getWriter();
      const slow = a.stub.fetch("http://a/", { method: "POST", body: readable });
      await writer.write(new TextEncoder().encode("part"));
      await wait(20);
      const between = await a.log();
      await writer.close();
      return [between, await (await slow).text(), await a.log()];
    }, inside: { fetch: async ({ self }, r) => {
      self.seen.push("begins");
      const text = await r.text();
      self.seen.push("ends");
      return new Response(text);
    }, log: ({ self }) => self.seen.slice() } },
    "two objects that call each other": { run: ({ actor }) => actor("ping").first(), inside: { first: async ({ env, ctx }) => {
      const [number] = /^\d+/.exec(ctx.id.name);
      return (await env.ACTOR.get(env.ACTOR.idFromName(`${number} pong`)).fetch("http://b/3")).text();
    }, fetch: async ({ env, ctx }, r) => {
      const [number] = /^\d+/.exec(ctx.id.name), left = +r.url.at(-1), me = ctx.id.name.split(" ")[1];
      if (left === 0) return new Response(me);
      return new Response(`${me} ${await (await env.ACTOR.get(env.ACTOR.idFromName(`${number} ${me === "ping" ? "pong" : "ping"}`)).fetch(`http://b/${left - 1}`)).text()}`);
    } } },
  },
};
