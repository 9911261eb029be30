import { each } from "../workers.mjs";

export const area = {
  name: "blob", title: "Blob, File", order: 30,
  cases: {
    ...each("a blob of", [
      [() => ["a", "ü"]], [() => []], [() => [new Uint8Array([1, 2]), new ArrayBuffer(2)]], [() => [new Blob(["x"]), "y"]], [() => [5, null, undefined, true]], [() => [{}]], [() => new Set(["s", "t"])],
      [() => "text"], [() => 5], [() => null], [() => undefined], [() => ({})], [() => [new DataView(new ArrayBuffer(4), 1, 2)]], [() => ["\ud800"]], [() => new Uint8Array([65, 66])], [() => ["a\r\nb\n"]],
    ], ({ caught }, make) => caught(async () => {
      const b = new Blob(make());
      return [b.size, await b.bytes()];
    })),
    "a blob of nothing": () => [new Blob().size, new Blob().type],
    ...each("type", ["text/plain", "TEXT/Plain; Charset=UTF-8", "", "ä", "a\u0000b", " x ", 5, null, undefined], ({ caught }, type) => caught(() => new Blob([], { type }).type)),
    ...each("options", [null, undefined, 5, "x", { endings: "native" }, { endings: "transparent" }, { endings: "x" }], ({ caught }, o) => caught(() => new Blob(["a\nb"], o).size)),
    ...each("slice", [[], [1], [1, 3], [-2], [-3, -1], [2, 1], [0, 99], [99], [1, 2, "t/x"], [null, null], [1.7, 3.2], ["1"], [NaN], [undefined, 2], [0, undefined, "A/B"], [-99, 2]], async (_, ...args) => {
      const s = new Blob(["hello"], { type: "a/b" }).slice(...args);
      return [s.size, s.type, await s.text()];
    }),
    "slice of a slice": async () => (await new Blob(["hello world"]).slice(2, 9).slice(1, 4).text()),
    "text, arrayBuffer, bytes, stream": async ({ textOf }) => {
      const b = new Blob(["hä"]);
      return [await b.text(), await b.arrayBuffer(), await b.bytes(), await textOf(b.stream())];
    },
    "text drops a mark": async () => (await new Blob([new Uint8Array([0xef, 0xbb, 0xbf, 65])]).text()).length,
    "text of broken UTF-8": () => new Blob([new Uint8Array([0xff, 65])]).text(),
    "the stream is one of bytes": async ({ hex }) => {
      const { value } = await new Blob(["abc"]).stream().getReader({ mode: "byob" }).read(new Uint8Array(2));
      return hex(value);
    },
    "its parts are copied": async () => {
      const bytes = new Uint8Array([65]);
      const b = new Blob([bytes]);
      bytes[0] = 66;
      return b.text();
    },
    "arrayBuffer is fresh each time": async () => {
      const b = new Blob(["a"]);
      return (await b.arrayBuffer()) !== (await b.arrayBuffer());
    },
    "a large one": async () => {
      const b = new Blob(Array.from({ length: 1000 }, () => "x".repeat(1000)));
      return [b.size, (await b.slice(999990).text())];
    },
    "tag, keys": () => [Object.prototype.toString.call(new Blob()), Object.keys(new Blob()), `${new File([], "n")}`, JSON.stringify(new Blob(["x"]))],
    "illegal this": ({ caught }) => Promise.all([caught(() => Blob.prototype.text.call({})), caught(() => Blob.prototype.slice.call({}))]),
    "without new": ({ caught }) => Promise.all([caught(() => Blob()), caught(() => File([], "x"))]),
    "a file": async () => {
      const f = new File(["x"], "näme.txt", { type: "text/x", lastModified: 12 });
      return [f.name, f.type, f.size, f.lastModified, f instanceof Blob, await f.text()];
    },
    "a file's time by default": () => typeof new File([], "n").lastModified,
    ...each("lastModified", [0, -5, 1.5, "7", "x", null, undefined, NaN, 2 ** 60], ({ caught }, lastModified) => caught(() => typeof new File([], "n", { lastModified }).lastModified === "number" && (lastModified === undefined || new File([], "n", { lastModified }).lastModified))),
    ...each("a file named", ["", "a/b", "a\\b", 5, null, "a\u0000b", "\ud800"], ({ caught }, name) => caught(() => new File([], name).name)),
    "a file without a name": ({ caught }) => Promise.all([caught(() => new File(["x"])), caught(() => new File())]),
    "a slice of a file is a blob": () => {
      const s = new File(["abc"], "n").slice(1);
      return [s instanceof File, s.constructor.name, s.size];
    },
    "a blob as a body": async () => {
      const r = new Response(new Blob(["x"], { type: "a/b" }));
      return [r.headers.get("content-type"), await r.text()];
    },
    "a body as a blob": async () => {
      const b = await new Response("hello", { headers: { "content-type": "a/b" } }).blob();
      return [b.type, b.size, b instanceof Blob, b instanceof File];
    },
    "structuredClone of a blob and of a file": ({ caught }) => Promise.all([caught(async () => (await structuredClone(new Blob(["x"])).text())), caught(() => structuredClone(new File(["x"], "n")).name)]),
    "a subclass": async () => {
      class Mine extends Blob {
        get double() {
          return this.size * 2;
        }
      }
      const b = new Mine(["abc"]);
      return [b.double, await new Blob([b]).text()];
    },
  },
};
