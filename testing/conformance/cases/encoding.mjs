import { each } from "../workers.mjs";

const labels = ["utf-8", "UTF8", "unicode-1-1-utf-8", "utf-16le", "utf-16", "utf-16be", "latin1", "ascii", "iso-8859-1", "windows-1252", "iso-8859-2", "iso-8859-8-i", "iso-8859-16", "koi8-r", "koi8-u", "macintosh",
  "windows-874", "windows-1250", "windows-1251", "windows-1258", "x-mac-cyrillic", "gbk", "gb2312", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "sjis", "euc-kr", "replacement", "hz-gb-2312", "x-user-defined", "ibm866",
  " utf-8 ", "\tutf-8\n", "utf-7", "nonsense", "", "utf-32", "utf-8\u0000"];

const samples = [["latin1", [0x80, 0xe4, 0xff]], ["iso-8859-2", [0xa1, 0xff]], ["koi8-r", [0xc1, 0xd2]], ["windows-1251", [0xc0, 0x98]], ["shift_jis", [0x83, 0x65, 0x83, 0x58, 0x41]], ["euc-jp", [0xa5, 0xc6, 0x8f, 0xb0, 0xa1]],
  ["iso-2022-jp", [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x1b, 0x28, 0x42, 0x41]], ["gbk", [0xc4, 0xe3, 0x80]], ["gb18030", [0x81, 0x30, 0x81, 0x30, 0xff]], ["big5", [0xa7, 0x41, 0x88, 0x62]], ["euc-kr", [0xb0, 0xa1]], ["macintosh", [0x80, 0xca]],
  ["ibm866", [0x80, 0xff]], ["windows-874", [0xa1, 0xdb]], ["x-user-defined", [0x41, 0x80, 0xff]], ["iso-8859-6", [0xa1, 0xac]], ["iso-8859-3", [0xa5]], ["utf-16be", [0, 0x41, 0xd8, 0x3d, 0xde, 0]],
  ["utf-16le", [0x41, 0, 0x3d, 0xd8, 0, 0xde, 0x41]], ["utf-16le", [0x00, 0xdc, 0x41, 0]], ["replacement", [0x41]]];

const broken = [[0xff], [0xc0, 0x80], [0xc3], [0xe2, 0x98], [0xe2, 0x28, 0xa1], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x41, 0x80, 0x42], [0xf8, 0x88, 0x80, 0x80, 0x80], [0xe0, 0x80, 0x80], [0xf0, 0x80, 0x80, 0x80]];

