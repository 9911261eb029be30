import { each, hosting, inside } from "../workers.mjs";

const many = (n, prefix = "k") => Object.fromEntries(Array.from({ length: n }, (_, i) => [`${prefix}${String(i).padStart(3, "0")}`, i]));

export const area = {
  name: "storage", title: "Durable Objects: asynchronous storage", order: 111, ...hosting(["actor.js"], ["Actor"]),
  prelude: `const many = ${many};`,
  cases: {
    "put and get": inside(async ({ storage }) => [await storage.put("a", 1), await storage.get("a"), await storage.get("b")]),
    ...each("keeps", [
      () => null, () => undefined, () => -0, () => NaN, () => 5n, () => "ünï\ud800", () => new Date(7), () => /a.b/gi, () => [1, , 3], () => ({ a: { b: [1] } }), () => new Map([["a", new Set([1])]]), () => new Uint8Array([1, 2]).subarray(1),
      () => new ArrayBuffer(3), () => new Error("e"), () => new TypeError("t", { cause: 5 }), () => Object(5), () => true, () => "x".repeat(100000), () => new Float64Array([1.5, -0]), () => new DataView(new ArrayBuffer(2)), () => ({ __proto__: null, a: undefined }),
    ], async ({ actor }, make) => [await actor().write(), await actor("again").both()], { inside: { write: ({ storage, caught }, make) => caught(() => storage.put("a", make())), both: async ({ storage, caught }, make) => caught(async () => {
      await storage.put("a", make());
      const back = await storage.get("a");
      return [Object.prototype.toString.call(back), back instanceof Map ? [...back] : back instanceof RegExp ? `${back}` : back];
    }) } }),
    ...each("refuses", [() => () => {}, () => Symbol("x"), () => Promise.resolve(), () => new WeakMap(), () => ({ f() {} }), () => new Response("x"), () => new ReadableStream(), () => globalThis, () => new Headers()], ({ actor }) => actor().inside(), { inside: ({ storage, caught }, make) => caught(() => storage.put("a", make())) }),
    "one value kept from change": inside(async ({ storage }) => {
      const o = { a: 1 };
      storage.put("o", o);
      o.a = 2;
      const first = await storage.get("o");
      first.a = 3;
      return [(await storage.get("o")).a, first === (await storage.get("o"))];
    }),
    "loops and shared parts": inside(async ({ storage }) => {
      const shared = {}, o = { a: shared, b: shared };
      o.self = o;
      await storage.put("o", o);
      const c = await storage.get("o");
      return [c.self === c, c.a === c.b];
    }),
    "class instances become plain": inside(async ({ storage }) => {
      class Mine {
        x = 1;
      }
      await storage.put("o", new Mine());
      const c = await storage.get("o");
      return [c instanceof Mine, c];
    }),
    "many keys at once": inside(async ({ storage }) => {
      await storage.put({ b: 2, a: 1, c: undefined });
      const found = await storage.get(["c", "a", "zz", "b"]);
      return [found instanceof Map, [...found], (await storage.list()).size];
    }),
    "an order of keys asked": inside(async ({ storage }) => {
      await storage.put({ b: 2, a: 1 });
      return [...(await storage.get(["b", "a", "b"]))];
    }),
    "no keys": inside(async ({ storage }) => [[...(await storage.get([]))], await storage.put({}), await storage.delete([])]),
    "128 keys": inside(async ({ storage }) => {
      await storage.put(many(128));
      return [(await storage.get(Object.keys(many(128)))).size, await storage.delete(Object.keys(many(128)))];
    }),
    ...each("129 keys", ["put", "get", "delete"], ({ actor }) => actor().inside(), { inside: ({ storage, caught }, way) => caught(() => storage[way](way === "put" ? many(129) : Object.keys(many(129)))) }),
    "delete": inside(async ({ storage }) => {
      await storage.put({ a: 1, b: 2, c: 3 });
      return [await storage.delete("a"), await storage.delete("a"), await storage.delete(["a", "b", "c"]), (await storage.list()).size];
    }),
    ...each("a key of", [[""], [5], [null], [undefined], [true], ["ü"], ["a\u0000b"], ["\ud800"], [{ a: 1 }], [["a"]]], ({ actor }) => actor().inside(), { inside: ({ storage, caught }, key) => caught(async () => {
      await storage.put(key, "v");
      return [[...(await storage.list())], await storage.get(key).catch((e) => e.message)];
    }) }),
    ...each("a key's length", [[2048], [2049], [5000]], ({ actor }) => actor().inside(), { inside: async ({ storage, caught }, n) => [await caught(() => storage.put("k".repeat(n), 1)), await caught(() => storage.get("k".repeat(n))), await caught(() => storage.delete("k".repeat(n))), await caught(() => storage.get(["a", "k".repeat(n)])), await caught(() => storage.put({ a: 1, ["k".repeat(n)]: 1 }))] }),
    "a key's length counts bytes": inside(({ storage, caught }) => Promise.all([caught(() => storage.put("ü".repeat(1024), 1)), caught(() => storage.put("ü".repeat(1025), 1))])),
    ...each("a value's size", [[131072], [1 << 20], [(1 << 21) - 64], [1 << 21], [(1 << 21) + 1], [3 << 20]], ({ actor }) => actor().inside(), { inside: async ({ storage, caught }, n) => [await caught(() => storage.put("v", new Uint8Array(n))), (await storage.get("v"))?.byteLength] }),
    "put without a value": inside(async ({ storage, caught }) => [await caught(() => storage.put("a")), await caught(() => storage.put("a", undefined)), await storage.get("a"), (await storage.list()).size]),
    "put of an object with a value": inside(async ({ storage, caught }) => [await caught(() => storage.put({ a: 1 }, { allowUnconfirmed: true })), await caught(() => storage.put({ a: 1 }, 5)), [...(await storage.list())]]),
    "calls without arguments": inside(async ({ storage, caught }) => [await caught(() => storage.get()), await caught(() => storage.put()), await caught(() => storage.delete())]),
    ...each("options of get", [[undefined], [null], [{}], [{ allowConcurrency: true }], [{ noCache: true }], [{ allowConcurrency: "yes" }], [5], ["x"]], ({ actor }) => actor().inside(), { inside: async ({ storage, caught }, options) => (await storage.put("a", 1), caught(() => storage.get("a", options))) }),
    ...each("options of put", [[undefined], [null], [{}], [{ allowConcurrency: true, allowUnconfirmed: true, noCache: true }], [5]], ({ actor }) => actor().inside(), { inside: async ({ storage, caught }, options) => [await caught(() => storage.put("a", 1, options)), await storage.get("a")] }),
    "a put is seen at once": inside(async ({ storage }) => {
      storage.put("a", 1);
      const first = storage.get("a");
      storage.put("a", 2);
      const second = storage.get("a");
      storage.delete("a");
      return [await first, await second, await storage.get("a")];
    }),
    "which of them are promises": inside(async ({ storage }) => [storage.put("a", 1), storage.get("a"), storage.delete("a"), storage.list(), storage.sync(), storage.getAlarm()].map((p) => p instanceof Promise)),
    ...each("list with", [
      [undefined], [{}], [{ start: "b" }], [{ startAfter: "b" }], [{ end: "c" }], [{ start: "b", end: "d" }], [{ prefix: "c" }], [{ prefix: "" }], [{ limit: 2 }], [{ reverse: true }], [{ reverse: true, limit: 2 }], [{ prefix: "c", reverse: true, limit: 1 }],
      [{ prefix: "c", start: "c1" }], [{ prefix: "c", start: "a" }], [{ prefix: "c", startAfter: "c1" }], [{ prefix: "c", end: "c2" }], [{ prefix: "c", end: "a" }], [{ start: "d", end: "b" }], [{ start: "b", end: "b" }], [{ reverse: true, start: "b", end: "d" }], [{ reverse: true, startAfter: "b" }],
      [{ start: "a", startAfter: "b" }], [{ limit: 0 }], [{ limit: -1 }], [{ limit: 1.5 }], [{ limit: NaN }], [{ limit: "2" }], [{ start: 5 }], [{ prefix: null }], [{ start: "" }], [{ startAfter: "" }], [{ end: "" }], [{ noCache: true, allowConcurrency: true }], [5], [null], [{ prefix: "ü" }], [{ start: "e" }],
    ], ({ actor }) => actor().inside(), { inside: async ({ storage, caught }, options) => {
      await storage.put({ a: 1, b: 2, c1: 3, c2: 4, c3: 5, d: 6, "ü": 7, "üa": 8, "\uffff": 9, "😀": 10 });
      return caught(async () => [...(await storage.list(options))]);
    } }),
    "list of nothing": inside(async ({ storage }) => {
      const found = await storage.list();
      return [found instanceof Map, found.size];
    }),
    "keys are in the order of their UTF-8": inside(async ({ storage }) => {
      for (const k of ["b", "B", "a", "10", "9", "ä", "\uffee", "😀", " ", "~"]) await storage.put(k, 0);
      return [...(await storage.list()).keys()];
    }),
    "list sees what was written just now": inside(async ({ storage }) => {
      await storage.put({ a: 1, b: 2 });
      storage.put("c", 3);
      storage.delete("a");
      const listed = storage.list();
      storage.put("d", 4);
      return [...(await listed)];
    }),
    "a thousand and more": inside(async ({ storage }) => {
      for (let i = 0; i < 12; i++) storage.put(many(100, `${String.fromCharCode(97 + i)}-`));
      const all = await storage.list(), last = await storage.list({ reverse: true, limit: 1 });
      return [all.size, [...last], [...(await storage.list({ startAfter: "k-050", limit: 2 }))]];
    }),
    "deleteAll": inside(async ({ storage, sql }) => {
      await storage.put({ a: 1, b: 2 });
      sql.exec("CREATE TABLE t(x)");
      await storage.deleteAll();
      return [(await storage.list()).size, sql.exec("SELECT name FROM sqlite_master").toArray(), await storage.put("c", 1), (await storage.list()).size];
    }),
    "deleteAll and the alarm": inside(async ({ storage }) => {
      await storage.setAlarm(Date.now() + 1e6);
      await storage.deleteAll();
      return storage.getAlarm().then((t) => t === null);
    }),
    "deleteAll with options": inside(({ storage, caught }) => Promise.all([undefined, {}, { allowUnconfirmed: true }, null, 5].map((o) => caught(() => storage.deleteAll(o))))),
    "deleteAll of nothing": inside(({ storage }) => storage.deleteAll()),
    "sync": inside(async ({ storage }) => {
      storage.put("a", 1);
      return [await storage.sync(), await storage.get("a")];
    }),
    "what is kept outlives a reset": { run: async ({ actor, fault }) => {
      const a = actor();
      await a.write();
      await fault(() => a.die());
      return actor(a.stub.name.replace(/^\d+ /, "")).read();
    }, inside: { write: async ({ self, storage }) => ((self.n = 1), storage.put("a", { n: 1 })), die: ({ ctx }) => ctx.abort("mine"), read: async ({ self, storage }) => [self.n, await storage.get("a")] } },
    "objects do not share": { run: async ({ actor }) => [await actor("a").write(), await actor("b").read(), await actor("a").read()], inside: { write: ({ storage }) => storage.put("k", 1), read: ({ storage }) => storage.get("k") } },
    "shapes": inside(({ storage, ctx }) => [Object.prototype.toString.call(storage), storage.constructor.name, Object.keys(storage), Object.getOwnPropertyNames(Object.getPrototypeOf(storage)).sort(), storage === ctx.storage, ctx.storage.sql === ctx.storage.sql, ctx.storage.kv === ctx.storage.kv]),
    "illegal this": inside(({ storage, caught }) => caught(() => storage.get.call({}, "a"))),
    "it is not for the Worker": { run: async ({ actor, caught }) => caught(() => actor().hand()), inside: { hand: ({ storage }) => storage.get("x").then((v) => v === undefined) } },
    "bookmarks": inside(async ({ storage, caught }) => {
      const shape = (b) => (typeof b === "string" && /^[0-9a-f-]+$/.test(b) ? b.replaceAll(/[0-9a-f]/g, "x") : b);
      return [await caught(async () => shape(await storage.getCurrentBookmark())), await caught(async () => shape(await storage.getBookmarkForTime(Date.now() - 1000))), await caught(() => storage.onNextSessionRestoreBookmark("nonsense"))];
    }),
  },
};
