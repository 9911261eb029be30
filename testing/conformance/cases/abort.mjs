import { each } from "../workers.mjs";

export const area = {
  name: "abort", title: "AbortController, AbortSignal", order: 51,
  cases: {
    "any of any is told in the order in which they were made": () => {
      const controller = new AbortController();
      const signals = [controller.signal];
      signals.push(AbortSignal.any([signals[0]]), AbortSignal.any([signals[0]]));
      signals.push(AbortSignal.any([signals[1]]), AbortSignal.any([signals[0], signals[2]]));
      let told = "";
      signals.forEach((signal, i) => signal.addEventListener("abort", () => void (told += i)));
      controller.abort();
      return told;
    },
    "abort": () => {
      const c = new AbortController(), seen = [];
      c.signal.addEventListener("abort", (e) => seen.push(e.type, e.target === c.signal, e.isTrusted, e.bubbles, e.cancelable));
      c.signal.onabort = (e) => seen.push("on", e.type);
      const before = c.signal.aborted;
      c.abort();
      c.abort("again");
      return [before, c.signal.aborted, c.signal.reason, seen];
    },
    ...each("the reason", [undefined, null, 5, "why", {}], (_, why) => {
      const c = new AbortController();
      c.abort(why);
      return c.signal.reason;
    }),
    "the reason before": () => new AbortController().signal.reason,
    "the signal is always the same": () => {
      const c = new AbortController();
      return c.signal === c.signal;
    },
    "throwIfAborted": ({ caught }) => Promise.all([caught(() => new AbortController().signal.throwIfAborted()), caught(() => AbortSignal.abort(new RangeError("mine")).throwIfAborted()), caught(() => AbortSignal.abort().throwIfAborted())]),
    ...each("AbortSignal.abort", [[], ["why"], [undefined], [null]], (_, ...args) => {
      const s = AbortSignal.abort(...args);
      return [s.aborted, s.reason];
    }),
    "AbortSignal.timeout": async ({ wait }) => {
      const s = AbortSignal.timeout(5), seen = [];
      s.onabort = (e) => seen.push(e.type);
      const before = s.aborted;
      await wait(25);
      return [before, s.aborted, s.reason, seen];
    },
    ...each("AbortSignal.timeout of", [-1, "x", NaN, Infinity, undefined, 1.5, 0], ({ caught }, ms) => caught(() => AbortSignal.timeout(ms).aborted)),
    "AbortSignal.any": () => {
      const a = new AbortController(), b = new AbortController(), any = AbortSignal.any([a.signal, b.signal]), seen = [];
      any.onabort = () => seen.push("aborted");
      b.abort("b");
      a.abort("a");
      return [any.aborted, any.reason, seen];
    },
    "AbortSignal.any of none and of an aborted one": () => [AbortSignal.any([]).aborted, AbortSignal.any([new AbortController().signal, AbortSignal.abort("x")]).reason],
    "AbortSignal.any of any": () => {
      const a = new AbortController(), any = AbortSignal.any([AbortSignal.any([a.signal])]);
      a.abort("deep");
      return [any.aborted, any.reason];
    },
    "AbortSignal.any of a generator": ({ caught }) => caught(() => AbortSignal.any((function* () {
      yield AbortSignal.abort("g");
    })()).reason),
    ...each("AbortSignal.any of what is none", [undefined, null, 5, [[5]], [[null]]], ({ caught }, list) => caught(() => AbortSignal.any(list).aborted)),
    "the order of dependents": () => {
      const a = new AbortController(), seen = [], any = AbortSignal.any([a.signal]);
      any.addEventListener("abort", () => seen.push("any", a.signal.aborted));
      a.signal.addEventListener("abort", () => seen.push("own", any.aborted));
      a.abort();
      return seen;
    },
    "cannot be made": ({ caught }) => Promise.all([caught(() => new AbortSignal())]),
    "without new": ({ caught }) => caught(() => AbortController()),
    "onabort": () => {
      const s = new AbortController().signal;
      const before = s.onabort;
      s.onabort = 5;
      const number = s.onabort;
      s.onabort = () => {};
      const set = typeof s.onabort;
      s.onabort = null;
      return [before, number, set, s.onabort];
    },
    "onabort keeps its place": () => {
      const c = new AbortController(), seen = [];
      c.signal.addEventListener("abort", () => seen.push(1));
      c.signal.onabort = () => seen.push("on");
      c.signal.addEventListener("abort", () => seen.push(2));
      c.abort();
      return seen;
    },
    "a listener that throws": ({ caught }) => caught(() => {
      const c = new AbortController(), seen = [];
      c.signal.addEventListener("abort", () => {
        throw new RangeError("mine");
      });
      c.signal.addEventListener("abort", () => seen.push(2));
      c.abort();
      return [c.signal.aborted, seen];
    }),
    "an event that a program sends does not abort": () => {
      const c = new AbortController();
      c.signal.dispatchEvent(new Event("abort"));
      return c.signal.aborted;
    },
    "fetch with an aborted signal": ({ caught, origin }) => Promise.all([caught(() => fetch(`${origin}/tell`, { signal: AbortSignal.abort() })), caught(() => fetch(`${origin}/tell`, { signal: AbortSignal.abort(new RangeError("mine")) })), caught(() => fetch(`${origin}/tell`, { signal: AbortSignal.abort("text") }))]),
    "fetch aborted while it waits": async ({ caught, origin }) => {
      const c = new AbortController();
      const answer = caught(() => fetch(`${origin}/never`, { signal: c.signal }));
      setTimeout(() => c.abort(new RangeError("mine")), 20);
      return answer;
    },
    "fetch with a time-out": ({ caught, origin }) => caught(() => fetch(`${origin}/never`, { signal: AbortSignal.timeout(20) })),
    "fetch aborted while its body comes": async ({ caught, origin }) => {
      const c = new AbortController(), answer = await fetch(`${origin}/drip?n=100`, { signal: c.signal }), reader = answer.body.getReader();
      await reader.read();
      c.abort();
      return caught(async () => {
        for (;;) if ((await reader.read()).done) return "done";
      });
    },
    "fetch with a request's signal": async ({ caught, origin }) => {
      const c = new AbortController(), r = new Request(`${origin}/tell`, { signal: c.signal });
      c.abort("why");
      return caught(() => fetch(r));
    },
    "the signal outlives an answer": async ({ caught, origin }) => {
      const c = new AbortController(), answer = await fetch(`${origin}/status?code=200`, { signal: c.signal });
      const text = await answer.text();
      c.abort();
      return [text, await caught(() => answer.text())];
    },
    "scheduler.wait with a signal": async ({ caught }) => {
      const c = new AbortController(), waiting = caught(() => scheduler.wait(10000, { signal: c.signal }));
      c.abort("why");
      return [await waiting, await caught(() => scheduler.wait(1, { signal: AbortSignal.abort("early") }))];
    },
    "tags, keys, illegal this": ({ caught }) => Promise.all([Object.prototype.toString.call(new AbortController()), Object.prototype.toString.call(AbortSignal.abort()), Object.keys(new AbortController()), caught(() => AbortController.prototype.abort.call({})), caught(() => AbortSignal.prototype.throwIfAborted.call({}))]),
    "structuredClone of a signal": ({ caught }) => caught(() => structuredClone(AbortSignal.abort())),
    "many dependents": () => {
      const c = new AbortController();
      const all = Array.from({ length: 1000 }, () => AbortSignal.any([c.signal]));
      c.abort();
      return all.every((s) => s.aborted);
    },
  },
};
