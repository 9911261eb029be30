import { each, hosting, inside } from "../workers.mjs";

export const area = {
  name: "transactions", title: "Durable Objects: transactions, synchronous KV", order: 112, ...hosting(["actor.js"], ["Actor"]),
  cases: {
    "transaction keeps": inside(async ({ storage }) => {
      const got = await storage.transaction(async (t) => {
        await t.put("a", 1);
        return [await t.get("a"), await storage.get("a")];
      });
      return [got, await storage.get("a")];
    }),
    "transaction that throws": inside(async ({ storage, caught }) => {
      await storage.put("a", 0);
      return [await caught(() => storage.transaction(async (t) => {
        await t.put("a", 1);
        throw new RangeError("mine");
      })), await storage.get("a")];
    }),
    "transaction that throws at once": inside(async ({ storage, caught }) => [await caught(() => storage.transaction(() => {
      storage.put("a", 1);
      throw new Error("at once");
    })), await storage.get("a")]),
    "rollback": inside(async ({ storage, caught }) => {
      await storage.put("a", 0);
      const got = await caught(() => storage.transaction(async (t) => {
        await t.put("a", 1);
        t.rollback();
        return "returned";
      }));
      return [got, await storage.get("a")];
    }),
    "after rollback": inside(async ({ storage, caught }) => storage.transaction(async (t) => {
      t.rollback();
      return [await caught(() => t.rollback()), await caught(() => t.get("a")), await caught(() => t.put("a", 1))];
    })),
    "a transaction used after its end": inside(async ({ storage, caught }) => {
      let kept;
      await storage.transaction(async (t) => void (kept = t));
      return [await caught(() => kept.get("a")), await caught(() => kept.put("a", 1)), await caught(() => kept.rollback())];
    }),
    "a nested transaction": inside(async ({ storage, caught }) => {
      const outer = await caught(() => storage.transaction(async (t) => {
        await t.put("a", 1);
        const inner = await caught(() => storage.transaction(async (u) => {
          await u.put("b", 2);
          throw new Error("inner");
        }));
        return [inner, await t.get("a"), await t.get("b")];
      }));
      return [outer, [...(await storage.list())]];
    }),
    "two transactions at once": inside(async ({ storage, wait }) => {
      await storage.put("n", 0);
      const add = (ms) => storage.transaction(async (t) => {
        const n = await t.get("n");
        await wait(ms);
        await t.put("n", n + 1);
        return n;
      });
      return [await Promise.all([add(10), add(1), add(5)]), await storage.get("n")];
    }),
    "the transaction's shape": inside(({ storage }) => storage.transaction(async (t) => [Object.prototype.toString.call(t), t.constructor.name, Object.getOwnPropertyNames(Object.getPrototypeOf(t)).sort()])),
    "everything that a transaction does": inside(({ storage }) => storage.transaction(async (t) => {
      await t.put({ a: 1, b: 2, c: 3 });
      const some = [...(await t.get(["a", "c"]))], gone = await t.delete("b");
      await t.setAlarm(Date.now() + 1e6);
      const alarm = typeof (await t.getAlarm());
      await t.deleteAlarm();
      return [some, gone, [...(await t.list({ reverse: true }))], alarm, await t.getAlarm()];
    })),
    "an alarm undone": inside(async ({ storage, caught }) => {
      await caught(() => storage.transaction(async (t) => {
        await t.setAlarm(Date.now() + 1e6);
        throw new Error("no");
      }));
      return storage.getAlarm();
    }),
    ...each("transaction of", [() => undefined, () => 5, () => "x"], ({ actor }) => actor().inside(), { inside: ({ storage, caught }, make) => caught(() => storage.transaction(make())) }),
    "transaction of what is no promise": inside(({ storage, caught }) => caught(() => storage.transaction(() => 5))),
    "SQL in a transaction": inside(async ({ storage, sql, caught }) => {
      sql.exec("CREATE TABLE t(x)");
      await caught(() => storage.transaction(async () => {
        sql.exec("INSERT INTO t VALUES (1)");
        await storage.get("a");
        sql.exec("INSERT INTO t VALUES (2)");
        throw new Error("no");
      }));
      return sql.exec("SELECT count(*) n FROM t").one();
    }),
    "deleteAll in a transaction": inside(({ storage, caught }) => caught(() => storage.transaction(async (t) => {
      await storage.put("a", 1);
      return caught(() => t.deleteAll?.() ?? "none");
    }))),
    "transactionSync keeps": inside(({ storage, sql }) => {
      const got = storage.transactionSync(() => {
        sql.exec("CREATE TABLE t(x)");
        sql.exec("INSERT INTO t VALUES (7)");
        return "returned";
      });
      return [got, sql.exec("SELECT x FROM t").one().x];
    }),
    "transactionSync that throws": inside(({ storage, sql, kv, thrown }) => {
      sql.exec("CREATE TABLE t(x)");
      kv.put("a", 0);
      const said = thrown(() => storage.transactionSync(() => {
        sql.exec("INSERT INTO t VALUES (7)");
        kv.put("a", 1);
        throw new RangeError("mine");
      }));
      return [said, sql.exec("SELECT count(*) n FROM t").one().n, kv.get("a")];
    }),
    "transactionSync nested": inside(({ storage, sql, thrown }) => {
      sql.exec("CREATE TABLE t(x)");
      storage.transactionSync(() => {
        sql.exec("INSERT INTO t VALUES (1)");
        thrown(() => storage.transactionSync(() => {
          sql.exec("INSERT INTO t VALUES (2)");
          throw new Error("inner");
        }));
        storage.transactionSync(() => sql.exec("INSERT INTO t VALUES (3)"));
      });
      return sql.exec("SELECT x FROM t").toArray().map((r) => r.x);
    }),
    "transactionSync with a schema undone": inside(({ storage, sql, thrown }) => {
      thrown(() => storage.transactionSync(() => {
        sql.exec("CREATE TABLE gone(x)");
        throw new Error("no");
      }));
      return thrown(() => sql.exec("SELECT * FROM gone"));
    }),
    "transactionSync of an async function": inside(async ({ storage, sql, caught }) => {
      sql.exec("CREATE TABLE t(x)");
      const got = await caught(() => storage.transactionSync(async () => {
        sql.exec("INSERT INTO t VALUES (1)");
        return "later";
      }));
      return [got, sql.exec("SELECT count(*) n FROM t").one().n];
    }),
    ...each("transactionSync of", [() => undefined, () => 5], ({ actor }) => actor().inside(), { inside: ({ storage, thrown }, make) => thrown(() => storage.transactionSync(make())) }),
    "put in transactionSync": inside(async ({ storage, thrown }) => {
      thrown(() => storage.transactionSync(() => {
        storage.put("a", 1);
        throw new Error("no");
      }));
      return storage.get("a");
    }),
    "sync put and get": inside(({ kv }) => [kv.put("a", { n: 1 }), kv.get("a"), kv.get("b"), kv.delete("a"), kv.delete("a"), kv.get("a")]),
    ...each("sync keeps", [() => null, () => undefined, () => 5n, () => new Date(7), () => new Map([["a", 1]]), () => new Uint8Array([1, 2]), () => new Error("e"), () => "ü"], ({ actor }) => actor().inside(), { inside: ({ kv, thrown }, make) => {
      const said = thrown(() => kv.put("a", make()));
      const back = kv.get("a");
      return [said, Object.prototype.toString.call(back), back instanceof Map ? [...back] : back];
    } }),
    "sync and async are one": inside(async ({ kv, storage }) => {
      kv.put("a", 1);
      await storage.put("b", 2);
      return [await storage.get("a"), kv.get("b"), [...kv.list()], [...(await storage.list())]];
    }),
    ...each("sync list with", [[undefined], [{}], [{ start: "b" }], [{ startAfter: "b" }], [{ end: "c" }], [{ prefix: "c" }], [{ limit: 2 }], [{ reverse: true, limit: 2 }], [{ start: "a", startAfter: "b" }], [{ limit: 0 }], [{ limit: -1 }], [null], [5]], ({ actor }) => actor().inside(), { inside: ({ kv, thrown }, options) => {
      for (const [k, v] of Object.entries({ a: 1, b: 2, c1: 3, c2: 4 })) kv.put(k, v);
      let found;
      const said = thrown(() => (found = [...kv.list(options)]));
      return [said, found];
    } }),
    "sync list is an iterator": inside(({ kv }) => {
      kv.put("a", 1);
      kv.put("b", 2);
      const list = kv.list(), first = list.next();
      return [first, typeof list[Symbol.iterator], list[Symbol.iterator]() === list, list.next(), list.next(), Object.prototype.toString.call(list), Object.keys(list)];
    }),
    "sync list while keys change": inside(({ kv, thrown }) => {
      for (const k of ["a", "b", "c", "d"]) kv.put(k, k);
      const seen = [];
      const said = thrown(() => {
        for (const [k] of kv.list()) {
          seen.push(k);
          kv.delete("c");
          kv.put("e", 1);
        }
      });
      return [said, seen];
    }),
    ...each("a sync key of", [[""], [5], [null], [undefined], ["k".repeat(2048)], ["k".repeat(2049)]], ({ actor }) => actor().inside(), { inside: ({ kv, thrown }, key) => [thrown(() => kv.put(key, 1)), [...kv.list()].map(([k]) => k.slice(0, 20)), thrown(() => kv.get(key)), thrown(() => kv.delete(key))] }),
    "sync calls without arguments": inside(({ kv, thrown }) => [thrown(() => kv.get()), thrown(() => kv.put()), thrown(() => kv.put("a")), thrown(() => kv.delete())]),
    "a sync value too large": inside(({ kv, thrown }) => thrown(() => kv.put("a", new Uint8Array(3 << 20)))),
    "a function refused": inside(({ kv, thrown }) => thrown(() => kv.put("a", () => {}))),
    "sync shapes": inside(({ kv }) => [Object.prototype.toString.call(kv), kv.constructor.name, Object.getOwnPropertyNames(Object.getPrototypeOf(kv)).sort()]),
    "sync illegal this": inside(({ kv, thrown }) => thrown(() => kv.get.call({}, "a"))),
    "writes without await between stand or fall together": { run: async ({ actor, fault }) => {
      const a = actor(), name = a.stub.name.replace(/^\d+ /, "");
      const said = await fault(() => a.half());
      return [said.said, await actor(name).read()];
    }, inside: { half: ({ storage, ctx }) => {
      storage.put("a", 1);
      storage.put("b", 2);
      ctx.abort("in the middle");
    }, read: async ({ storage }) => [...(await storage.list())] } },
    "writes with await between": { run: async ({ actor, fault }) => {
      const a = actor(), name = a.stub.name.replace(/^\d+ /, "");
      const said = await fault(() => a.half());
      return [said.said, await actor(name).read()];
    }, inside: { half: async ({ storage, ctx }) => {
      storage.put("a", 1);
      await storage.sync();
      storage.put("b", 2);
      ctx.abort("in the middle");
    }, read: async ({ storage }) => [...(await storage.list())] } },
  },
};