export const area = {
  name: "encoding", title: "TextEncoder, TextDecoder and their streams", order: 43,
  cases: {
    ...each("a label", labels, ({ caught }, label) => caught(() => new TextDecoder(label).encoding)),
    ...each("decodes", samples, ({ caught }, label, list) => caught(() => new TextDecoder(label).decode(new Uint8Array(list)))),
    ...each("decodes fatally", samples, ({ caught }, label, list) => caught(() => new TextDecoder(label, { fatal: true }).decode(new Uint8Array(list)))),
    ...each("broken UTF-8", broken.map((list) => [list]), ({ caught }, list) => Promise.all([caught(() => new TextDecoder().decode(new Uint8Array(list))), caught(() => new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(list)))])),
    ...each("the mark at the start", [["utf-8", [0xef, 0xbb, 0xbf, 0x41]], ["utf-16le", [0xff, 0xfe, 0x41, 0]], ["utf-16be", [0xfe, 0xff, 0, 0x41]], ["utf-8", [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf]]],
      (_, label, list) => [new TextDecoder(label).decode(new Uint8Array(list)).length, new TextDecoder(label, { ignoreBOM: true }).decode(new Uint8Array(list)).length]),
    "properties": () => {
      const d = new TextDecoder("latin1", { fatal: true, ignoreBOM: true });
      return [d.encoding, d.fatal, d.ignoreBOM, new TextDecoder().fatal, new TextEncoder().encoding];
    },
    "streaming over every byte": () => {
      const d = new TextDecoder(), bytes = new TextEncoder().encode("a☃😀ü");
      let text = "";
      for (const b of bytes) text += `${d.decode(new Uint8Array([b]), { stream: true })}|`;
      return text + d.decode();
    },
    "streaming that ends in the middle": () => {
      const d = new TextDecoder();
      return [d.decode(new Uint8Array([0xe2, 0x98]), { stream: true }), d.decode(), d.decode(new Uint8Array([0x41]))];
    },
    "streaming UTF-16 over odd bytes": () => {
      const d = new TextDecoder("utf-16le");
      return [d.decode(new Uint8Array([0x41]), { stream: true }), d.decode(new Uint8Array([0, 0x3d]), { stream: true }), d.decode(new Uint8Array([0xd8]), { stream: true }), d.decode()];
    },
    "streaming shift_jis": () => {
      const d = new TextDecoder("shift_jis");
      return [d.decode(new Uint8Array([0x83]), { stream: true }), d.decode(new Uint8Array([0x65]))];
    },
    "fatal in the middle of a stream, and after": ({ caught }) => {
      const d = new TextDecoder("utf-8", { fatal: true });
      return Promise.all([caught(() => d.decode(new Uint8Array([0xff]), { stream: true })), caught(() => d.decode(new Uint8Array([0x41])))]);
    },
    ...each("decode of", [() => undefined, () => new ArrayBuffer(2), () => new DataView(new ArrayBuffer(2)), () => new Uint16Array([65]), () => "text", () => null, () => 5, () => [65], () => ({})],
      ({ caught }, make) => caught(() => new TextDecoder().decode(make()))),
    ...each("decode with options", [null, undefined, 5, "x", { stream: "yes" }], ({ caught }, o) => caught(() => new TextDecoder().decode(new Uint8Array([65]), o))),
    ...each("a decoder with options", [null, undefined, 5, { fatal: 1 }, { ignoreBOM: "x" }], ({ caught }, o) => caught(() => new TextDecoder("utf-8", o).fatal)),
    ...each("encodes", ["", "a", "ü", "☃", "😀", "\ud800", "\udc00\ud800", "a\u0000b", "\ufeff"], (_, text) => new TextEncoder().encode(text)),
    ...each("encode of", [() => undefined, () => null, () => 5, () => ({}), () => [1, 2]], (_, make) => new TextEncoder().encode(make())),
    "encode of nothing and of a symbol": ({ caught }) => Promise.all([caught(() => new TextEncoder().encode()), caught(() => new TextEncoder().encode(Symbol("x")))]),
    ...each("encodeInto", [["abc", 2], ["ü☃", 3], ["😀", 3], ["", 4], ["\ud800", 3], ["\ud800", 2], ["a😀b", 10]], ({ hex }, text, size) => {
      const into = new Uint8Array(size);
      return [new TextEncoder().encodeInto(text, into), hex(into)];
    }),
    ...each("encodeInto of", [["a", () => new ArrayBuffer(2)], ["a", () => undefined], ["a", () => new Uint16Array(2)], [5, () => new Uint8Array(2)]], ({ caught }, text, make) => caught(() => new TextEncoder().encodeInto(text, make()))),
    "encode is fresh each time": () => {
      const e = new TextEncoder(), a = e.encode("x"), b = e.encode("x");
      return [a !== b, a.buffer.byteLength, a.byteOffset];
    },
    "a large text, there and back": () => {
      const text = "häß☃😀".repeat(100000);
      return new TextDecoder().decode(new TextEncoder().encode(text)) === text;
    },
    "without new": ({ caught }) => Promise.all([caught(() => TextEncoder()), caught(() => TextDecoder())]),
    "illegal this": ({ caught }) => Promise.all([caught(() => TextEncoder.prototype.encode.call({}, "a")), caught(() => TextDecoder.prototype.decode.call({}))]),
    "TextEncoderStream": async ({ collect }) => {
      const s = new TextEncoderStream(), w = s.writable.getWriter();
      w.write("a☃");
      w.write("");
      w.write("b");
      w.close();
      return [s.encoding, await collect(s.readable)];
    },
    "TextEncoderStream over a surrogate pair": async ({ collect }) => {
      const s = new TextEncoderStream(), w = s.writable.getWriter();
      for (const part of ["\ud83d", "\ude00", "\ud83d", "x", "\ud83d"]) w.write(part);
      w.close();
      return collect(s.readable);
    },
    ...each("TextEncoderStream with a chunk of", [5, null, {}, true], async ({ caught, collect }, chunk) => {
      const s = new TextEncoderStream(), w = s.writable.getWriter();
      caught(() => w.write(chunk).then(() => w.close()));
      return caught(() => collect(s.readable));
    }),
    "TextDecoderStream": async ({ collect }) => {
      const s = new TextDecoderStream(), w = s.writable.getWriter();
      for (const b of new TextEncoder().encode("a☃😀")) w.write(new Uint8Array([b]));
      w.close();
      return [s.encoding, s.fatal, s.ignoreBOM, (await collect(s.readable)).join("|")];
    },
    "TextDecoderStream of another encoding": async ({ collect }) => {
      const s = new TextDecoderStream("latin1"), w = s.writable.getWriter();
      w.write(new Uint8Array([0xe4]));
      w.close();
      return [s.encoding, await collect(s.readable)];
    },
    "TextDecoderStream, fatal": async ({ collect, caught }) => {
      const s = new TextDecoderStream("utf-8", { fatal: true }), w = s.writable.getWriter();
      caught(() => w.write(new Uint8Array([0xff])));
      caught(() => w.close());
      return caught(() => collect(s.readable));
    },
    "TextDecoderStream that ends in the middle": async ({ collect, caught }) => {
      const run = (fatal) => {
        const s = new TextDecoderStream("utf-8", { fatal }), w = s.writable.getWriter();
        caught(() => w.write(new Uint8Array([0xe2])));
        caught(() => w.close());
        return caught(() => collect(s.readable));
      };
      return [await run(false), await run(true)];
    },
    ...each("TextDecoderStream with a chunk of", ["text", 5, null, {}], async ({ caught, collect }, chunk) => {
      const s = new TextDecoderStream(), w = s.writable.getWriter();
      caught(() => w.write(chunk).then(() => w.close()));
      return caught(() => collect(s.readable));
    }),
    "a body through a decoder, line by line": async ({ request, collect }) => (await collect(request.body.pipeThrough(new TextDecoderStream()))).join("").split("\n"),
    ...each("atob", ["", "YQ==", "YWI", " Y Q ", "YQ=", "Y", "Y===", "####", "/+8=", "YQ==YQ==", "\u00e4", "AA\n\t AA"], ({ caught }, text) => caught(() => atob(text))),
    ...each("btoa", ["", "a", "\u00ff\u0000", "☃", "abc"], ({ caught }, text) => caught(() => btoa(text))),
    "atob and btoa of other things": ({ caught }) => Promise.all([caught(() => atob()), caught(() => btoa()), caught(() => btoa(null)), caught(() => btoa(12)), caught(() => atob(undefined)), caught(() => atob(null)), caught(() => btoa({}))]),
    "Uint8Array and base64": ({ caught }) => Promise.all([typeof Uint8Array.fromBase64, caught(() => Uint8Array.fromBase64("YWI=")), caught(() => new Uint8Array([1, 2]).toHex())]),
  },
};
const line = "a body through a decoder, line by line";
area.cases[line] = { send: { method: "POST", body: "eins\nzwéi\ndrei" }, run: area.cases[line] };
