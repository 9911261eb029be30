import { each } from "../workers.mjs";

/** A default stream of these chunks, one for each pull. */
const of = (...chunks) => new ReadableStream({ pull: (c) => chunks.length ? c.enqueue(chunks.shift()) : c.close() });

export const area = {
  name: "readable", title: "ReadableStream", order: 20,
  prelude: `const of = ${of};`,
  cases: {
    ...each("from an iterator that is no object", [null, 1, "x"], ({ caught }, iterator) => caught(() => ReadableStream.from({ [Symbol.asyncIterator]: () => iterator }) && "made")),
    "tee of a stream that broke": async ({ caught }) => {
      let controller;
      const [a, b] = new ReadableStream({ start: (c) => void (controller = c) }).tee();
      controller.error(new RangeError("mine"));
      return [await caught(() => a.cancel()), await caught(() => b.cancel())];
    },
    "chunks in order": ({ collect }) => collect(of(1, "two", { three: 3 })),
    "enqueue in start, close": ({ collect }) => collect(new ReadableStream({ start(c) {
      c.enqueue("a");
      c.enqueue("b");
      c.close();
    } })),
    "async start": ({ collect }) => collect(new ReadableStream({ async start(c) {
      await 0;
      c.enqueue("late");
      c.close();
    } })),
    "start throws": ({ caught }) => caught(() => new ReadableStream({ start() {
      throw new RangeError("mine");
    } })),
    "start rejects": async ({ caught }) => {
      const r = new ReadableStream({ start: () => Promise.reject(new RangeError("mine")) }).getReader();
      return [await caught(() => r.read()), await caught(() => r.closed)];
    },
    "pull throws": ({ caught }) => caught(() => new ReadableStream({ pull() {
      throw new RangeError("mine");
    } }).getReader().read()),
    "pull rejects": ({ caught }) => caught(() => new ReadableStream({ pull: () => Promise.reject(new RangeError("mine")) }).getReader().read()),
    "pull is called once at a time": async () => {
      let running = 0, most = 0, n = 0;
      const r = new ReadableStream({ async pull(c) {
        most = Math.max(most, ++running);
        await 0;
        c.enqueue(n++);
        running--;
      } }, { highWaterMark: 3 }).getReader();
      await Promise.all([r.read(), r.read(), r.read()]);
      return most;
    },
    ...each("pulls ahead up to the mark", [0, 1, 3, undefined], async ({ wait }, highWaterMark) => {
      let n = 0;
      new ReadableStream({ pull: (c) => c.enqueue(n++) }, highWaterMark === undefined ? undefined : { highWaterMark });
      await wait(5);
      return n;
    }),
    "the source's callbacks and their this": async ({ wait }) => {
      const seen = [];
      const source = {
        start(c) {
          seen.push("start", this === source, c.constructor.name);
        },
        pull(c) {
          seen.push("pull", this === source);
          c.enqueue(1);
        },
        cancel(why) {
          seen.push("cancel", this === source, why);
        },
      };
      const s = new ReadableStream(source, { highWaterMark: 1 });
      await wait(1);
      await s.cancel("why");
      return seen;
    },
    "cancel hands on the reason and waits": async () => {
      const seen = [];
      const s = new ReadableStream({ async cancel(why) {
        await 0;
        seen.push(why);
        return "ignored";
      } });
      return [await s.cancel("stop"), seen];
    },
    "cancel rejects as the source does": ({ caught }) => caught(() => new ReadableStream({ cancel() {
      throw new RangeError("mine");
    } }).cancel()),
    "cancel of a closed and of a broken stream": async ({ caught }) => [
      await caught(() => new ReadableStream({ start: (c) => c.close() }).cancel()),
      await caught(() => new ReadableStream({ start: (c) => c.error(new RangeError("mine")) }).cancel()),
    ],
    "cancel of a locked stream": ({ caught }) => {
      const s = of(1);
      s.getReader();
      return caught(() => s.cancel());
    },
    "read after close": async () => {
      const r = new ReadableStream({ start: (c) => c.close() }).getReader();
      return [await r.read(), await r.read(), await r.closed];
    },
    "error reaches waiting reads and closed": async ({ caught }) => {
      let control;
      const r = new ReadableStream({ start: (c) => void (control = c) }).getReader();
      const reads = [caught(() => r.read()), caught(() => r.read())];
      control.error(new RangeError("mine"));
      return [...(await Promise.all(reads)), await caught(() => r.closed), await caught(() => r.read())];
    },
    "error with nothing": async ({ caught }) => {
      const r = new ReadableStream({ start: (c) => c.error() }).getReader();
      return caught(() => r.read());
    },
    "error drops what was queued": ({ caught }) => {
      const s = new ReadableStream({ start(c) {
        c.enqueue(1);
        c.error(new RangeError("mine"));
      } });
      return caught(() => s.getReader().read());
    },
    "enqueue after close": ({ caught }) => caught(() => new ReadableStream({ start(c) {
      c.close();
      c.enqueue(1);
    } })),
    "close twice": ({ caught }) => caught(() => new ReadableStream({ start(c) {
      c.close();
      c.close();
    } })),
    "close and enqueue after error": async ({ caught }) => {
      let control;
      new ReadableStream({ start: (c) => void (control = c) });
      control.error(new Error("x"));
      return [await caught(() => control.enqueue(1)), await caught(() => control.close()), await caught(() => control.error(1)), control.desiredSize];
    },
    "close lets the queue run out": async ({ collect }) => {
      let control;
      const s = new ReadableStream({ start: (c) => void (control = c) }, { highWaterMark: 5 });
      control.enqueue(1);
      control.close();
      return [control.desiredSize, await collect(s), control.desiredSize];
    },
    "desiredSize": () => {
      const seen = [];
      new ReadableStream({ start(c) {
        seen.push(c.desiredSize);
        c.enqueue("a");
        seen.push(c.desiredSize);
        c.enqueue("b");
        c.enqueue("c");
        seen.push(c.desiredSize);
      } }, { highWaterMark: 2 });
      return seen;
    },
    "a size of one's own": () => {
      const seen = [];
      new ReadableStream({ start(c) {
        c.enqueue("abc");
        seen.push(c.desiredSize);
      } }, { highWaterMark: 10, size: (chunk) => chunk.length });
      return seen;
    },
    ...each("a size that gives", [NaN, -1, Infinity, "x", undefined, 0], ({ caught }, value) => caught(() => {
      let left;
      new ReadableStream({ start(c) {
        c.enqueue("abc");
        left = c.desiredSize;
      } }, { highWaterMark: 1, size: () => value });
      return left;
    })),
    "a size that throws": ({ caught }) => caught(() => new ReadableStream({ start(c) {
      c.enqueue("abc");
    } }, { size() {
      throw new RangeError("mine");
    } })),
    ...each("a high-water mark of", [-1, "x", Infinity, null, "2"], ({ caught }, highWaterMark) => caught(() => {
      let left;
      new ReadableStream({ start: (c) => void (left = c.desiredSize) }, { highWaterMark });
      return left;
    })),
    "a mark of NaN": ({ caught }) => caught(() => new ReadableStream({}, { highWaterMark: NaN })),
    ...each("a source of", [null, undefined, 5, "x", [], { type: "x" }, { type: "" }, { type: undefined }, { start: 5 }, { pull: "x" }, { cancel: {} }],
      ({ caught }, source) => caught(() => typeof new ReadableStream(source))),
    ...each("a strategy of", [null, 5, "x", { size: 5 }, { size: "x" }], ({ caught }, strategy) => caught(() => typeof new ReadableStream({}, strategy))),
    "locked": () => {
      const s = of(1), before = s.locked, r = s.getReader(), during = s.locked;
      r.releaseLock();
      return [before, during, s.locked];
    },
    "a second reader": ({ caught }) => {
      const s = of(1);
      s.getReader();
      return caught(() => s.getReader());
    },
    "a reader by its constructor": async ({ caught }) => {
      const s = of(1), r = new ReadableStreamDefaultReader(s);
      return [await r.read(), s.locked, await caught(() => new ReadableStreamDefaultReader(s)), await caught(() => new ReadableStreamDefaultReader({})), await caught(() => new ReadableStreamDefaultReader())];
    },
    ...each("getReader with", [{ mode: "byob" }, { mode: "x" }, { mode: undefined }, {}, null, 5], ({ caught }, o) => caught(() => of(1).getReader(o).constructor.name)),
    "releaseLock lets another read on": async () => {
      const s = of(1, 2), first = s.getReader(), one = await first.read();
      first.releaseLock();
      return [one, await s.getReader().read()];
    },
    "releaseLock with reads waiting": async ({ caught }) => {
      const s = new ReadableStream({}), r = s.getReader(), read = caught(() => r.read());
      r.releaseLock();
      return [await read, s.locked, await caught(() => r.closed), await caught(() => r.read()), await caught(() => r.cancel())];
    },
    "releaseLock twice": ({ caught }) => caught(() => {
      const r = of(1).getReader();
      r.releaseLock();
      r.releaseLock();
      return "fine";
    }),
    "closed settles at the end": async () => {
      const r = of(1).getReader();
      const closed = r.closed.then(() => "closed");
      await r.read();
      await r.read();
      return closed;
    },
    "reads wait in order": async () => {
      let control;
      const r = new ReadableStream({ start: (c) => void (control = c) }).getReader();
      const reads = [r.read(), r.read(), r.read()];
      control.enqueue("a");
      control.enqueue("b");
      control.close();
      return Promise.all(reads);
    },
    "a chunk of undefined": ({ collect }) => collect(of(undefined, null, NaN)),
    "for await": async () => {
      const seen = [];
      for await (const chunk of of(1, 2, 3)) seen.push(chunk);
      return seen;
    },
    "for await that breaks off cancels": async () => {
      const seen = [];
      const s = new ReadableStream({ pull: (c) => c.enqueue(1), cancel: (why) => void seen.push(["cancelled", why]) });
      for await (const chunk of s) {
        seen.push(chunk);
        break;
      }
      return [seen, s.locked];
    },
    "values with preventCancel": async () => {
      const s = of(1, 2, 3), seen = [];
      for await (const chunk of s.values({ preventCancel: true })) {
        seen.push(chunk);
        break;
      }
      const r = s.getReader();
      return [seen, await r.read()];
    },
    "for await over an error": async ({ caught }) => caught(async () => {
      for await (const chunk of new ReadableStream({ start: (c) => c.error(new RangeError("mine")) })) return chunk;
    }),
    "the iterator's shape": async () => {
      const it = of(1)[Symbol.asyncIterator]();
      return [Object.prototype.toString.call(it), typeof it.return, typeof it.throw, it[Symbol.asyncIterator]() === it, await it.next(), await it.next(), await it.next()];
    },
    "the iterator's return": async () => {
      const s = of(1, 2), it = s.values();
      await it.next();
      return [await it.return("r"), await it.next(), s.locked];
    },
    "iterating locks": ({ caught }) => {
      const s = of(1);
      s.values();
      return [s.locked, caught(() => s.values())];
    },
    ...each("from", [[[1, 2]], ["text"], [[]]], ({ collect, caught }, source) => caught(() => collect(ReadableStream.from(source)))),
    "from a generator": ({ collect }) => collect(ReadableStream.from((function* () {
      yield 1;
      yield 2;
    })())),
    "from an async generator": ({ collect }) => collect(ReadableStream.from((async function* () {
      yield 1;
      await 0;
      yield 2;
    })())),
    "from promises": ({ collect }) => collect(ReadableStream.from([Promise.resolve(1), 2])),
    "from a stream": ({ collect }) => collect(ReadableStream.from(of(1, 2))),
    ...each("from what cannot be iterated", [5, null, undefined, {}, true], ({ caught }, source) => caught(() => typeof ReadableStream.from(source))),
    "from, cancelled, calls return": async () => {
      const seen = [];
      const s = ReadableStream.from({ [Symbol.asyncIterator]: () => ({ next: async () => ({ value: 1, done: false }), return: async (why) => (seen.push(["return", why]), {}) }) });
      const r = s.getReader();
      await r.read();
      await r.cancel("why");
      return seen;
    },
    "from, with an iterator that throws": ({ caught, collect }) => caught(() => collect(ReadableStream.from((async function* () {
      yield 1;
      throw new RangeError("mine");
    })()))),
    "from, with a next that is no object": ({ caught, collect }) => caught(() => collect(ReadableStream.from({ [Symbol.asyncIterator]: () => ({ next: () => 5 }) }))),
    "tee gives both everything": async ({ collect }) => {
      const [a, b] = of(1, 2, 3).tee();
      return [await collect(a), await collect(b)];
    },
    "tee shares the chunks": async () => {
      const chunk = {}, [a, b] = of(chunk).tee();
      return [(await a.getReader().read()).value === chunk, (await b.getReader().read()).value === chunk];
    },
    "tee locks the stream": ({ caught }) => {
      const s = of(1);
      s.tee();
      return [s.locked, caught(() => s.tee())].length;
    },
    "tee, one branch cancelled": async ({ collect }) => {
      const seen = [];
      const source = [1, 2];
      const [a, b] = new ReadableStream({ pull: (c) => source.length ? c.enqueue(source.shift()) : c.close(), cancel: (why) => void seen.push(why) }).tee();
      a.cancel("a");
      return [await collect(b), seen];
    },
    "tee, both branches cancelled": async () => {
      const seen = [];
      const [a, b] = new ReadableStream({ cancel: (why) => void seen.push(why) }).tee();
      await Promise.all([a.cancel("a"), b.cancel("b")]);
      return seen;
    },
    "tee of a broken stream": async ({ caught }) => {
      const [a, b] = new ReadableStream({ start: (c) => c.error(new RangeError("mine")) }).tee();
      return [await caught(() => a.getReader().read()), await caught(() => b.getReader().read())];
    },
    "tee of a tee": async ({ collect }) => {
      const [a, b] = of(1, 2).tee(), [c, d] = a.tee();
      return Promise.all([b, c, d].map(collect));
    },
    "cancel by the reader": async () => {
      const seen = [];
      const s = new ReadableStream({ cancel: (why) => void seen.push(why) }), r = s.getReader();
      return [await r.cancel("r"), seen, await r.read(), s.locked];
    },
    "controllers cannot be made": ({ caught }) => Promise.all([
      caught(() => new ReadableStreamDefaultController()), caught(() => new ReadableByteStreamController()), caught(() => new ReadableStreamBYOBRequest()),
      caught(() => new WritableStreamDefaultController()), caught(() => new TransformStreamDefaultController()),
    ]),
    "illegal this": async ({ caught }) => [
      await caught(() => ReadableStream.prototype.getReader.call({})), await caught(() => ReadableStream.prototype.cancel.call({})), await caught(() => ReadableStreamDefaultReader.prototype.read.call({})),
    ],
    "tags and keys": () => {
      const s = of(1);
      return [s, s.getReader()].map((o) => [Object.prototype.toString.call(o), Object.keys(o)]);
    },
    "order of microtasks around a read": async () => {
      const seen = [];
      const r = of(1).getReader();
      Promise.resolve().then(() => seen.push("m1")).then(() => seen.push("m2"));
      r.read().then(() => seen.push("read"));
      await new Promise((done) => setTimeout(done, 5));
      return seen.includes("read") && seen.includes("m2");
    },
    "a subclass": async ({ collect }) => {
      class Mine extends ReadableStream {
        get mine() {
          return true;
        }
      }
      const s = new Mine({ start: (c) => c.close() });
      return [s.mine, s instanceof ReadableStream, await collect(s)];
    },
    "a stream of 10,000 chunks": async ({ collect }) => {
      let n = 0;
      return (await collect(new ReadableStream({ pull: (c) => n < 10000 ? c.enqueue(n++) : c.close() }))).length;
    },
    "structuredClone of a stream": ({ caught }) => caught(() => structuredClone(of(1))),
  },
};
