import { each, hosting, inside } from "../workers.mjs";

/** Sets the object up, then looks again and again until it has seen `wanted` things. */
const until = async ({ actor, wait }, wanted, look = 4000) => {
  const a = actor();
  const said = await a.start();
  for (let waited = 0; waited < look && (await a.log()).length < wanted; waited += 20) await wait(20);
  return [said, await a.log()];
};

/** An alarm's story: what `start` sets, what `alarm` does, and what was seen of it. */
const story = (wanted, steps) => ({ inside: { log: ({ self }) => self.seen, ...steps }, run: `(given) => until(given, ${wanted})` });

export const area = {
  name: "alarms", title: "Durable Objects: alarms", order: 116, ...hosting(["actor.js"], ["Actor", "Bare"]),
  prelude: `const until = ${until};`,
  cases: {
    "set, get, delete": inside(async ({ storage }) => {
      const when = Date.now() + 1e6, seen = [await storage.getAlarm(), await storage.setAlarm(when), (await storage.getAlarm()) === when];
      return [...seen, await storage.deleteAlarm(), await storage.getAlarm(), await storage.deleteAlarm()];
    }),
    "the last one counts": inside(async ({ storage }) => {
      const when = Date.now() + 1e6;
      storage.setAlarm(when + 5000);
      storage.setAlarm(when);
      return (await storage.getAlarm()) - when;
    }),
    "a Date": inside(async ({ storage }) => {
      const when = new Date(Date.now() + 1e6);
      await storage.setAlarm(when);
      return (await storage.getAlarm()) === when.getTime();
    }),
    ...each("setAlarm of", [() => undefined, () => null, () => "x", () => NaN, () => Infinity, () => -1, () => new Date(NaN), () => ({}), () => true, () => 5n], ({ actor }) => actor().inside(), { inside: ({ storage, caught }, make) => caught(() => storage.setAlarm(make())) }),
    ...each("setAlarm far away, at", [1e13, 8.64e15, 8.65e15, 1e300, 3e12 + 0.5], ({ actor }) => actor().inside(), { inside: ({ storage, caught }, when) => caught(async () => {
      await storage.setAlarm(when);
      return storage.getAlarm();
    }) }),
    "setAlarm without an argument": inside(({ storage, caught }) => caught(() => storage.setAlarm())),
    "a fraction of a millisecond": inside(async ({ storage }) => {
      await storage.setAlarm(4e12 + 0.75);
      return storage.getAlarm();
    }),
    "a class without a handler": { run: ({ actor, env, random }) => actor(random(), env.BARE).set(), inside: { set: async ({ storage, caught }) => [await caught(() => storage.setAlarm(Date.now() + 1e6)), await caught(() => storage.getAlarm()), await caught(() => storage.deleteAlarm())] } },
    "options": inside(async ({ storage, caught }) => [await caught(() => storage.setAlarm(4e12, { allowConcurrency: true, allowUnconfirmed: true })), await caught(() => storage.getAlarm({ allowConcurrency: true })), await caught(() => storage.deleteAlarm({ allowUnconfirmed: true })), await caught(() => storage.setAlarm(4e12, 5)), await caught(() => storage.getAlarm(null))]),
    "it runs": story(1, {
      start: ({ storage }) => storage.setAlarm(Date.now() + 30),
      alarm: ({ self }) => void self.seen.push("ran"),
    }),
    "it runs not before its time": story(1, {
      start: ({ self, storage }) => storage.setAlarm((self.when = Date.now() + 60)),
      alarm: ({ self }) => void self.seen.push(Date.now() >= self.when),
    }),
    "one in the past runs at once": story(1, {
      start: ({ storage }) => storage.setAlarm(1),
      alarm: ({ self }) => void self.seen.push("ran"),
    }),
    "what it is given": story(1, {
      start: ({ storage }) => storage.setAlarm(Date.now()),
      alarm: ({ self }, info) => void self.seen.push([typeof info, Object.keys(info ?? {}).sort(), info?.isRetry, info?.retryCount, typeof info?.scheduledTime, Object.prototype.toString.call(info)]),
    }),
    "while it runs there is none": story(1, {
      start: ({ storage }) => storage.setAlarm(Date.now()),
      alarm: async ({ self, storage }) => void self.seen.push(await storage.getAlarm()),
    }),
    "it sets the next": story(3, {
      start: ({ storage }) => storage.setAlarm(Date.now() + 10),
      alarm: async ({ self, storage }) => {
        self.seen.push(self.seen.length);
        if (self.seen.length < 3) await storage.setAlarm(Date.now() + 10);
      },
    }),
    "it sees and leaves storage": story(1, {
      start: async ({ storage }) => {
        await storage.put("a", 5);
        await storage.setAlarm(Date.now() + 5);
      },
      alarm: async ({ self, storage }) => {
        await storage.put("a", (await storage.get("a")) + 1);
        self.seen.push(await storage.get("a"));
      },
    }),
    "deleted before its time": { inside: { log: ({ self }) => self.seen, start: async ({ storage }) => {
      await storage.setAlarm(Date.now() + 100);
      await storage.deleteAlarm();
    }, alarm: ({ self }) => void self.seen.push("ran") }, run: async ({ actor, wait }) => {
      const a = actor();
      await a.start();
      await wait(300);
      return a.log();
    } },
    "put off": { inside: { log: ({ self }) => self.seen, start: ({ storage }) => storage.setAlarm(Date.now() + 300), later: ({ storage }) => storage.setAlarm(Date.now() + 1e6), alarm: ({ self }) => void self.seen.push("ran") }, run: async ({ actor, wait }) => {
      const a = actor();
      await a.start();
      await a.later();
      await wait(600);
      return a.log();
    } },
    "one that throws is tried again": story(2, {
      start: ({ storage }) => storage.setAlarm(Date.now()),
      alarm: ({ self }, { isRetry, retryCount }) => {
        self.seen.push([isRetry, retryCount]);
        if (!isRetry) throw new Error("the first time");
      },
    }),
    "the next try is not at once": story(2, {
      start: ({ storage }) => storage.setAlarm(Date.now()),
      alarm: ({ self }, { isRetry }) => {
        const before = self.at;
        self.at = Date.now();
        self.seen.push(before === undefined || self.at - before > 900);
        if (!isRetry) throw new Error("the first time");
      },
    }),
    "one that throws and set the next": story(2, {
      start: ({ storage }) => storage.setAlarm(Date.now()),
      alarm: async ({ self, storage }, { isRetry, retryCount }) => {
        self.seen.push([isRetry, retryCount]);
        if (self.seen.length > 1) return;
        await storage.setAlarm(Date.now() + 10);
        throw new Error("after setting");
      },
    }),
    "one that throws keeps what it wrote": story(2, {
      start: ({ storage }) => storage.setAlarm(Date.now()),
      alarm: async ({ self, storage }, { isRetry }) => {
        self.seen.push((await storage.get("a")) ?? "nothing");
        if (isRetry) return;
        await storage.put("a", "written");
        throw new Error("after writing");
      },
    }),
    "the state while it is tried again": { inside: { start: ({ storage }) => storage.setAlarm(Date.now()), alarm: ({ self }) => {
      self.seen.push("ran");
      throw new Error("always");
    }, look: async ({ self, storage }) => [self.seen.length, typeof (await storage.getAlarm())] }, run: async ({ actor, wait }) => {
      const a = actor();
      await a.start();
      await wait(300);
      return a.look();
    } },
    "set in the constructor": story(1, {
      construct: ({ storage }) => void storage.setAlarm(Date.now() + 20),
      start: () => "started",
      alarm: ({ self }) => void self.seen.push("ran"),
    }),
    "set in the constructor, seen by the first event": { inside: { construct: ({ storage }) => void storage.setAlarm(4e12), look: ({ storage }) => storage.getAlarm() }, run: ({ actor }) => actor().look() },
    "not awaited, then an abort": { inside: { start: ({ storage, ctx }) => {
      storage.setAlarm(4e12);
      ctx.abort("mine");
    }, look: ({ storage }) => storage.getAlarm() }, run: async ({ actor, fault }) => {
      const a = actor();
      await fault(() => a.start());
      return actor(a.stub.name.replace(/^\d+ /, "")).look();
    } },
    "it outlives a reset": { inside: { start: async ({ storage, ctx }) => {
      await storage.setAlarm(Date.now() + 100);
      await storage.sync();
      ctx.abort("mine");
    }, alarm: ({ storage }) => storage.put("ran", true), look: ({ storage }) => storage.get("ran") }, run: async ({ actor, fault, wait }) => {
      const a = actor(), name = a.stub.name.replace(/^\d+ /, "");
      await fault(() => a.start());
      await wait(400);
      return actor(name).look();
    } },
    "deleteAlarm while it runs": story(1, {
      start: ({ storage }) => storage.setAlarm(Date.now()),
      alarm: async ({ self, storage }) => void self.seen.push([await storage.deleteAlarm(), await storage.getAlarm()]),
    }),
    "one that takes its time, and requests beside it": { inside: { start: ({ storage }) => storage.setAlarm(Date.now()), alarm: async ({ self, wait }) => {
      self.seen.push("begins");
      await wait(80);
      self.seen.push("ends");
    }, log: ({ self }) => self.seen }, run: async ({ actor, wait }) => {
      const a = actor();
      await a.start();
      await wait(30);
      const during = await a.log();
      await wait(120);
      return [during, await a.log()];
    } },
    "one that never comes twice at once": { inside: { start: ({ storage }) => storage.setAlarm(Date.now()), alarm: async ({ self, wait, storage }) => {
      self.running = (self.running ?? 0) + 1;
      self.seen.push(self.running);
      if (self.seen.length < 3) await storage.setAlarm(Date.now());
      await wait(30);
      self.running--;
    }, log: ({ self }) => self.seen }, run: async ({ actor, wait }) => {
      const a = actor();
      await a.start();
      await wait(400);
      return a.log();
    } },
    "it calls another object": story(1, {
      start: ({ storage }) => storage.setAlarm(Date.now()),
      alarm: async ({ self, env, ctx }) => void self.seen.push(await (await env.ACTOR.get(env.ACTOR.idFromName(`${/^\d+/.exec(ctx.id.name)?.[0]} friend`)).fetch("http://a/")).text()),
      fetch: () => new Response("friend"),
    }),
    "the id's name in it": story(1, {
      start: ({ storage }) => storage.setAlarm(Date.now()),
      alarm: ({ self, ctx }) => void self.seen.push(typeof ctx.id.name),
    }),
  },
};
