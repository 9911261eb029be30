import { each } from "../workers.mjs";

/** A sink that writes down what happens to it. */
const noting = (seen, more = {}) => ({
  start: (c) => void seen.push(["start", c.constructor.name]), write: (chunk) => void seen.push(["write", chunk]),
  close: () => void seen.push(["close"]), abort: (why) => void seen.push(["abort", why]), ...more,
});

export const area = {
  name: "writable", title: "WritableStream, TransformStream, strategies", order: 22,
  prelude: `const noting = ${noting};`,
  cases: {
    "releaseLock within size()": async ({ caught }) => {
      let writer;
      const s = new WritableStream({}, { size: () => (writer.releaseLock(), 1) });
      writer = s.getWriter();
      return [await caught(() => writer.write("a")), s.locked];
    },
    "write and close": async () => {
      const seen = [], w = new WritableStream(noting(seen)).getWriter();
      await w.write("a");
      await w.write("b");
      return [await w.close(), seen, await w.closed];
    },
    "abort": async ({ caught }) => {
      const seen = [], w = new WritableStream(noting(seen)).getWriter();
      await w.ready;
      await w.abort("why");
      return [seen, await caught(() => w.closed), await caught(() => w.write("x")), await caught(() => w.ready)];
    },
    "abort of the stream": async ({ caught }) => {
      const seen = [], s = new WritableStream(noting(seen));
      await s.abort(new RangeError("mine"));
      return [seen, await caught(() => s.getWriter().closed), await caught(() => s.abort())];
    },
    "write after close": async ({ caught }) => {
      const w = new WritableStream().getWriter();
      await w.close();
      return [await caught(() => w.write("x")), await caught(() => w.close()), w.desiredSize];
    },
    "write throws": async ({ caught }) => {
      const w = new WritableStream({ write() {
        throw new RangeError("mine");
      } }).getWriter();
      return [await caught(() => w.write(1)), await caught(() => w.closed), await caught(() => w.write(2)), await caught(() => w.ready)];
    },
    "close throws": async ({ caught }) => {
      const w = new WritableStream({ close() {
        throw new RangeError("mine");
      } }).getWriter();
      return [await caught(() => w.close()), await caught(() => w.closed)];
    },
    "start throws and rejects": async ({ caught }) => [
      await caught(() => new WritableStream({ start() {
        throw new RangeError("mine");
      } })), await caught(() => new WritableStream({ start: () => Promise.reject(new RangeError("later")) }).getWriter().write(1)),
    ],
    "controller.error": async ({ caught }) => {
      let control;
      const w = new WritableStream({ start: (c) => void (control = c) }).getWriter();
      await w.ready;
      control.error(new RangeError("mine"));
      return [await caught(() => w.closed), await caught(() => w.write(1)), await caught(() => w.desiredSize)];
    },
    "controller.signal is aborted": async () => {
      let control;
      const w = new WritableStream({ start: (c) => void (control = c), write: () => new Promise(() => {}) }).getWriter();
      w.write(1).catch(() => {});
      w.closed.catch(() => {});
      await w.ready.catch(() => {});
      const before = control.signal.aborted;
      w.abort("why").catch(() => {});
      return [before, control.signal.aborted, control.signal.reason, control.signal instanceof AbortSignal];
    },
    "writes wait in order": async ({ wait }) => {
      const seen = [];
      const w = new WritableStream({ async write(chunk) {
        seen.push(`begin ${chunk}`);
        await wait(1);
        seen.push(`end ${chunk}`);
      } }).getWriter();
      await Promise.all([w.write(1), w.write(2), w.close()]);
      return seen;
    },
    "desiredSize and ready follow the queue": async () => {
      let go;
      const w = new WritableStream({ write: () => new Promise((done) => void (go = done)) }, { highWaterMark: 2 }).getWriter();
      const sizes = [w.desiredSize];
      w.write(1);
      w.write(2);
      sizes.push(w.desiredSize);
      let ready = false;
      w.ready.then(() => void (ready = true));
      await 0;
      sizes.push(ready);
      await new Promise((done) => setTimeout(done, 1));
      go();
      await new Promise((done) => setTimeout(done, 1));
      return [...sizes, w.desiredSize, ready];
    },
    "locks": async ({ caught }) => {
      const s = new WritableStream(), w = s.getWriter();
      const during = [s.locked, await caught(() => s.getWriter()), await caught(() => s.close()), await caught(() => s.abort())];
      w.releaseLock();
      return [...during, s.locked, await caught(() => w.write(1)), await caught(() => w.closed), await caught(() => w.ready), await caught(() => w.desiredSize), await caught(() => s.close())];
    },
    "a writer by its constructor": async ({ caught }) => {
      const s = new WritableStream();
      return [new WritableStreamDefaultWriter(s).desiredSize, await caught(() => new WritableStreamDefaultWriter(s)), await caught(() => new WritableStreamDefaultWriter({}))];
    },
    "close twice": async ({ caught }) => {
      const s = new WritableStream();
      const first = s.close();
      return [await caught(() => s.close()), await caught(() => first)];
    },
    ...each("a sink of", [null, 5, { type: "bytes" }, { type: "" }, { write: 5 }, { start: "x" }], ({ caught }, sink) => caught(() => typeof new WritableStream(sink))),
    ...each("a strategy of", [{ highWaterMark: -1 }, { highWaterMark: 0 }, { highWaterMark: "x" }, { size: 5 }, null], ({ caught }, strategy) => caught(() => new WritableStream({}, strategy).getWriter().desiredSize)),
    "a size that throws": async ({ caught }) => {
      const w = new WritableStream({}, { size() {
        throw new RangeError("mine");
      } }).getWriter();
      return [await caught(() => w.write(1)), await caught(() => w.closed)];
    },
    "the sink's this": async () => {
      const seen = [], sink = { write() {
        seen.push(this === sink);
      } };
      await new WritableStream(sink).getWriter().write(1);
      return seen;
    },
    "TransformStream passes on": async ({ collect }) => {
      const { readable, writable } = new TransformStream(), w = writable.getWriter();
      w.write(1);
      w.write(2);
      w.close();
      return collect(readable);
    },
    "TransformStream changes, flushes": async ({ collect }) => {
      const { readable, writable } = new TransformStream({ start: (c) => c.enqueue("first"), transform: (x, c) => (c.enqueue(x), c.enqueue(x * 2)), flush: (c) => c.enqueue("last") });
      const w = writable.getWriter();
      w.write(1);
      w.close();
      return collect(readable);
    },
    "TransformStream that waits": async ({ collect, wait }) => {
      const { readable, writable } = new TransformStream({ async transform(x, c) {
        await wait(1);
        c.enqueue(x + 1);
      } }), w = writable.getWriter();
      w.write(1);
      w.write(2);
      w.close();
      return collect(readable);
    },
    "transform throws": async ({ caught }) => {
      const { readable, writable } = new TransformStream({ transform() {
        throw new RangeError("mine");
      } }), w = writable.getWriter();
      const writing = caught(() => w.write(1));
      return [await caught(() => readable.getReader().read()), await writing, await caught(() => w.closed)];
    },
    "flush throws": async ({ caught }) => {
      const { readable, writable } = new TransformStream({ flush() {
        throw new RangeError("mine");
      } }), w = writable.getWriter();
      const closing = caught(() => w.close());
      return [await caught(() => readable.getReader().read()), await closing];
    },
    "terminate": async ({ caught }) => {
      const { readable, writable } = new TransformStream({ transform: (x, c) => (c.enqueue(x), c.terminate()) }), w = writable.getWriter();
      const writing = caught(() => w.write(1)), r = readable.getReader();
      return [await r.read(), await r.read(), await writing, await caught(() => w.write(2))];
    },
    "controller.error of a transform": async ({ caught }) => {
      const { readable, writable } = new TransformStream({ transform: (_, c) => c.error(new RangeError("mine")) }), w = writable.getWriter();
      caught(() => w.write(1));
      return [await caught(() => readable.getReader().read()), await caught(() => w.closed)];
    },
    "desiredSize of a transform": () => {
      const seen = [];
      new TransformStream({ start(c) {
        seen.push(c.desiredSize);
        c.enqueue(1);
        seen.push(c.desiredSize);
      } }, undefined, { highWaterMark: 3 });
      return seen;
    },
    "the marks of a transform": () => {
      const { readable, writable } = new TransformStream();
      return [writable.getWriter().desiredSize, readable.locked];
    },
    "cancel of a transform's readable": async ({ caught }) => {
      const seen = [], { readable, writable } = new TransformStream({ cancel: (why) => void seen.push(why) });
      await readable.cancel("why");
      return [seen, await caught(() => writable.getWriter().write(1))];
    },
    "abort of a transform's writable": async ({ caught }) => {
      const { readable, writable } = new TransformStream();
      await writable.abort(new RangeError("mine"));
      return caught(() => readable.getReader().read());
    },
    ...each("a transformer of", [null, 5, { readableType: "bytes" }, { writableType: "x" }, { transform: 5 }, {}], ({ caught }, transformer) => caught(() => typeof new TransformStream(transformer))),
    "IdentityTransformStream passes bytes": async ({ collect }) => {
      const { readable, writable } = new IdentityTransformStream(), w = writable.getWriter();
      w.write(new Uint8Array([1, 2]));
      w.write(new ArrayBuffer(1));
      w.close();
      return collect(readable);
    },
    "IdentityTransformStream with text": async ({ caught, collect }) => {
      const { readable, writable } = new IdentityTransformStream(), w = writable.getWriter();
      const writing = caught(() => w.write("text").then(() => w.close()));
      return [await caught(() => collect(readable)), await writing];
    },
    ...each("IdentityTransformStream with a chunk of", [5, null, {}, [1]], async ({ caught }, chunk) => {
      const { writable } = new IdentityTransformStream();
      return caught(() => writable.getWriter().write(chunk));
    }),
    "IdentityTransformStream waits for its reader": async ({ wait }) => {
      const { readable, writable } = new IdentityTransformStream(), w = writable.getWriter();
      let written = false;
      const writing = w.write(new Uint8Array(3)).then(() => void (written = true));
      await wait(2);
      const before = written;
      const { value } = await readable.getReader().read();
      await writing;
      return [before, value.length, written];
    },
    "IdentityTransformStream, read by BYOB": async ({ hex }) => {
      const { readable, writable } = new IdentityTransformStream(), w = writable.getWriter(), r = readable.getReader({ mode: "byob" });
      w.write(new Uint8Array([1, 2, 3]));
      const one = await r.read(new Uint8Array(2)), two = await r.read(new Uint8Array(2));
      return [hex(one.value), hex(two.value)];
    },
    "FixedLengthStream": async ({ collect }) => {
      const { readable, writable } = new FixedLengthStream(3), w = writable.getWriter();
      w.write(new Uint8Array([1, 2]));
      w.write(new Uint8Array([3]));
      w.close();
      return collect(readable);
    },
    "FixedLengthStream with too little": async ({ caught, collect }) => {
      const { readable, writable } = new FixedLengthStream(3), w = writable.getWriter();
      const closing = caught(async () => {
        await w.write(new Uint8Array(1));
        await w.close();
      });
      return [await caught(() => collect(readable)), await closing];
    },
    "FixedLengthStream with too much": async ({ caught, collect }) => {
      const { readable, writable } = new FixedLengthStream(1), w = writable.getWriter();
      const writing = caught(() => w.write(new Uint8Array(2)));
      return [await writing, await caught(() => collect(readable))];
    },
    ...each("FixedLengthStream of", [0, -1, 1.5, "5", "x", undefined, null, 2 ** 53], ({ caught }, n) => caught(() => typeof new FixedLengthStream(n))),
    "classes of the transforms": () => [new FixedLengthStream(1) instanceof IdentityTransformStream, new IdentityTransformStream() instanceof TransformStream, new TextEncoderStream() instanceof TransformStream],
    ...each("CountQueuingStrategy of", [{ highWaterMark: 2 }, {}, undefined, null, { highWaterMark: "x" }, { highWaterMark: -1 }], ({ caught }, init) => caught(() => {
      const s = new CountQueuingStrategy(init);
      return [s.highWaterMark, s.size("abc"), s.size === new CountQueuingStrategy({ highWaterMark: 1 }).size];
    })),
    ...each("ByteLengthQueuingStrategy of", [{ highWaterMark: 2 }, {}, { highWaterMark: null }], ({ caught }, init) => caught(() => {
      const s = new ByteLengthQueuingStrategy(init);
      return [s.highWaterMark, s.size(new Uint8Array(7)), s.size({ byteLength: 3 }), s.size.name, s.size.length];
    })),
    "ByteLengthQueuingStrategy of no bytes": ({ caught }) => Promise.all([undefined, null, 5, "x", {}].map((v) => caught(() => new ByteLengthQueuingStrategy({ highWaterMark: 1 }).size(v)))),
    "illegal this": ({ caught }) => Promise.all([
      caught(() => WritableStream.prototype.getWriter.call({})), caught(() => WritableStreamDefaultWriter.prototype.write.call({}, 1)), caught(() => Object.getOwnPropertyDescriptor(TransformStream.prototype, "readable").get.call({})),
    ]),
    "tags": () => [new WritableStream(), new TransformStream(), new WritableStream().getWriter(), new IdentityTransformStream(), new CountQueuingStrategy({ highWaterMark: 1 })].map((o) => Object.prototype.toString.call(o)),
  },
};
