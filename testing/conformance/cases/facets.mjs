import { hosting, inside } from "../workers.mjs";

/** A facet of the object that runs. */
const facet = (ctx, name = "a", type = "Facet", more = {}) => ctx.facets.get(name, () => ({ class: ctx.exports[type], ...more }));

/** Steps of one object, called one after the other. */
const steps = (inside, run) => ({ inside, run });

export const area = {
  name: "facets", title: "Durable Objects: facets", order: 118.5, ...hosting(["actor.js", "facets.js"], ["Actor", "Bare"]),
  prelude: `const facet = ${facet};`,
  cases: {
    "shape": inside(({ ctx }) => [Object.prototype.toString.call(ctx.facets), ctx.facets.constructor.name, Object.getOwnPropertyNames(Object.getPrototypeOf(ctx.facets)).sort(), ctx.facets === ctx.facets]),
    "what a stub is": inside(({ ctx }) => {
      const stub = facet(ctx);
      return [Object.prototype.toString.call(stub), stub.constructor.name, Object.keys(stub), typeof stub.fetch, Object.prototype.hasOwnProperty.call(stub, "id"), Object.prototype.hasOwnProperty.call(stub, "name"), typeof stub.anything];
    }),
    "one without a namespace's words": inside(async ({ ctx, fault }) => fault(async () => (await facet(ctx, "one", "Bare").fetch("http://a/")).status)),
    "fetch": inside(async ({ ctx, fault }) => fault(async () => {
      const answer = await facet(ctx).fetch("http://a/path?q=5", { method: "POST", body: "text" });
      return [answer.status, answer.headers.get("x-facet"), await answer.json()];
    })),
    "fetch with a stream": inside(async ({ ctx, fault }) => fault(async () => {
      const { readable, writable } = new IdentityTransformStream();
      const sent = facet(ctx).fetch("http://a/", { method: "PUT", body: readable });
      const writer = writable.getWriter();
      await writer.write(new TextEncoder().encode("one "));
      await writer.write(new TextEncoder().encode("two"));
      await writer.close();
      return (await sent).json();
    })),
    "fetch of a path alone": inside(async ({ ctx, fault }) => fault(async () => (await facet(ctx).fetch("/path")).status)),
    "their own storage": inside(async ({ ctx, storage, fault }) => fault(async () => {
      await storage.put("n", 100);
      return [await facet(ctx, "a").add(1), await facet(ctx, "a").add(1), await facet(ctx, "b").add(5), await storage.get("n"), await facet(ctx, "a").add(1)];
    })),
    "their own SQL": inside(async ({ ctx, sql, fault }) => fault(async () => {
      sql.exec("CREATE TABLE rows (other TEXT)");
      return [await facet(ctx, "a").row("one"), await facet(ctx, "a").row("two"), await facet(ctx, "b").row("three"), sql.exec("SELECT count(*) AS n FROM rows").one().n];
    })),
    "their own transactions": inside(async ({ ctx, storage, fault }) => fault(async () => storage.transaction(async (txn) => {
      await txn.put("n", 1);
      return [await facet(ctx).twice(false), await facet(ctx).twice(true), await facet(ctx).twice(false), await txn.get("n")];
    }))),
    "their own gate": inside(async ({ ctx, fault }) => fault(async () => {
      const a = facet(ctx), slow = a.slowly(), other = facet(ctx, "b").count();
      return [await other, await Promise.all([slow, a.count()])];
    })),
    "in the constructor's section": inside(async ({ ctx, fault }) => fault(async () => {
      const a = facet(ctx, "a", "Slow");
      return [await Promise.all([a.starts(), a.starts()]), await facet(ctx, "a", "Slow").starts()];
    })),
    "in a section of the parent": inside(async ({ ctx, fault }) => fault(() => ctx.blockConcurrencyWhile(async () => [await facet(ctx).add(1), await facet(ctx).count()]))),
    "their id": inside(async ({ ctx, fault }) => fault(async () => {
      const [text, name, type] = await facet(ctx).who();
      return [text === ctx.id.toString(), name === ctx.id.name, type];
    })),
    "an id of one's own: text": inside(async ({ ctx, fault }) => fault(() => facet(ctx, "a", "Facet", { id: "mine" }).who())),
    "an id of one's own: an id": inside(async ({ ctx, env, fault }) => fault(async () => {
      const id = env.BARE.idFromName("other"), [text, name, type] = await facet(ctx, "a", "Facet", { id }).who();
      return [text === id.toString(), name, type];
    })),
    "an id of one's own: a number": inside(async ({ ctx, fault }) => fault(() => facet(ctx, "a", "Facet", { id: 5 }).who())),
    "an id of one's own: undefined": inside(async ({ ctx, fault }) => fault(async () => (await facet(ctx, "a", "Facet", { id: undefined }).who())[2])),
    "an id of one's own: null": inside(async ({ ctx, fault }) => fault(async () => (await facet(ctx, "a", "Facet", { id: null }).who())[0])),
    "the id does not tell them apart": inside(async ({ ctx, fault }) => fault(async () => [await facet(ctx, "a", "Facet", { id: "x" }).add(1), await facet(ctx, "b", "Facet", { id: "x" }).add(1), await facet(ctx, "a", "Facet", { id: "y" }).who()])),
    "the same one": inside(async ({ ctx, fault }) => fault(async () => [await facet(ctx, "a").count(), await facet(ctx, "a").count(), await facet(ctx, "b").count()])),
    "options are asked for once": inside(async ({ ctx, self, fault }) => fault(async () => {
      const options = async () => (self.seen.push("asked"), { class: ctx.exports.Facet });
      const a = ctx.facets.get("a", options);
      await a.count();
      await ctx.facets.get("a", options).count();
      return self.seen;
    })),
    "options are asked for when it is used": inside(async ({ ctx, self, fault, wait }) => fault(async () => {
      const a = ctx.facets.get("a", () => (self.seen.push("asked"), { class: ctx.exports.Facet }));
      await wait(5);
      self.seen.push("not used");
      const used = a.count();
      self.seen.push("used");
      await used;
      return self.seen;
    })),
    "options that take their time": inside(async ({ ctx, fault, wait }) => fault(async () => {
      const seen = [], a = ctx.facets.get("a", async () => {
        await wait(10);
        seen.push("options");
        return { class: ctx.exports.Facet };
      });
      const calls = [a.count(), a.count(), a.count(), a.fetch("http://a/").then((r) => r.status), a.count()];
      seen.push(await Promise.all(calls));
      return seen;
    })),
    "two stubs of one": inside(async ({ ctx, fault }) => fault(async () => {
      const a = facet(ctx), b = facet(ctx);
      return Promise.all([a.count(), b.count(), a.count(), b.count()]);
    })),
    "other options while it runs": inside(async ({ ctx, fault }) => fault(async () => [await facet(ctx).count(), (await facet(ctx, "a", "Bare").count())])),
    "a failed one": inside(async ({ ctx, fault }) => {
      const get = () => ctx.facets.get("a", () => {
        throw new RangeError("no options");
      });
      const stub = get();
      return [await fault(() => stub.count()), await fault(() => stub.count()), await fault(() => facet(ctx).count())];
    }),
    "a failed one, aborted": inside(async ({ ctx, fault }) => {
      const stub = ctx.facets.get("a", () => {
        throw new RangeError("no options");
      });
      await fault(() => stub.count());
      ctx.facets.abort("a", new Error("again"));
      return [await fault(() => stub.count()), await fault(() => facet(ctx).count())];
    }),
    "no class": inside(async ({ ctx, fault }) => [await fault(() => ctx.facets.get("a", () => ({})).count()), await fault(() => ctx.facets.get("b", () => ({ class: 5 })).count())]),
    "no options": inside(async ({ ctx, fault }) => [await fault(() => ctx.facets.get("a", () => undefined).count()), await fault(() => ctx.facets.get("b", () => "text").count()), await fault(() => ctx.facets.get("c", async () => null).count())]),
    "a class that is none": inside(async ({ ctx, env, fault }) => [await fault(() => ctx.facets.get("a", () => ({ class: env.BARE })).count()), await fault(() => ctx.facets.get("b", () => ({ class: ctx.exports.default })).count()), await fault(() => ctx.facets.get("c", () => ({ class: Object })).count())]),
    "without arguments": inside(({ ctx, thrown }) => [thrown(() => ctx.facets.get()), thrown(() => ctx.facets.get("a")), thrown(() => ctx.facets.get("a", 5)), thrown(() => ctx.facets.abort()), thrown(() => ctx.facets.abort("a")), thrown(() => ctx.facets.delete()), thrown(() => ctx.facets.clone()), thrown(() => ctx.facets.clone("a"))]),
    "of what is none": inside(({ ctx }) => [ctx.facets.abort("x", new Error("gone")), ctx.facets.delete("x"), ctx.facets.clone("x", "y")].map((v) => v === undefined)),
    "long names": inside(({ ctx, thrown }) => ["x".repeat(256), "x".repeat(257), "ü".repeat(128), "ü".repeat(129)].map((name) => thrown(() => {
      facet(ctx, name);
      ctx.facets.delete(name);
      return "fine";
    }))),
    "names of all kinds": inside(async ({ ctx, fault }) => fault(async () => {
      const seen = [];
      for (const name of ["a/b", "a", "a%2Fb", "..", "ünï €", "with space", "a+b", "\t", "%", "0", "x".repeat(256)]) seen.push(await facet(ctx, name).add(seen.length + 1));
      return seen;
    })),
    "names that are no text": inside(async ({ ctx, fault }) => fault(async () => [await facet(ctx, 5).add(1), await facet(ctx, "5").add(1), await facet(ctx, null).add(1), await facet(ctx, "null").add(1)])),
    "a class with props": inside(async ({ ctx, fault }) => [await fault(() => facet(ctx).props()), await fault(() => ctx.facets.get("b", () => ({ class: ctx.exports.Facet({ props: { a: [1, "two"] } }) })).props()), await fault(() => ctx.facets.get("c", () => ({ class: ctx.exports.Facet({}) })).props())]),
    "a class with a namespace and props": inside(async ({ ctx, fault }) => fault(async () => (await ctx.facets.get("a", () => ({ class: ctx.exports.Bare({ props: { a: 1 } }) })).fetch("http://a/")).status)),
    "what it sees": inside(async ({ ctx, fault }) => fault(() => facet(ctx).keys())),
    "a class of the old kind": inside(async ({ ctx, fault }) => [await fault(async () => (await facet(ctx, "a", "Old").fetch("http://a/")).text()), await fault(() => facet(ctx, "a", "Old").count())]),
    "values": inside(async ({ ctx, fault }) => fault(async () => {
      const [map, date, bytes, error] = await facet(ctx).echo([new Map([[1, { a: 2 }]]), new Date(5), new Uint8Array([1, 2]), new TypeError("carried")]);
      return [map.get(1).a, date.getTime(), [...bytes], error.name, error.message];
    })),
    "a target that comes back": inside(async ({ ctx, fault }) => fault(async () => {
      const counter = await facet(ctx).counter();
      return [await counter.next(), await counter.next(), await facet(ctx).counter().next()];
    })),
    "a function that goes along": inside(async ({ ctx, fault }) => fault(() => facet(ctx).call((n) => n * 2))),
    "a method that is none": inside(async ({ ctx, fault }) => fault(() => facet(ctx).nothing())),
    "an error": inside(async ({ ctx, fault }) => [await fault(() => facet(ctx).throws("mine")), await fault(() => facet(ctx).throws("again")), await facet(ctx).count()]),
    "a stub goes nowhere": inside(async ({ ctx, fault }) => [await fault(() => facet(ctx, "b").echo(facet(ctx, "a")))]),
    "abort": inside(async ({ ctx, fault }) => fault(async () => {
      const old = facet(ctx), before = [await old.count(), await old.add(1)];
      ctx.facets.abort("a", new RangeError("aborted"));
      return [before, await fault(() => old.count()), await facet(ctx).count(), await facet(ctx).add(1), await fault(() => old.count())];
    })),
    "abort with what is no error": inside(async ({ ctx, fault }) => {
      const seen = [];
      for (const reason of ["text", undefined, 5, null, { a: 1 }]) {
        const stub = facet(ctx);
        await stub.count();
        ctx.facets.abort("a", reason);
        seen.push(await fault(() => stub.count()), await fault(async () => (await stub.fetch("http://a/")).status));
      }
      return seen;
    }),
    "abort while it is called": inside(async ({ ctx, fault, wait }) => {
      const stub = facet(ctx);
      await stub.count();
      const call = fault(() => stub.never());
      await wait(5);
      ctx.facets.abort("a", new TypeError("enough"));
      return [await call, await facet(ctx).count()];
    }),
    "abort before it has begun": inside(async ({ ctx, fault }) => {
      const call = fault(() => facet(ctx).count());
      ctx.facets.abort("a", new TypeError("too early"));
      return [await call, await facet(ctx).count()];
    }),
    "abort of one that is not called any more": inside(async ({ ctx }) => {
      const stub = facet(ctx);
      ctx.facets.abort("a", new Error("nobody"));
      return stub.count();
    }),
    "it aborts itself": inside(async ({ ctx, fault }) => {
      const stub = facet(ctx), before = [await stub.count(), await stub.add(1)];
      return [before, await fault(() => stub.abort("mine")), await fault(() => stub.count()), await facet(ctx).count(), await facet(ctx).add(1)];
    }),
    "delete": inside(async ({ ctx, fault }) => fault(async () => {
      const old = facet(ctx);
      await old.add(5);
      ctx.facets.delete("a");
      return [await facet(ctx).add(1), await fault(() => old.add(1)), await facet(ctx).add(1)];
    })),
    "delete while it is called": inside(async ({ ctx, fault, wait }) => {
      const stub = facet(ctx);
      await stub.add(5);
      const call = fault(() => stub.never());
      await wait(5);
      ctx.facets.delete("a");
      return [await call, await facet(ctx).add(1)];
    }),
    "delete of one leaves others": inside(async ({ ctx, fault }) => fault(async () => {
      await facet(ctx, "a").add(1);
      await facet(ctx, "ab").add(2);
      await facet(ctx, "a/b").add(3);
      ctx.facets.delete("a");
      return [await facet(ctx, "a").add(1), await facet(ctx, "ab").add(1), await facet(ctx, "a/b").add(1)];
    })),
    "one that cannot be made": inside(async ({ ctx, fault }) => {
      const stub = facet(ctx, "a", "Broken");
      return [await fault(() => stub.count()), await fault(() => stub.count()), await facet(ctx).count()];
    }),
    "alarms": inside(async ({ ctx, fault }) => {
      const stub = facet(ctx);
      return [await fault(() => stub.getAlarm()), await fault(() => stub.setAlarm()), await fault(() => stub.count()), await fault(() => facet(ctx).getAlarm()), await fault(() => facet(ctx).count())];
    }),
    "one in another": inside(async ({ ctx, fault }) => fault(async () => {
      const a = facet(ctx, "a");
      return [await a.add(1), await a.inside("a", [], "add", 10), await a.inside("b", [], "add", 20), await a.inside("a", [], "add", 10), await a.add(1), await facet(ctx, "b").add(5)];
    })),
    "too deep": inside(async ({ ctx, fault }) => {
      const a = facet(ctx, "a");
      return [await fault(() => a.inside("b", [], "add", 1)), await fault(() => a.inside("b", ["c"], "add", 2)), await fault(() => a.inside("b", ["c", "d"], "add", 3))];
    }),
    "abort takes those within along": inside(async ({ ctx, fault }) => fault(async () => {
      const seen = [await facet(ctx).inside("b", [], "count"), await facet(ctx).inside("b", [], "count"), await facet(ctx).inside("b", [], "add", 1)];
      ctx.facets.abort("a", new Error("all"));
      return [seen, await facet(ctx).inside("b", [], "count"), await facet(ctx).inside("b", [], "add", 1)];
    })),
    "delete takes those within along": inside(async ({ ctx, fault }) => fault(async () => {
      await facet(ctx).inside("b", ["c"], "add", 1);
      await facet(ctx).inside("b", [], "add", 1);
      ctx.facets.delete("a");
      return [await facet(ctx).inside("b", ["c"], "add", 1), await facet(ctx).inside("b", [], "add", 1)];
    })),
    "a facet deletes one of its own": inside(async ({ ctx, fault }) => fault(async () => {
      await facet(ctx).inside("b", [], "add", 1);
      await facet(ctx).end("b");
      return facet(ctx).inside("b", [], "add", 1);
    })),
    "the parent was reset": steps({
      add: async ({ ctx }, n) => [await facet(ctx).count(), await facet(ctx).add(n), await facet(ctx).inside("b", [], "add", n)],
      fail: ({ ctx }) => ctx.abort("parent"),
    }, async ({ actor, fault }) => {
      const a = actor(), again = actor(a.stub.name.replace(/^\d+ /, ""));
      return [await a.add(1), await a.add(1), await fault(() => a.fail()), await again.add(1)];
    }),
    "a call of one while the parent is reset": steps({
      call: async ({ ctx, fault }) => {
        const call = fault(() => facet(ctx).never());
        await facet(ctx).count();
        ctx.abort("parent");
        return call;
      },
      count: ({ ctx }) => facet(ctx).count(),
    }, async ({ actor, fault }) => {
      const a = actor(), again = actor(a.stub.name.replace(/^\d+ /, ""));
      return [await fault(() => a.call()), await again.count()];
    }),
    "deleteAll of the parent": steps({
      fill: async ({ ctx, storage }) => {
        await storage.put("n", 1);
        return [await facet(ctx).add(1), await facet(ctx).inside("b", [], "add", 1), await facet(ctx, "c").add(1)];
      },
      fail: ({ ctx }) => ctx.abort("parent"),
      clear: async ({ storage }) => (await storage.deleteAll(), "cleared"),
    }, async ({ actor, fault }) => {
      const a = actor(), name = a.stub.name.replace(/^\d+ /, ""), seen = [await a.fill()];
      seen.push(await fault(() => a.fail()));
      const b = actor(name);
      seen.push(await b.clear(), await b.fill());
      return seen;
    }),
    "deleteAll of the parent while one runs": inside(async ({ ctx, storage, fault }) => {
      const stub = facet(ctx);
      await stub.add(1);
      await storage.deleteAll();
      return [await fault(() => stub.add(1)), await fault(() => facet(ctx).add(1))];
    }),
    "deleteAll of one": inside(async ({ ctx, storage, fault }) => fault(async () => {
      await storage.put("n", 1);
      await facet(ctx).add(1);
      await facet(ctx).inside("b", [], "add", 1);
      return [await facet(ctx).clear(), await storage.get("n"), await facet(ctx).add(1)];
    })),
    "objects do not share them": steps({ add: ({ ctx }) => facet(ctx).add(1) }, async ({ actor }) => [await actor().add(), await actor().add()]),
    "clone": inside(async ({ ctx, fault }) => fault(async () => {
      await facet(ctx, "a").add(1);
      await facet(ctx, "b").add(5);
      const old = facet(ctx, "b");
      await old.count();
      ctx.facets.clone("a", "b");
      return [await facet(ctx, "b").add(1), await facet(ctx, "a").add(10), await facet(ctx, "b").add(1), await fault(() => old.count())];
    })),
    "clone of rows": inside(async ({ ctx, fault }) => fault(async () => {
      await facet(ctx, "a").row("one");
      await facet(ctx, "a").row("two");
      ctx.facets.clone("a", "b");
      return [await facet(ctx, "b").row("three"), await facet(ctx, "a").row("four")];
    })),
    "clone takes those within along": inside(async ({ ctx, fault }) => fault(async () => {
      await facet(ctx, "a").inside("c", [], "add", 3);
      await facet(ctx, "b").inside("d", [], "add", 4);
      ctx.facets.clone("a", "b");
      return [await facet(ctx, "b").inside("c", [], "add", 1), await facet(ctx, "b").inside("d", [], "add", 1), await facet(ctx, "a").inside("c", [], "add", 1)];
    })),
    "clone of nothing": inside(async ({ ctx, fault }) => fault(async () => {
      await facet(ctx, "b").add(5);
      ctx.facets.clone("none", "b");
      return facet(ctx, "b").add(1);
    })),
    "clone of itself": inside(async ({ ctx, fault }) => fault(async () => {
      const old = facet(ctx);
      await old.add(5);
      ctx.facets.clone("a", "a");
      return [await facet(ctx).add(1), await fault(() => old.count())];
    })),
    "a WebSocket": { inside: { fetch: ({ ctx }, request) => facet(ctx).fetch(request) }, says: ["one", "two", [1000, "bye"]], run: ({ actor }) => actor().stub.fetch("http://object/plain", { headers: { upgrade: "websocket" } }) },
    "a WebSocket that sleeps": { inside: { fetch: ({ ctx }, request) => facet(ctx).fetch(request) }, says: ["one", "two", [1000, "bye"]], run: ({ actor }) => actor().stub.fetch("http://object/sleeps", { headers: { upgrade: "websocket" } }) },
    "a WebSocket of one's own": inside(async ({ ctx, fault }) => fault(async () => {
      const { webSocket } = await facet(ctx).fetch("http://a/plain", { headers: { upgrade: "websocket" } });
      const heard = new Promise((resolve) => webSocket.addEventListener("message", ({ data }) => resolve(data)));
      webSocket.accept();
      webSocket.send("hello");
      return heard;
    })),
    "through the parent": steps({ fetch: ({ ctx }, request) => facet(ctx).fetch(request) }, async ({ actor }) => {
      const answer = await actor().stub.fetch("http://a/deep?q=1", { method: "POST", body: "x".repeat(100) });
      const [method, path, q, body] = await answer.json();
      return [answer.status, method, path, q, body.length];
    }),
    "the storage of another": inside(async ({ ctx, fault }) => fault(() => facet(ctx).call(() => ctx.storage.get("n").then((v) => `${v}`)))),
  },
};
