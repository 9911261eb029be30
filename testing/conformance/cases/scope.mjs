import { each } from "../workers.mjs";

export const area = {
  name: "scope", title: "Timers, microtasks, errors, time, navigator, performance", order: 53,
  cases: {
    "what a microtask throws is an error event": async ({ wait }) => {
      const seen = [];
      const listen = (event) => void seen.push(event.type, `${event.error}`);
      addEventListener("error", listen);
      queueMicrotask(() => {
        throw new RangeError("mine");
      });
      await wait(5);
      removeEventListener("error", listen);
      return seen;
    },
    "timers in order": async ({ wait }) => {
      const seen = [];
      setTimeout(() => seen.push("b"), 10);
      setTimeout(() => seen.push("a"), 1);
      setTimeout(() => seen.push("0"));
      await wait(30);
      return seen;
    },
    "timers of one time in order": async ({ wait }) => {
      const seen = [];
      for (let i = 0; i < 5; i++) setTimeout(() => seen.push(i), 3);
      await wait(15);
      return seen;
    },
    "arguments of a timer": async ({ wait }) => {
      let got;
      setTimeout((...args) => void (got = args), 1, 1, "two", null);
      await wait(5);
      return got;
    },
    "this of a timer": async ({ wait }) => {
      let that;
      setTimeout(function () {
        that = this === globalThis || this === undefined;
      }, 0);
      await wait(5);
      return that;
    },
    "clearTimeout": async ({ wait }) => {
      const seen = [], id = setTimeout(() => seen.push(1), 1);
      clearTimeout(id);
      clearTimeout(id);
      await wait(5);
      return [seen, typeof id];
    },
    ...each("clearTimeout of", [undefined, null, "x", 99999, -1, {}], ({ caught }, id) => caught(() => clearTimeout(id))),
    "setInterval": async ({ wait }) => {
      let n = 0;
      const id = setInterval(() => {
        if (++n === 3) clearInterval(id);
      }, 2);
      await wait(40);
      return n;
    },
    ...each("setTimeout of", [undefined, null, "code", 5, {}], ({ caught }, f) => caught(() => typeof setTimeout(f, 1))),
    ...each("a delay of", [-5, "3", NaN, Infinity, null, {}, 2 ** 40], ({ caught }, ms) => caught(() => {
      const id = setTimeout(() => {}, ms);
      clearTimeout(id);
      return typeof id;
    })),
    "setImmediate": async ({ wait }) => {
      const seen = [];
      const id = setImmediate((x) => seen.push(x), 7);
      clearImmediate(setImmediate(() => seen.push("no")));
      await wait(5);
      return [seen, typeof id];
    },
    "microtasks before timers": async ({ wait }) => {
      const seen = [];
      setTimeout(() => seen.push("timer"), 0);
      queueMicrotask(() => seen.push("micro"));
      Promise.resolve().then(() => seen.push("then"));
      seen.push("sync");
      await wait(5);
      return seen;
    },
    "microtasks run between timers": async ({ wait }) => {
      const seen = [];
      setTimeout(() => {
        seen.push("t1");
        Promise.resolve().then(() => seen.push("m1"));
      }, 1);
      setTimeout(() => seen.push("t2"), 1);
      await wait(10);
      return seen;
    },
    ...each("queueMicrotask of", [undefined, null, 5, "x"], ({ caught }, f) => caught(() => queueMicrotask(f))),
    "a timer that throws": async ({ wait }) => {
      const seen = [];
      setTimeout(() => {
        throw new RangeError("mine");
      }, 1);
      setTimeout(() => seen.push("next"), 3);
      await wait(10);
      return seen;
    },
    "a microtask that throws": async ({ wait }) => {
      const seen = [];
      queueMicrotask(() => {
        throw new RangeError("mine");
      });
      queueMicrotask(() => seen.push("next"));
      await wait(3);
      return seen;
    },
    "reportError": async ({ caught }) => {
      const seen = [], f = (e) => (seen.push([e.type, e.message, e.error, e instanceof ErrorEvent]), e.preventDefault());
      addEventListener("error", f);
      const said = await caught(() => reportError(new RangeError("mine")));
      await caught(() => reportError("text"));
      removeEventListener("error", f);
      return [said, seen];
    },
    "reportError without an argument": ({ caught }) => caught(() => reportError()),
    "a timer's error reaches the error event": async ({ wait }) => {
      const seen = [], f = (e) => (seen.push(e.message), e.preventDefault());
      addEventListener("error", f);
      setTimeout(() => {
        throw new RangeError("mine");
      }, 1);
      await wait(8);
      removeEventListener("error", f);
      return seen;
    },
    "an unhandled rejection": async ({ wait }) => {
      const seen = [], f = (e) => seen.push([e.type, e.reason, e.promise instanceof Promise, e.cancelable]);
      addEventListener("unhandledrejection", f);
      Promise.reject(new RangeError("mine"));
      await wait(5);
      removeEventListener("unhandledrejection", f);
      return seen;
    },
    "a rejection handled in time is none": async ({ wait }) => {
      const seen = [], f = (e) => seen.push(e.type);
      addEventListener("unhandledrejection", f);
      const p = Promise.reject(new RangeError("mine"));
      p.catch(() => {});
      await wait(5);
      removeEventListener("unhandledrejection", f);
      return seen;
    },
    "a rejection handled late": async ({ wait }) => {
      const seen = [], f = (e) => seen.push(e.type);
      addEventListener("unhandledrejection", f);
      addEventListener("rejectionhandled", f);
      const p = Promise.reject(new RangeError("mine"));
      await wait(5);
      p.catch(() => {});
      await wait(5);
      removeEventListener("unhandledrejection", f);
      removeEventListener("rejectionhandled", f);
      return seen;
    },
    "Date stands still": () => {
      const a = Date.now(), p = performance.now();
      for (let i = 0, x = 0; i < 3e6; i++) x += i;
      return [Date.now() === a, performance.now() === p, new Date().getTime() === a];
    },
    "Date moves with I/O": async ({ origin }) => {
      const a = Date.now();
      await (await fetch(`${origin}/slow?ms=30`)).text();
      return Date.now() - a >= 20;
    },
    "Date moves with timers": async ({ wait }) => {
      const a = Date.now();
      await wait(20);
      return Date.now() - a >= 15;
    },
    "Date is near the real time": () => Math.abs(Date.now() - new Date().getTime()) < 5 && Date.now() > 1.7e12,
    "performance": () => [typeof performance.now(), performance.timeOrigin, typeof performance.toJSON, performance.now() === Math.round(performance.now())],
    "performance.toJSON": ({ caught }) => caught(() => Object.keys(performance.toJSON())),
    ...each("performance has", ["mark", "measure", "getEntries", "clearMarks", "eventLoopUtilization", "timerify"], (_, name) => typeof performance[name]),
    "scheduler.wait": async () => [await scheduler.wait(1), typeof scheduler.postTask],
    ...each("scheduler.wait of", [undefined, "x", -1, null], ({ caught }, ms) => caught(() => scheduler.wait(ms))),
    "navigator": () => [navigator.userAgent, navigator.language, navigator.languages, navigator.hardwareConcurrency, navigator.platform, typeof navigator.sendBeacon, Object.prototype.toString.call(navigator)],
    "navigator cannot be made": ({ caught }) => caught(() => new Navigator()),
    "globals that are not there": () => ["window", "document", "XMLHttpRequest", "localStorage", "importScripts", "Worker", "indexedDB", "require", "module", "__dirname", "SharedWorker", "BroadcastChannel", "WebTransport", "alert"].filter((n) => n in globalThis),
    "eval and Function": ({ caught }) => Promise.all([caught(() => (0, eval)("1+1")), caught(() => new Function("return 1")()), caught(() => new (async () => {}).constructor("return 1"))]),
    "WebAssembly from bytes": ({ caught }) => Promise.all([caught(() => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))), caught(() => WebAssembly.instantiate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))), caught(() => WebAssembly.compile(new Uint8Array(8)))]),
    "globalThis is open": () => {
      globalThis.mine = 1;
      return [mine, delete globalThis.mine, typeof mine];
    },
    "strict by default": () => (function () {
      return this === undefined;
    })(),
    "origin and self": () => [globalThis.origin, self === globalThis, typeof self.fetch],
    "Intl and time zones": () => [new Intl.NumberFormat("de").format(1234.5), new Date(0).toLocaleString("en", { timeZone: "Asia/Tokyo" }), Intl.DateTimeFormat().resolvedOptions().timeZone, Intl.DateTimeFormat().resolvedOptions().locale, "ﬃ".normalize("NFKC"), "I".toLocaleLowerCase("tr")],
    "new Date in local time": () => [new Date(0).getTimezoneOffset(), `${new Date(0)}`, new Date(2020, 6, 1).toISOString()],
    "Error.captureStackTrace and stackTraceLimit": () => {
      const o = {};
      Error.captureStackTrace(o);
      return [typeof o.stack, Error.stackTraceLimit];
    },
    "a stack names its function": () => {
      function inner() {
        return new Error("m").stack.split("\n").slice(0, 2).map((l) => l.replace(/\(.*\)/, "()"));
      }
      return inner();
    },
    "Math.random is random": () => new Set(Array.from({ length: 50 }, () => Math.random())).size > 45,
    "FinalizationRegistry and WeakRef": () => [typeof FinalizationRegistry, typeof new WeakRef({}).deref()],
    "SharedArrayBuffer": () => typeof SharedArrayBuffer,
    "top-level names": ({ caught }) => caught(() => typeof undefinedName),
  },
};
