import { each } from "../workers.mjs";

const of = (...chunks) => new ReadableStream({ pull: (c) => chunks.length ? c.enqueue(chunks.shift()) : c.close() });
const into = (seen) => new WritableStream({ write: (chunk) => void seen.push(chunk), close: () => void seen.push("closed"), abort: (why) => void seen.push(["aborted", why]) });
const broken = (error) => new ReadableStream({ start: (c) => c.error(error) });

export const area = {
  name: "pipe", title: "Pipes", order: 23,
  prelude: `const of = ${of}; const into = ${into}; const broken = ${broken};`,
  cases: {
    "from a broken source into one that is breaking": async ({ caught }) => {
      const w = new WritableStream({ start: (c) => c.error(new RangeError("theirs")) });
      return [await caught(() => broken(new RangeError("mine")).pipeTo(w)), await caught(() => w.getWriter().closed)];
    },
    "a source that ends waits for the write, with preventClose": async ({ wait }) => {
      let release, over = false;
      const s = new ReadableStream({ start(c) {
        c.enqueue("a");
        c.close();
      } });
      const w = new WritableStream({ start() {}, write: () => new Promise((done) => void (release = done)) });
      const piped = s.pipeTo(w, { preventClose: true }).then(() => void (over = true));
      await wait(5);
      const before = over;
      release();
      await piped;
      return [before, over];
    },
    "pipeThrough looks at the readable first": ({ caught }) => {
      let asked = false;
      return caught(() => of().pipeThrough({ readable: null, get writable() {
        asked = true;
        return new WritableStream();
      } })).then((error) => [error, asked]);
    },
    "pipeTo": async () => {
      const seen = [], s = of(1, 2);
      return [await s.pipeTo(into(seen)), seen, s.locked];
    },
    "pipeTo locks both": async () => {
      const s = new ReadableStream({}), w = new WritableStream();
      s.pipeTo(w).catch(() => {});
      return [s.locked, w.locked];
    },
    "pipeTo with preventClose": async () => {
      const seen = [], w = into(seen);
      await of(1).pipeTo(w, { preventClose: true });
      await of(2).pipeTo(w);
      return [seen, w.locked];
    },
    "an error of the source aborts": async ({ caught }) => {
      const seen = [];
      return [await caught(() => broken(new RangeError("mine")).pipeTo(into(seen))), seen];
    },
    "an error of the source with preventAbort": async ({ caught }) => {
      const seen = [], w = into(seen);
      return [await caught(() => broken(new RangeError("mine")).pipeTo(w, { preventAbort: true })), seen, w.locked, await caught(() => w.close())];
    },
    "an error of the destination cancels": async ({ caught }) => {
      const seen = [];
      const s = new ReadableStream({ pull: (c) => c.enqueue(1), cancel: (why) => void seen.push(why) });
      return [await caught(() => s.pipeTo(new WritableStream({ write() {
        throw new RangeError("mine");
      } }))), seen];
    },
    "an error of the destination with preventCancel": async ({ caught }) => {
      const seen = [];
      const s = new ReadableStream({ pull: (c) => c.enqueue(1), cancel: (why) => void seen.push(why) });
      return [await caught(() => s.pipeTo(new WritableStream({ write() {
        throw new RangeError("mine");
      } }), { preventCancel: true })), seen, s.locked];
    },
    "a closed destination": async ({ caught }) => {
      const seen = [], w = new WritableStream();
      await w.close();
      const s = new ReadableStream({ pull: (c) => c.enqueue(1), cancel: (why) => void seen.push(why?.name) });
      return [await caught(() => s.pipeTo(w)), seen];
    },
    "a signal": async ({ caught, wait }) => {
      const seen = [], a = new AbortController();
      const s = new ReadableStream({ pull: async (c) => {
        await wait(1);
        c.enqueue(1);
      }, cancel: (why) => void seen.push(["cancelled", why]) });
      const piping = caught(() => s.pipeTo(new WritableStream({ abort: (why) => void seen.push(["aborted", why]) }), { signal: a.signal }));
      await wait(3);
      a.abort(new RangeError("mine"));
      return [await piping, seen];
    },
    "a signal that was given": async ({ caught }) => {
      const seen = [];
      return [await caught(() => of(1).pipeTo(into(seen), { signal: AbortSignal.abort() })), seen];
    },
    "a signal and nothing touched": async ({ caught }) => {
      const s = of(1), seen = [], w = into(seen);
      return [await caught(() => s.pipeTo(w, { signal: AbortSignal.abort("why"), preventAbort: true, preventCancel: true })), s.locked, w.locked, seen];
    },
    ...each("pipeTo of", [undefined, null, {}, 5], ({ caught }, to) => caught(() => new ReadableStream().pipeTo(to))),
    ...each("options of pipeTo", [{ signal: {} }, 5, null, { preventClose: "yes" }], ({ caught }, o) => caught(() => of(1).pipeTo(new WritableStream(), o))),
    "pipeTo of a locked one": async ({ caught }) => {
      const s = of(1), w = new WritableStream();
      s.getReader();
      w.getWriter();
      return [await caught(() => s.pipeTo(new WritableStream())), await caught(() => of(1).pipeTo(w))];
    },
    "pipeThrough": ({ collect }) => collect(of(1, 2).pipeThrough(new TransformStream({ transform: (x, c) => c.enqueue(x * 10) }))),
    "pipeThrough gives the readable": () => {
      const t = new TransformStream();
      return of(1).pipeThrough(t) === t.readable;
    },
    "pipeThrough of any pair": ({ collect }) => {
      const { readable, writable } = new TransformStream();
      return collect(of(1).pipeThrough({ readable, writable }));
    },
    ...each("pipeThrough of", [undefined, null, {}, 5, { readable: {} }], ({ caught }, pair) => caught(() => typeof new ReadableStream().pipeThrough(pair))),
    "pipeThrough of a locked one": ({ caught }) => {
      const s = of(1);
      s.getReader();
      return caught(() => s.pipeThrough(new TransformStream()));
    },
    "an error runs through": ({ caught, collect }) => caught(() => collect(broken(new RangeError("mine")).pipeThrough(new TransformStream()))),
    "a cancel runs back": async ({ wait }) => {
      const seen = [];
      const s = new ReadableStream({ pull: (c) => c.enqueue(1), cancel: (why) => void seen.push(why) }).pipeThrough(new TransformStream());
      await s.cancel("why");
      await wait(1);
      return seen;
    },
    "three transforms": ({ collect }) => {
      const add = (n) => new TransformStream({ transform: (x, c) => c.enqueue(x + n) });
      return collect(of(1, 2).pipeThrough(add(1)).pipeThrough(add(10)).pipeThrough(add(100)));
    },
    "back-pressure through a transform": async ({ wait }) => {
      let pulled = 0;
      const s = new ReadableStream({ pull: (c) => c.enqueue(pulled++) }, { highWaterMark: 0 }).pipeThrough(new TransformStream());
      await wait(3);
      const before = pulled, r = s.getReader();
      await r.read();
      await wait(3);
      return [before < 4, pulled - before < 4];
    },
    "a body into an identity": async ({ textOf }) => {
      const { readable, writable } = new IdentityTransformStream();
      new Response("through").body.pipeTo(writable);
      return textOf(readable);
    },
    "a body into a fixed length": async ({ textOf, caught }) => [
      await textOf(new Response("12345").body.pipeThrough(new FixedLengthStream(5))), await caught(() => textOf(new Response("12345").body.pipeThrough(new FixedLengthStream(4)))),
      await caught(() => textOf(new Response("12345").body.pipeThrough(new FixedLengthStream(6)))),
    ],
    "bytes of JavaScript into an identity": async ({ textOf }) => textOf(of(new TextEncoder().encode("js "), new TextEncoder().encode("bytes")).pipeThrough(new IdentityTransformStream())),
    "text of JavaScript into an identity": ({ textOf, caught }) => caught(() => textOf(of("js").pipeThrough(new IdentityTransformStream()))),
    "an identity into JavaScript": async ({ ctx }) => {
      const seen = [], { readable, writable } = new IdentityTransformStream(), w = writable.getWriter();
      ctx.waitUntil(w.write(new Uint8Array([1, 2])).then(() => w.close()));
      await readable.pipeTo(new WritableStream({ write: (chunk) => void seen.push(chunk) }));
      return seen;
    },
    "a request's body into an answer by pipeTo": {
      answers: true, send: { method: "POST", body: "piped ".repeat(20000) },
      run: ({ request, ctx }) => {
        const { readable, writable } = new TransformStream();
        ctx.waitUntil(request.body.pipeTo(writable));
        return new Response(readable);
      },
    },
    "an unread pipe does not hold the answer": {
      answers: true,
      run: ({ ctx }) => {
        const { writable } = new TransformStream();
        ctx.waitUntil(Promise.race([of(new Uint8Array(1)).pipeTo(writable), new Promise((done) => setTimeout(done, 5))]));
        return new Response("answered");
      },
    },
  },
};
