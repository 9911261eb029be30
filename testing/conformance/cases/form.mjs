import { each } from "../workers.mjs";

const described = async (form) => {
  const list = [];
  for (const [name, value] of form) list.push([name, typeof value === "string" ? value : [value.constructor.name, value.name, value.type, await value.text()]]);
  return list;
};

const multipart = (...parts) => ({
  method: "POST", headers: { "content-type": "multipart/form-data; boundary=xYz" },
  body: `${parts.map(([head, text]) => `--xYz\r\n${head}\r\n\r\n${text}\r\n`).join("")}--xYz--\r\n`,
});
const field = (name, more = "") => `Content-Disposition: form-data; name="${name}"${more}`;
const read = async ({ request, caught }) => caught(async () => described(await request.formData()));
const raw = (body, type = "multipart/form-data; boundary=xYz") => ({ run: read, send: { method: "POST", body, headers: { "content-type": type } } });

export const area = {
  name: "form", title: "FormData, multipart both ways", order: 31,
  prelude: `const described = ${described};`,
  cases: {
    "append, set, get, getAll, has, delete": () => {
      const f = new FormData();
      f.append("a", "1");
      f.append("a", "2");
      f.append("b", 5);
      const before = [f.get("a"), f.getAll("a"), f.has("b"), f.get("zz"), f.getAll("zz"), f.has("zz")];
      f.set("a", "3");
      f.delete("b");
      return [...before, [...f]];
    },
    "a blob becomes a file": () => {
      const f = new FormData();
      f.append("b", new Blob(["x"], { type: "t/x" }));
      f.append("n", new Blob(["y"]), "name.txt");
      f.append("f", new File(["z"], "own.txt"));
      f.append("g", new File(["z"], "own.txt"), "other.txt");
      return [...f].map(([k, v]) => [k, v instanceof File, v.name, v.type, v.size]);
    },
    "a name for what is no blob": ({ caught }) => Promise.all([caught(() => new FormData().append("a", "text", "name")), caught(() => new FormData().set("a", {}, "name"))]),
    "values become text": () => {
      const f = new FormData();
      for (const v of [null, undefined, {}, [1, 2], true, "\ud800", "a\nb\r\nc\rd"]) f.append("v", v);
      return f.getAll("v");
    },
    "iterators and forEach": () => {
      const f = new FormData(), seen = [];
      f.append("a", "1");
      f.append("b", "2");
      f.forEach(function (v, k, all) {
        seen.push([v, k, all === f, this === seen]);
      }, seen);
      return [[...f.keys()], [...f.values()], [...f.entries()], seen.slice(0, 2), Object.prototype.toString.call(f.entries())];
    },
    "missing arguments": ({ caught }) => Promise.all([...["append", "set", "get", "getAll", "has", "delete"].map((m) => caught(() => new FormData()[m]())), caught(() => new FormData().append("a")), caught(() => new FormData().forEach())]),
    "constructed with something": ({ caught }) => Promise.all([caught(() => typeof new FormData({})), caught(() => typeof new FormData(undefined)), caught(() => typeof new FormData(null))]),
    "without new": ({ caught }) => caught(() => FormData()),
    "illegal this": ({ caught }) => caught(() => FormData.prototype.get.call({}, "a")),
    "set keeps the first place": () => {
      const f = new FormData();
      for (const [k, v] of [["a", "1"], ["b", "2"], ["a", "3"], ["c", "4"]]) f.append(k, v);
      f.set("a", "x");
      f.set("d", "y");
      return [...f];
    },
    "changes while iterating": () => {
      const f = new FormData(), seen = [];
      f.append("a", "1");
      f.append("b", "2");
      for (const [k] of f) {
        seen.push(k);
        if (seen.length < 4) f.append(`n${seen.length}`, "");
      }
      return seen;
    },
    "there and back": async () => {
      const f = new FormData();
      f.append("text", "ünï\r\ncödé");
      f.append("file", new File(["con\ntent"], "na\"me\r\n.txt", { type: "text/x" }));
      f.append("quo\"te", "v");
      f.append("empty", "");
      f.append("blob", new Blob([new Uint8Array([0, 255, 13, 10])]));
      return described(await new Response(f).formData());
    },
    "what is written": async () => {
      const f = new FormData();
      f.append("a", "1");
      f.append("ü\"\n", "x\ny");
      f.append("f", new File(["z"], "ü\"\n.txt", { type: "t/x" }));
      f.append("g", new Blob(["q"]));
      const r = new Response(f), type = r.headers.get("content-type"), boundary = /boundary=(.*)$/.exec(type)[1];
      return [type.replace(boundary, "B"), (await r.text()).replaceAll(boundary, "B"), boundary.length > 10];
    },
    "the boundary differs each time": () => {
      const types = [new Response(new FormData()), new Response(new FormData())].map((r) => r.headers.get("content-type"));
      return types[0] !== types[1];
    },
    "an empty form": async ({ caught }) => caught(async () => described(await new Response(new FormData()).formData())),
    "two fields": { run: read, send: multipart([field("a"), "1"], [field("b"), "zwöi"]) },
    "a file": { run: read, send: multipart([`${field("f", '; filename="x.txt"')}\r\nContent-Type: text/x`, "content"]) },
    "a file without a type": { run: read, send: multipart([field("f", '; filename="x.bin"'), "content"]) },
    "a file with an empty name": { run: read, send: multipart([`${field("f", '; filename=""')}\r\nContent-Type: application/octet-stream`, ""]) },
    "a type without a filename": { run: read, send: multipart([`${field("f")}\r\nContent-Type: text/x`, "content"]) },
    "a JSON field": { run: read, send: multipart([`${field("j")}\r\nContent-Type: application/json; charset=utf-8`, '{"a":1}']) },
    "escaped names": { run: read, send: multipart([field("a%22b"), "1"], [field("c\\\"d"), "2"], [field("ü"), "3"], [field("e%0D%0Af", '; filename="x%22.txt"'), "4"]) },
    "names without quotes": { run: read, send: multipart(["Content-Disposition: form-data; name=a", "1"], ["Content-Disposition: form-data; name=b; filename=c.txt", "2"]) },
    "filename*": { run: read, send: multipart([field("f", "; filename*=UTF-8''%c3%bc.txt"), "x"], [field("g", "; filename=\"p.txt\"; filename*=UTF-8''%c3%bc.txt"), "y"]) },
    "headers in odd cases": { run: read, send: multipart(['CONTENT-DISPOSITION: FORM-DATA; NAME="a"', "1"]) },
    "spaces around": { run: read, send: multipart(['Content-Disposition:form-data;name="a"', "1"], ['Content-Disposition:   form-data  ;  name="b"  ', "2"]) },
    "a part without a name": { run: read, send: multipart(["Content-Disposition: form-data", "1"]) },
    "a part without a disposition": { run: read, send: multipart(["X-Other: 1", "1"]) },
    "a disposition of another kind": { run: read, send: multipart(['Content-Disposition: attachment; name="a"', "1"]) },
    "line ends in a value": { run: read, send: multipart([field("a"), "x\r\ny\nz\r\n"]) },
    "a boundary in a value": { run: read, send: multipart([field("a"), "x--xYz\r\n --xYz"]) },
    "bytes in a file": { run: read, send: { ...multipart([field("f", '; filename="b"'), "\u0000\u00ff\r\n"]) } },
    "a preamble and an epilogue": raw(`before\r\n--xYz\r\n${field("a")}\r\n\r\n1\r\n--xYz--\r\nafter`),
    "line feeds alone": raw(`--xYz\n${field("a")}\n\n1\n--xYz--\n`),
    "no end": raw(`--xYz\r\n${field("a")}\r\n\r\n1\r\n`),
    "no end, but a next boundary": raw(`--xYz\r\n${field("a")}\r\n\r\n1\r\n--xYz\r\n`),
    "nothing": raw(""),
    "no parts": raw("--xYz--\r\n"),
    "no parts and no line end": raw("--xYz--"),
    "another boundary": raw(`--other\r\n${field("a")}\r\n\r\n1\r\n--other--\r\n`),
    "a part cut in its head": raw(`--xYz\r\nContent-Dispo`),
    "no boundary": raw("x", "multipart/form-data"),
    "an empty boundary": raw("--\r\n\r\n\r\n----", "multipart/form-data; boundary="),
    "a boundary in quotes": raw(`--a b\r\n${field("a")}\r\n\r\n1\r\n--a b--\r\n`, 'multipart/form-data; boundary="a b"'),
    "a type in another case": raw(`--xYz\r\n${field("a")}\r\n\r\n1\r\n--xYz--\r\n`, "Multipart/Form-Data; Charset=utf-8; Boundary=xYz"),
    ...Object.fromEntries(["a=1&b=2&a=3", "a=%C3%BC+x&=&b", "", "a=%ff", "&&", "a=b=c"].map((text) => [`urlencoded: ${text}`, raw(text, "application/x-www-form-urlencoded")])),
    "urlencoded with a charset": raw("a=1", "application/x-www-form-urlencoded; charset=latin1"),
    "another type": raw("a=1", "text/plain"),
    "no type": { run: read, send: { method: "POST", body: "a=1" } },
    "many fields": { run: async ({ request }) => [...(await request.formData())].length, send: multipart(...Array.from({ length: 500 }, (_, i) => [field(`n${i}`), `${i}`])) },
    "a large file": {
      run: async ({ request }) => {
        const f = (await request.formData()).get("f");
        return [f.size, (await f.slice(-3).text())];
      },
      send: multipart([field("f", '; filename="big"'), `${"z".repeat(500000)}end`]),
    },
    "formData of a used body": async ({ caught }) => {
      const r = new Response(new URLSearchParams("a=1"));
      await r.formData();
      return caught(() => r.formData());
    },
    "sent to a client": {
      run: () => {
        const f = new FormData();
        f.append("a", "b");
        return new Response(f).text().then((text) => text.replace(/-{2,}[\w-]+/g, "B"));
      },
    },
    "tag and keys": () => [Object.prototype.toString.call(new FormData()), Object.keys(new FormData()), JSON.stringify(new FormData())],
    ...each("a form of this many files", [0, 1, 20], async (_, n) => {
      const f = new FormData();
      for (let i = 0; i < n; i++) f.append("f", new File([`${i}`], `${i}.txt`));
      const back = (await new Response(f).formData()).getAll("f");
      return [back.length, back.at(-1)?.name];
    }),
  },
};
