import { each } from "../workers.mjs";

export const area = {
  name: "messages", title: "structuredClone, MessageChannel", order: 52,
  cases: {
    "a message is trusted": async () => {
      const { port1, port2 } = new MessageChannel();
      const event = new Promise((done) => void (port2.onmessage = done));
      port1.postMessage(1);
      return [(await event).isTrusted, new MessageEvent("message").isTrusted];
    },
    ...each("clones", [
      () => 5, () => "x", () => null, () => undefined, () => -0, () => NaN, () => 5n, () => new Date(7), () => /a.b/gi, () => [1, , 3], () => ({ a: { b: 1 } }), () => new Map([["a", 1]]), () => new Set([1, 2]),
      () => new Uint8Array([1, 2]), () => new DataView(new ArrayBuffer(2)), () => new ArrayBuffer(3), () => new Error("e"), () => new TypeError("t", { cause: 5 }), () => Object(5), () => Object("s"), () => Object(true), () => new Uint16Array(4).subarray(1, 3),
    ], ({ caught }, make) => caught(() => {
      const value = make(), copy = structuredClone(value);
      const seen = copy instanceof Map || copy instanceof Set ? [...copy] : copy instanceof RegExp ? `${copy}` : copy;
      return [Object.prototype.toString.call(copy), seen, typeof value === "object" && value === copy];
    })),
    ...each("refuses", [() => () => {}, () => Symbol("x"), () => new WeakMap(), () => Promise.resolve(), () => ({ f() {} }), () => new Response(), () => new Headers(), () => new URL("http://a"), () => globalThis, () => new Proxy({}, {}), () => new (class {
      #p = 1;
    })(), () => new AbortController(), () => crypto.subtle, () => new TextEncoder()], ({ caught }, make) => caught(() => Object.prototype.toString.call(structuredClone(make())))),
    "loops and shared parts": () => {
      const shared = {}, o = { a: shared, b: shared };
      o.self = o;
      const c = structuredClone(o);
      return [c.self === c, c.a === c.b, c.a !== shared];
    },
    "an error's own things": () => {
      const e = new RangeError("m");
      e.extra = 1;
      e.name = "Mine";
      const c = structuredClone(e);
      return [c.name, c.message, c.extra, c instanceof RangeError, c.stack === e.stack];
    },
    "an AggregateError": () => structuredClone(new AggregateError([new Error("a")], "m")),
    "class instances become plain": () => {
      class Mine {
        x = 1;
        get y() {
          return 2;
        }
      }
      const c = structuredClone(new Mine());
      return [c instanceof Mine, Object.keys(c)];
    },
    "getters run, symbols go": () => structuredClone({ get a() {
      return 5;
    }, [Symbol("s")]: 1 }),
    "a getter that throws": ({ caught }) => caught(() => structuredClone({ get a() {
      throw new RangeError("mine");
    } })),
    "transfer": () => {
      const b = new ArrayBuffer(4), c = structuredClone({ b }, { transfer: [b] });
      return [b.byteLength, b.detached, c.b.byteLength];
    },
    ...each("transfer of", [() => [5], () => ["x"], () => [{}], () => 5, () => [new Uint8Array(1)], () => undefined, () => null], ({ caught }, make) => caught(() => structuredClone({}, { transfer: make() }))),
    "transfer twice": ({ caught }) => {
      const b = new ArrayBuffer(1);
      return caught(() => structuredClone(1, { transfer: [b, b] }));
    },
    "transfer of a detached one": ({ caught }) => {
      const b = new ArrayBuffer(1);
      structuredClone(b, { transfer: [b] });
      return caught(() => structuredClone(b, { transfer: [b] }));
    },
    "transfer by a view": () => {
      const v = new Uint8Array([1, 2]), c = structuredClone(v, { transfer: [v.buffer] });
      return [v.byteLength, c];
    },
    "transfer of a stream": ({ caught }) => {
      const s = new ReadableStream();
      return caught(() => structuredClone(s, { transfer: [s] }) instanceof ReadableStream);
    },
    "without arguments": ({ caught }) => Promise.all([caught(() => structuredClone()), caught(() => structuredClone(1, 5)), caught(() => structuredClone(1, null)), caught(() => structuredClone(1, {}))]),
    "a resizable buffer": () => {
      const c = structuredClone(new ArrayBuffer(2, { maxByteLength: 8 }));
      return [c.byteLength, c.resizable, c.maxByteLength];
    },
    "a deep nest": ({ caught }) => caught(() => {
      let o = {};
      for (let i = 0; i < 1000; i++) o = { o };
      return typeof structuredClone(o);
    }),
    "a channel": async ({ wait }) => {
      const { port1, port2 } = new MessageChannel(), seen = [];
      port2.onmessage = (e) => seen.push([e.type, e.data, e.ports.length, e.target === port2]);
      port1.postMessage({ a: 1 });
      port1.postMessage("two");
      await wait(5);
      return seen;
    },
    "a channel both ways": async () => {
      const { port1, port2 } = new MessageChannel();
      port2.onmessage = (e) => port2.postMessage(e.data + 1);
      return new Promise((done) => {
        port1.onmessage = (e) => done(e.data);
        port1.postMessage(1);
      });
    },
    "addEventListener needs start": async ({ wait }) => {
      const { port1, port2 } = new MessageChannel(), seen = [];
      port2.addEventListener("message", (e) => seen.push(e.data));
      port1.postMessage(1);
      await wait(3);
      const before = seen.length;
      port2.start();
      await wait(3);
      return [before, seen];
    },
    "messages are later, not now": async ({ wait }) => {
      const { port1, port2 } = new MessageChannel(), seen = [];
      port2.onmessage = () => seen.push("message");
      port1.postMessage(1);
      seen.push("now");
      Promise.resolve().then(() => seen.push("microtask"));
      await wait(5);
      return seen;
    },
    "close": async ({ wait }) => {
      const { port1, port2 } = new MessageChannel(), seen = [];
      port2.onmessage = (e) => seen.push(e.data);
      port1.postMessage(1);
      port1.close();
      port1.postMessage(2);
      await wait(5);
      return seen;
    },
    "what cannot be cloned": ({ caught }) => caught(() => new MessageChannel().port1.postMessage(() => {})),
    "with a transfer list": ({ caught }) => caught(() => {
      const b = new ArrayBuffer(3);
      new MessageChannel().port1.postMessage(b, [b]);
      return b.byteLength;
    }),
    "with a port": ({ caught }) => caught(() => {
      const { port1, port2 } = new MessageChannel();
      new MessageChannel().port1.postMessage(port1, [port1]);
      return "sent";
    }),
    "shapes": ({ caught }) => {
      const c = new MessageChannel();
      return Promise.all([Object.prototype.toString.call(c), Object.prototype.toString.call(c.port1), c.port1 instanceof EventTarget, c.port1.onmessage, Object.keys(c), caught(() => new MessagePort())]);
    },
    "without new": ({ caught }) => caught(() => MessageChannel()),
    "clones kept apart from changes": async ({ wait }) => {
      const { port1, port2 } = new MessageChannel(), seen = [], o = { a: 1 };
      port2.onmessage = (e) => seen.push(e.data.a);
      port1.postMessage(o);
      o.a = 2;
      await wait(5);
      return seen;
    },
  },
};
