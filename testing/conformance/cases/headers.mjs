import { each } from "../workers.mjs";

export const area = {
  name: "headers", title: "Headers", order: 10,
  cases: {
    ...each("made from", [
      [{}], [{ a: "1", B: "2" }], [[["a", "1"], ["A", "2"]]], [[]], [null], [undefined], [[["a"]]], [[["a", "1", "2"]]], [["ab"]], ["text"], [5], [[["", "x"]]], [{ "a b": "1" }],
      [{ "ä": "1" }], [{ a: "ä" }], [{ a: "☃" }], [{ a: " x\t " }], [{ a: "x\ny" }], [{ a: "x\u0000y" }], [{ a: null }], [{ a: { b: 1 } }], [{ "a:": "1" }], [{ "(": "1" }], [{ a: "" }],
      [{ a: "\u00ff\u0080" }], [{ a: "x\r\ny" }], [{ a: ["1", "2"] }], [{ "!#$%&'*+-.^_`|~": "1" }],
    ], ({ caught }, init) => caught(() => [...new Headers(init)])),
    "made from a Map, a Headers and a generator": () => {
      function* pairs() {
        yield ["x", "1"];
        yield ["y", "2"];
      }
      return [[...new Headers(new Map([["m", "1"]]))], [...new Headers(new Headers({ h: "2" }))], [...new Headers(pairs())]];
    },
    "sorted and joined when iterated": () => {
      const h = new Headers({ b: "2", A: "1" });
      h.append("b", "3");
      h.append("C", "");
      return [[...h], [...h.keys()], [...h.values()], [...h.entries()]];
    },
    "set-cookie stays apart": () => {
      const h = new Headers([["set-cookie", "a=1"], ["Set-Cookie", "b=2, c"], ["x", "y"]]);
      return [[...h], h.get("set-cookie"), h.getSetCookie(), h.getAll("Set-Cookie")];
    },
    "getAll is for set-cookie only": ({ caught }) => caught(() => new Headers({ a: "1" }).getAll("a")),
    "getSetCookie of nothing": () => new Headers().getSetCookie(),
    "set replaces, append joins": () => {
      const h = new Headers({ a: "1" });
      h.append("A", "2");
      const joined = h.get("a");
      h.set("a", "3");
      return [joined, h.get("a"), h.has("A"), h.get("none"), h.has("none")];
    },
    "set replaces every cookie": () => {
      const h = new Headers([["set-cookie", "a"], ["set-cookie", "b"]]);
      h.set("set-cookie", "c");
      return h.getSetCookie();
    },
    "delete, and delete of what is not there": () => {
      const h = new Headers({ a: "1" });
      return [h.delete("A"), h.delete("zz"), [...h]];
    },
    ...each("refuses a name", ["", "a b", "a\n", "é", "a(", "@", "a\u0000", "[x]"], ({ caught }, name) => Promise.all([
      caught(() => new Headers().get(name)), caught(() => new Headers().has(name)), caught(() => new Headers().set(name, "v")),
      caught(() => new Headers().append(name, "v")), caught(() => new Headers().delete(name)),
    ])),
    ...each("refuses or trims a value", ["a\nb", "a\rb", "a\u0000", "\n a \n", "\t", "a\u0001b", "\u007f", "\ud800"], ({ caught }, value) => Promise.all([
      caught(() => {
        const h = new Headers();
        h.set("x", value);
        return h.get("x");
      }),
      caught(() => {
        const h = new Headers();
        h.append("x", value);
        return h.get("x");
      }),
    ])),
    "a value that is no text becomes one": () => {
      const h = new Headers();
      h.set("a", 1);
      h.set("b", true);
      h.set("c", undefined);
      h.set("d", [1, 2]);
      return [...h];
    },
    "a symbol is no value": ({ caught }) => caught(() => new Headers().set("a", Symbol("x"))),
    "missing arguments": ({ caught }) => Promise.all(["get", "has", "set", "append", "delete", "getAll"].map((m) => caught(() => new Headers()[m]()))),
    "one argument to set": ({ caught }) => caught(() => new Headers().set("a")),
    "forEach hands value, name and headers, and its this": () => {
      const seen = [], h = new Headers({ b: "2", a: "1" }), that = {};
      h.forEach(function (value, name, all) {
        seen.push([value, name, all === h, this === that]);
      }, that);
      return seen;
    },
    "forEach wants a function": ({ caught }) => caught(() => new Headers({ a: "1" }).forEach({})),
    "forEach lets an error through": ({ caught }) => caught(() => new Headers({ a: "1" }).forEach(() => {
      throw new RangeError("mine");
    })),
    "changes while iterating": () => {
      const h = new Headers({ a: "1", c: "3" }), seen = [];
      for (const [name] of h) {
        seen.push(name);
        if (seen.length < 5) h.append(`b${seen.length}`, "x");
      }
      return seen;
    },
    "the iterator's shape": () => {
      const it = new Headers({ a: "1" }).entries();
      return [Object.prototype.toString.call(it), typeof it[Symbol.iterator], it[Symbol.iterator]() === it, it.next(), it.next(), it.next()];
    },
    "entries is the iterator": () => [Headers.prototype[Symbol.iterator] === Headers.prototype.entries, Headers.prototype[Symbol.iterator].name],
    "illegal this": ({ caught }) => Promise.all([caught(() => Headers.prototype.get.call({}, "a")), caught(() => Headers.prototype.set.call(null, "a", "b"))]),
    "without new": ({ caught }) => caught(() => Headers()),
    "tag, keys and text": () => [Object.prototype.toString.call(new Headers()), Object.keys(new Headers({ a: "1" })), `${new Headers()}`, JSON.stringify(new Headers({ a: "1" }))],
    "a request's headers cannot be changed": ({ caught, request }) => Promise.all([
      caught(() => request.headers.set("a", "b")), caught(() => request.headers.append("a", "b")), caught(() => request.headers.delete("x-case")), caught(() => request.headers.set("a b", "c")),
    ]),
    "a copy of a request's headers can": ({ request }) => {
      const h = new Headers(request.headers);
      h.set("x-mine", "1");
      return [h.get("x-mine"), new Request(request).headers.get("x-case") !== null, (() => {
        const r = new Request(request);
        r.headers.set("x-mine", "2");
        return r.headers.get("x-mine");
      })()];
    },
    "a request's headers as they came": {
      send: { headers: { "X-Mixed-Case": "A", "x-list": ["1", "2"], cookie: "a=1; b=2", "x-empty": "", "x-latin": "\u00e4" } },
      run: ({ request }) => ["x-mixed-case", "X-LIST", "cookie", "x-empty", "x-latin", "accept"].map((n) => request.headers.get(n)),
    },
    "an answer's headers": {
      answers: true,
      run: () => new Response("x", { headers: [["X-Two", "1"], ["x-two", "2"], ["Set-Cookie", "a=1; Path=/"], ["set-cookie", "b=2"], ["x-latin", "\u00e4"], ["X-Empty", ""]] }),
    },
    "an answer with many headers": {
      answers: true,
      run: () => new Response("x", { headers: Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`x-h-${String(i).padStart(2, "0")}`, "v".repeat(i)])) }),
    },
    "content-type of an answer by its body": {
      run: () => [
        new Response("t"), new Response(new Blob(["b"], { type: "a/b" })), new Response(new Blob(["b"])), new Response(new URLSearchParams("a=1")), new Response(new Uint8Array(1)),
        new Response(new ReadableStream()), new Response(null), new Response("t", { headers: { "content-type": "x/y" } }), Response.json({}),
      ].map((r) => r.headers.get("content-type")),
    },
    "a very long value": () => new Headers({ a: "x".repeat(100000) }).get("a").length,
    "names are lower case, also odd ones": () => [...new Headers({ "X-ABC_d": "1", "ETag": "2" }).keys()],
    "inherits nothing odd": () => [Object.getPrototypeOf(Headers.prototype) === Object.prototype, "constructor" in new Headers(), new Headers() instanceof Headers],
    "a subclass": () => {
      class Mine extends Headers {
        get(name) {
          return `mine ${super.get(name)}`;
        }
      }
      const h = new Mine({ a: "1" });
      return [h.get("a"), h instanceof Mine, [...h], new Response("", { headers: h }).headers.get("a")];
    },
    "a record's getter runs once and in order": () => {
      const seen = [];
      const init = { get b() {
        seen.push("b");
        return "1";
      }, get a() {
        seen.push("a");
        return "2";
      } };
      return [[...new Headers(init)], seen];
    },
    "an iterator that throws": ({ caught }) => caught(() => new Headers({ [Symbol.iterator]() {
      throw new RangeError("mine");
    } })),
    "symbols in a record": ({ caught }) => caught(() => [...new Headers({ [Symbol("s")]: "1", a: "2" })]),
  },
};
