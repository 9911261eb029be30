import { each } from "../workers.mjs";

export const area = {
  name: "params", title: "URLSearchParams", order: 41,
  cases: {
    "an iterator goes on in what the URL holds now": () => {
      const url = new URL("http://a/?a=1&b=2&c=3&d=4"), seen = [];
      for (const pair of url.searchParams) {
        url.search = "x=1&y=2&z=3";
        seen.push(pair);
      }
      return seen;
    },
    ...each("parses", ["", "?", "a", "a=", "=b", "=", "&", "a=b&c=d", "?a=b", "??a=b", "a=b&a=c", "a=b=c", "a+b=c+d", "a%20b=%26", "%=%zz", "a=%C3%BC", "a=%ff", "a=ü", "a&&b", "#a=b", "a=\u0000", "a%3Db=c", "é=☃&𝒳=1", "a=b;c=d", "%EF%BB%BFa=1", "a=%ED%A0%80"],
      (_, text) => {
        const p = new URLSearchParams(text);
        return [[...p], `${p}`, p.size];
      }),
    ...each("made of", [[[["a", "b"], ["a", "c"]]], [{ a: "1", b: 2 }], [[]], [{}], [null], [undefined], [5], [[["a"]]], [[["a", "b", "c"]]], [["ab"]], [true], [{ a: ["1", "2"] }], [{ a: null, b: undefined }]],
      ({ caught }, init) => caught(() => [...new URLSearchParams(init)])),
    "made of nothing, another, a Map, a generator, a FormData": () => {
      const form = new FormData();
      form.append("f", "1");
      return [[...new URLSearchParams()], [...new URLSearchParams(new URLSearchParams("a=1"))], [...new URLSearchParams(new Map([["m", 1]]))], [...new URLSearchParams((function* () {
        yield ["g", "1"];
      })())], [...new URLSearchParams(form)]];
    },
    "made of another is a copy": () => {
      const a = new URLSearchParams("x=1"), b = new URLSearchParams(a);
      b.set("x", "2");
      return [`${a}`, `${b}`];
    },
    "serialises": () => `${new URLSearchParams([["a b", "c&d"], ["ü", "~*-._!'()"], ["", ""], ["=", "+"], ["\n", "\r\n"], ["\ud800", "\u{10ffff}"]])}`,
    "append, get, getAll, has, set, delete": () => {
      const p = new URLSearchParams("a=1&b=2&a=3");
      p.append("c", 4);
      const before = [p.get("a"), p.getAll("a"), p.has("c"), p.get("none"), p.getAll("none"), p.has("none")];
      p.set("a", "x");
      p.delete("b");
      p.set("new", "y");
      return [...before, `${p}`];
    },
    "has and delete with a value": () => {
      const p = new URLSearchParams("a=1&a=2&b=3");
      const had = [p.has("a", "2"), p.has("a", "3"), p.has("a", undefined)];
      p.delete("a", "1");
      const left = `${p}`;
      p.delete("a", undefined);
      return [...had, left, `${p}`];
    },
    "has with null as the value": () => [new URLSearchParams("a=null").has("a", null), new URLSearchParams("a=1").has("a", null)],
    "sort is stable and by code units": () => {
      const p = new URLSearchParams("z=1&a=2&z=0&ﬃ=3&🌈=4&a=1&=5&A=6");
      p.sort();
      return [...p];
    },
    "forEach": () => {
      const seen = [], that = {}, p = new URLSearchParams("a=1&b=2");
      p.forEach(function (value, name, all) {
        seen.push([value, name, all === p, this === that]);
      }, that);
      return seen;
    },
    "forEach wants a function": ({ caught }) => Promise.all([caught(() => new URLSearchParams("a=1").forEach()), caught(() => new URLSearchParams("a=1").forEach("x"))]),
    "iterators": () => {
      const p = new URLSearchParams("a=1&b=2");
      return [[...p.keys()], [...p.values()], [...p.entries()], Object.prototype.toString.call(p.keys()), Object.prototype.toString.call(p.entries())];
    },
    "changes while iterating": () => {
      const p = new URLSearchParams("a=1&b=2&c=3"), seen = [];
      for (const [name] of p) {
        seen.push(name);
        p.delete(name);
      }
      return [seen, `${p}`];
    },
    "grows while iterating": () => {
      const p = new URLSearchParams("a=1"), seen = [];
      for (const [name] of p) {
        seen.push(name);
        if (seen.length < 4) p.append(`n${seen.length}`, "");
      }
      return seen;
    },
    "missing arguments": ({ caught }) => Promise.all(["append", "set", "get", "getAll", "has", "delete"].map((m) => caught(() => new URLSearchParams("a=1")[m]()))),
    "one argument to append and set": ({ caught }) => Promise.all([caught(() => new URLSearchParams().append("a")), caught(() => new URLSearchParams().set("a"))]),
    "values become text": () => {
      const p = new URLSearchParams();
      p.append("n", null);
      p.append("u", undefined);
      p.append("o", {});
      p.append("l", [1, 2]);
      p.append(5, true);
      return `${p}`;
    },
    "size": () => [new URLSearchParams("a&b&a").size, Object.getOwnPropertyDescriptor(URLSearchParams.prototype, "size").set === undefined],
    "a record with surrogates and symbols": ({ caught }) => Promise.all([caught(() => `${new URLSearchParams({ "\ud800": "x" })}`), caught(() => `${new URLSearchParams({ [Symbol("x")]: 1, a: 2 })}`)]),
    "a record's names that meet after conversion": () => [...new URLSearchParams({ "\ud800": "1", "\ufffd": "2" })],
    "an inner sequence that is no array": () => [...new URLSearchParams([new Set(["a", "b"]), new Map([["k", "v"]]).keys ? ["c", "d"] : []])],
    "tag, text, JSON, keys": () => {
      const p = new URLSearchParams("a=1");
      return [Object.prototype.toString.call(p), `${p}`, JSON.stringify(p), Object.keys(p)];
    },
    "illegal this": ({ caught }) => caught(() => URLSearchParams.prototype.get.call({}, "a")),
    "without new": ({ caught }) => caught(() => URLSearchParams("a=1")),
    "of a URL, with spaces and pluses": () => {
      const u = new URL("http://a/?x=1+2&y=a%20b&z=%2B");
      const read = [...u.searchParams];
      u.searchParams.set("x", "3 4+5");
      return [read, u.href];
    },
    "of a URL, untouched, leaves the query as it was": () => {
      const u = new URL("http://a/?x=%7e&y=a b&z");
      return [u.searchParams.get("x"), u.search, (u.searchParams.sort(), u.search)];
    },
    "as a body": async () => {
      const r = new Response(new URLSearchParams("a=1&b=ü x"));
      return [r.headers.get("content-type"), await r.text()];
    },
    "a body read as a form": async () => [...(await new Response(new URLSearchParams("a=1&b=%C3%BC+x&a=2")).formData())],
    "ten thousand": () => {
      const p = new URLSearchParams();
      for (let i = 0; i < 10000; i++) p.append(`k${i % 100}`, i);
      return [p.size, p.getAll("k7").length, `${p}`.length];
    },
    "a subclass": () => {
      class Mine extends URLSearchParams {
        get(name) {
          return `mine ${super.get(name)}`;
        }
      }
      return [new Mine("a=1").get("a"), `${new URLSearchParams(new Mine("b=2"))}`];
    },
  },
};
