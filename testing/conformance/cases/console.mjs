import { each } from "../workers.mjs";

const values = [
  () => "text", () => 5, () => -0, () => NaN, () => Infinity, () => true, () => null, () => undefined, () => 5n, () => Symbol("s"), () => function named() {}, () => () => {}, () => class Mine {}, () => ({ a: 1, b: { c: [1, 2] } }),
  () => [1, "two", null, undefined], () => new Date(0), () => /x/g, () => new Map([["k", 1]]), () => new Set([1]), () => new Uint8Array([1, 2]), () => new ArrayBuffer(2), () => new URL("http://a/b"), () => new Headers({ a: "b" }),
  () => Promise.resolve(1), () => Object.create(null), () => new (class Mine {
    x = 1;
  })(), () => ({ toJSON: () => "json" }), () => ({ toString: () => "mine" }), () => Object("boxed"), () => new WeakMap(), () => new Proxy({ a: 1 }, {}), () => ({ f() {}, u: undefined, n: NaN, d: new Date(0) }), () => "multi\nline", () => "\ud800", () => globalThis === self,
];

export const area = {
  name: "console", title: "console, as the tail sees it", order: 62,
  cases: {
    ...each("logs", values.map((v) => [v]), (_, make) => console.log(make()), { logs: true }),
    ...each("level", ["debug", "log", "info", "warn", "error", "trace", "dir", "dirxml", "table", "group", "groupCollapsed", "groupEnd", "clear", "profile", "profileEnd", "timeStamp"], (_, level) => console[level]("said", 1), { logs: true }),
    "several arguments": { logs: true, run: () => console.log("a", 1, null, { b: [2] }, undefined) },
    "no argument": { logs: true, run: () => console.log() },
    "formats": { logs: true, run: () => console.log("%s is %d %i %f %o %O %j %% %c!", "x", 5.5, 5.5, 5.5, { a: 1 }, { b: 2 }, { c: 3 }, "css", "rest") },
    "an error": { logs: true, run: () => console.log(Object.assign(new RangeError("mine"), { stack: "RangeError: mine\n    at nowhere" })) },
    "a loop": { logs: true, run: () => {
      const o = { a: 1 };
      o.self = o;
      console.log(o);
    } },
    "a getter that throws": { logs: true, run: () => console.log({ get a() {
      throw new Error("mine");
    } }) },
    "toString that throws": { logs: true, run: () => console.log(new (class {
      toString() {
        throw new Error("mine");
      }
    })()) },
    "in order, with levels": { logs: true, run: async ({ wait }) => {
      console.log(1);
      console.warn(2);
      await wait(2);
      console.error(3);
    } },
    "count and countReset": { logs: true, run: () => {
      console.count();
      console.count("x");
      console.count("x");
      console.countReset("x");
      console.count("x");
    } },
    "assert": { logs: true, run: () => {
      console.assert(true, "no");
      console.assert(false, "yes", 1);
      console.assert(false);
    } },
    "time and timeEnd of nothing": { logs: true, run: () => {
      console.timeEnd("none");
      console.timeLog("none");
    } },
    "what they give back": () => [console.log("x"), console.count(), console.assert(false)],
    "bound or alone": { logs: true, run: () => {
      const { log } = console;
      log("alone");
      [1].forEach(console.log);
    } },
    "its shape": () => [Object.prototype.toString.call(console), typeof console.log, Object.keys(console).length > 10, console.log.name],
    "it can be replaced": { logs: true, run: () => {
      const { log } = console;
      console.log = () => {};
      console.log("not seen");
      console.log = log;
      console.log("seen");
    } },
    "a long line": { logs: true, run: () => console.log("x".repeat(5000)) },
    "many lines": { logs: true, run: () => {
      for (let i = 0; i < 100; i++) console.log(i);
    } },
  },
};
