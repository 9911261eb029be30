import { each } from "../workers.mjs";

/** A byte stream with these chunks queued. */
const queued = (...chunks) => new ReadableStream({ type: "bytes", start(c) {
  for (const chunk of chunks) c.enqueue(new Uint8Array(chunk));
  c.close();
} });

/** A byte stream whose pull answers the reader's own buffer when there is one. */
const filling = (more) => new ReadableStream({ type: "bytes", ...more, pull(c) {
  const view = c.byobRequest?.view;
  if (!view) return c.enqueue(new Uint8Array([9]));
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength).fill(7);
  c.byobRequest.respond(view.byteLength);
} });

export const area = {
  name: "bytestreams", title: "Byte streams, BYOB", order: 21,
  prelude: `const queued = ${queued}; const filling = ${filling};`,
  cases: {
    "respondWithNewView with a buffer of another length": async ({ caught }) => {
      let error;
      const s = new ReadableStream({ type: "bytes", async pull(c) {
        error = await caught(() => c.byobRequest.respondWithNewView(new Uint8Array(new ArrayBuffer(9), 0, 2)));
        c.byobRequest.respond(1);
      } });
      const { value } = await s.getReader({ mode: "byob" }).read(new Uint8Array(4));
      return [error?.name, value.byteLength];
    },
    "a default reader gets whole chunks": async ({ collect }) => collect(queued([1, 2], [3])),
    "a BYOB reader gets what fits": async ({ hex }) => {
      const r = queued([1, 2, 3, 4, 5]).getReader({ mode: "byob" }), seen = [];
      for (let i = 0; i < 4; i++) {
        const { value, done } = await r.read(new Uint8Array(2));
        seen.push([value && hex(value), done]);
      }
      return seen;
    },
    "a BYOB read over chunks": async ({ hex }) => {
      const r = queued([1, 2], [3, 4]).getReader({ mode: "byob" });
      return hex((await r.read(new Uint8Array(4))).value);
    },
    ...each("a BYOB read into", ["Uint16Array", "Float64Array", "DataView", "Int8Array", "BigUint64Array"], async ({ hex }, kind) => {
      const r = queued([1, 2, 3, 4, 5, 6, 7, 8]).getReader({ mode: "byob" });
      const { value } = await r.read(new globalThis[kind](new ArrayBuffer(8)));
      return [value.constructor.name, hex(value)];
    }),
    "a BYOB read into the middle of a buffer": async ({ hex }) => {
      const r = queued([1, 2, 3]).getReader({ mode: "byob" });
      const { value } = await r.read(new Uint8Array(new ArrayBuffer(10), 4, 3));
      return [value.byteOffset, value.buffer.byteLength, hex(value)];
    },
    "the reader's buffer is taken": async () => {
      const r = queued([1, 2, 3]).getReader({ mode: "byob" }), view = new Uint8Array(4);
      const read = r.read(view);
      const length = view.byteLength;
      await read;
      return [length, view.buffer.byteLength];
    },
    ...each("a BYOB read of", [() => new Uint8Array(0), () => new ArrayBuffer(4), () => undefined, () => ({}), () => [1], () => 5], ({ caught }, make) => caught(async () => {
      const { done, value } = await queued([1]).getReader({ mode: "byob" }).read(make());
      return [done, value.byteLength];
    })),
    "a BYOB read of a detached view": ({ caught }) => {
      const view = new Uint8Array(4);
      structuredClone(view.buffer, { transfer: [view.buffer] });
      return caught(() => queued([1]).getReader({ mode: "byob" }).read(view));
    },
    "a BYOB reader needs bytes": ({ caught }) => caught(() => new ReadableStream({}).getReader({ mode: "byob" })),
    "a BYOB reader by its constructor": async ({ caught }) => [
      await caught(() => new ReadableStreamBYOBReader(queued([1])).constructor.name), await caught(() => new ReadableStreamBYOBReader(new ReadableStream())), await caught(() => new ReadableStreamBYOBReader({})),
    ],
    "byobRequest is filled": async ({ hex }) => {
      const r = filling().getReader({ mode: "byob" });
      return hex((await r.read(new Uint8Array(3))).value);
    },
    "byobRequest is there only for BYOB reads": async () => {
      const seen = [];
      const s = new ReadableStream({ type: "bytes", pull(c) {
        seen.push(c.byobRequest === null);
        c.enqueue(new Uint8Array([1]));
      } });
      await s.getReader().read();
      return seen;
    },
    "autoAllocateChunkSize": async () => {
      const seen = [];
      const s = filling({ autoAllocateChunkSize: 16 });
      const { value } = await s.getReader().read();
      seen.push(value.byteLength, value[0]);
      return seen;
    },
    ...each("autoAllocateChunkSize of", [0, -1, "x", 1.5, NaN, null], ({ caught }, autoAllocateChunkSize) => caught(() => typeof new ReadableStream({ type: "bytes", autoAllocateChunkSize }))),
    "respond with less": async ({ hex }) => {
      const s = new ReadableStream({ type: "bytes", pull(c) {
        const { view } = c.byobRequest;
        view[0] = 5;
        c.byobRequest.respond(1);
      } });
      const { value } = await s.getReader({ mode: "byob" }).read(new Uint8Array(4));
      return [hex(value), value.buffer.byteLength];
    },
    ...each("respond with", [0, -1, 100, "x", undefined], ({ caught }, n) => new Promise((done) => {
      const s = new ReadableStream({ type: "bytes", async pull(c) {
        done(await caught(() => c.byobRequest.respond(n)));
      } });
      caught(() => s.getReader({ mode: "byob" }).read(new Uint8Array(4)));
    })),
    "respond twice": ({ caught }) => new Promise((done) => {
      const s = new ReadableStream({ type: "bytes", async pull(c) {
        const request = c.byobRequest;
        request.respond(1);
        done([await caught(() => request.respond(1)), request.view, c.byobRequest === request]);
      } });
      caught(() => s.getReader({ mode: "byob" }).read(new Uint8Array(4)));
    }),
    "respondWithNewView": async ({ hex }) => {
      const s = new ReadableStream({ type: "bytes", pull(c) {
        const { view } = c.byobRequest;
        const mine = new Uint8Array(view.buffer, view.byteOffset, 2);
        mine.set([3, 4]);
        c.byobRequest.respondWithNewView(mine);
      } });
      return hex((await s.getReader({ mode: "byob" }).read(new Uint8Array(4))).value);
    },
    "respondWithNewView on another buffer": ({ caught }) => new Promise((done) => {
      const s = new ReadableStream({ type: "bytes", async pull(c) {
        done(await caught(() => c.byobRequest.respondWithNewView(new Uint8Array(9))));
      } });
      caught(() => s.getReader({ mode: "byob" }).read(new Uint8Array(4)));
    }),
    "readAtLeast waits for enough": async ({ hex }) => {
      const r = queued([1], [2], [3], [4]).getReader({ mode: "byob" });
      const { value, done } = await r.readAtLeast(3, new Uint8Array(5));
      return [hex(value), done];
    },
    "read with min": async ({ hex }) => {
      const r = queued([1], [2], [3], [4]).getReader({ mode: "byob" });
      const { value, done } = await r.read(new Uint8Array(5), { min: 3 });
      return [hex(value), done];
    },
    ...each("readAtLeast of", [0, -1, 9], ({ caught }, n) => caught(async () => (await queued([1]).getReader({ mode: "byob" }).readAtLeast(n, new Uint8Array(4))).done)),
    "readAtLeast at the end": async ({ hex }) => {
      const r = queued([1, 2]).getReader({ mode: "byob" });
      const first = await r.readAtLeast(4, new Uint8Array(4)), second = await r.read(new Uint8Array(4));
      return [first.done, hex(first.value), second.done, second.value?.byteLength];
    },
    ...each("enqueue of", [() => "text", () => new ArrayBuffer(1), () => ({}), () => undefined, () => new Uint8Array(0), () => new DataView(new ArrayBuffer(2))], ({ caught }, make) => caught(() => {
      new ReadableStream({ type: "bytes", start: (c) => c.enqueue(make()) });
      return "taken";
    })),
    "enqueue takes the buffer": () => {
      const chunk = new Uint8Array([1, 2]);
      new ReadableStream({ type: "bytes", start: (c) => c.enqueue(chunk) });
      return chunk.byteLength;
    },
    "desiredSize counts bytes": () => {
      const seen = [];
      new ReadableStream({ type: "bytes", start(c) {
        seen.push(c.desiredSize);
        c.enqueue(new Uint8Array(4));
        seen.push(c.desiredSize);
      } }, { highWaterMark: 10 });
      return seen;
    },
    "the default mark of a byte stream": () => {
      const seen = [];
      new ReadableStream({ type: "bytes", start: (c) => void seen.push(c.desiredSize) });
      return seen;
    },
    "a size with bytes": ({ caught }) => caught(() => typeof new ReadableStream({ type: "bytes" }, { size: () => 1 })),
    "close with a BYOB read waiting": async () => {
      let control;
      const r = new ReadableStream({ type: "bytes", start: (c) => void (control = c) }).getReader({ mode: "byob" });
      const read = r.read(new Uint8Array(4));
      await 0;
      control.close();
      control.byobRequest?.respond(0);
      const { done, value } = await read;
      return [done, value?.byteLength, value?.buffer.byteLength];
    },
    "error with a BYOB read waiting": async ({ caught }) => {
      let control;
      const r = new ReadableStream({ type: "bytes", start: (c) => void (control = c) }).getReader({ mode: "byob" });
      const read = caught(() => r.read(new Uint8Array(4)));
      control.error(new RangeError("mine"));
      return [await read, await caught(() => r.closed)];
    },
    "cancel with a BYOB read waiting": async () => {
      const seen = [];
      const r = new ReadableStream({ type: "bytes", cancel: (why) => void seen.push(why) }).getReader({ mode: "byob" });
      const read = r.read(new Uint8Array(4));
      await r.cancel("stop");
      const { done, value } = await read;
      return [seen, done, value];
    },
    "releaseLock with a BYOB read waiting": async ({ caught }) => {
      const r = new ReadableStream({ type: "bytes" }).getReader({ mode: "byob" });
      const read = caught(() => r.read(new Uint8Array(4)));
      r.releaseLock();
      return [await read, await caught(() => r.read(new Uint8Array(4)))];
    },
    "tee of bytes": async ({ collect }) => {
      const [a, b] = queued([1, 2], [3]).tee();
      return [await collect(a), await collect(b)];
    },
    "tee of bytes makes copies": async () => {
      const [a, b] = queued([1, 2]).tee();
      const one = (await a.getReader().read()).value, two = (await b.getReader().read()).value;
      return [one !== two, one.buffer !== two.buffer];
    },
    "tee of bytes, read by BYOB": async ({ hex }) => {
      const [a, b] = queued([1, 2, 3]).tee();
      const x = await a.getReader({ mode: "byob" }).read(new Uint8Array(2)), y = await b.getReader({ mode: "byob" }).read(new Uint8Array(4));
      return [hex(x.value), hex(y.value)];
    },
    "bytes are iterated": async ({ hex }) => {
      const seen = [];
      for await (const chunk of queued([1], [2, 3])) seen.push(hex(chunk));
      return seen;
    },
    "a body's reader": async () => {
      const r = new Response("hello").body.getReader({ mode: "byob" });
      const { value, done } = await r.read(new Uint8Array(10));
      return [new TextDecoder().decode(value), done, (await r.read(new Uint8Array(1))).done];
    },
    "illegal this": ({ caught }) => Promise.all([caught(() => ReadableStreamBYOBReader.prototype.read.call({}, new Uint8Array(1))), caught(() => Object.getOwnPropertyDescriptor(ReadableByteStreamController.prototype, "byobRequest").get.call({}))]),
  },
};
