import { each } from "../workers.mjs";

const formats = ["gzip", "deflate", "deflate-raw"];
const through = async (bytes, stream) => {
  const w = stream.writable.getWriter();
  const writing = w.write(bytes).then(() => w.close());
  writing.catch(() => {});
  return new Uint8Array(await new Response(stream.readable).arrayBuffer());
};
/** "abc" as gzip and zlib pack it. */
const packed = { gzip: "1f8b08000000000002034b4c4a0600c241243503000000", deflate: "789c4b4c4a0600024d0127", "deflate-raw": "4b4c4a0600" };

export const area = {
  name: "compression", title: "CompressionStream, DecompressionStream", order: 44,
  prelude: `const through = ${through}; const packed = ${JSON.stringify(packed)}; const bytesOf = (hex) => new Uint8Array(hex.match(/../g).map((b) => parseInt(b, 16)));`,
  cases: {
    ...each("a chunk of no bytes breaks both ends", [null, 3, {}, ["a"]], async ({ caught }, chunk) => {
      const d = new DecompressionStream("gzip");
      const writing = d.writable.getWriter().write(chunk), reading = d.readable.getReader().read();
      const names = [];
      for (const one of [writing, reading]) names.push(await one.then(() => "fine", (e) => e.name));
      return names;
    }),
    ...each("there and back", formats, async (_, format) => {
      const small = await through(new TextEncoder().encode("hello hello hello hello"), new CompressionStream(format));
      return new TextDecoder().decode(await through(small, new DecompressionStream(format)));
    }),
    ...each("a megabyte there and back", formats, async (_, format) => {
      const bytes = new Uint8Array(1 << 20).map((_, i) => (i * i) >> 7);
      const back = await through(await through(bytes, new CompressionStream(format)), new DecompressionStream(format));
      return [back.length, back.every((b, i) => b === bytes[i])];
    }),
    ...each("unpacks what another program packed", formats, async (_, format) => new TextDecoder().decode(await through(bytesOf(packed[format]), new DecompressionStream(format)))),
    ...each("a format of", ["zip", "", "GZIP", "br", "brotli", "zstd", null, undefined, 5], ({ caught }, format) => Promise.all([caught(() => typeof new CompressionStream(format)), caught(() => typeof new DecompressionStream(format))])),
    ...each("cut short", formats, ({ caught }, format) => caught(async () => new TextDecoder().decode(await through(bytesOf(packed[format]).slice(0, -2), new DecompressionStream(format))))),
    ...each("more after the end", formats, ({ caught }, format) => caught(async () => new TextDecoder().decode(await through(new Uint8Array([...bytesOf(packed[format]), 1, 2, 3]), new DecompressionStream(format))))),
    ...each("broken data", formats, ({ caught }, format) => caught(async () => (await through(new Uint8Array([9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 255]), new DecompressionStream(format))).length)),
    ...each("nothing at all to unpack", formats, ({ caught }, format) => caught(async () => {
      const s = new DecompressionStream(format);
      s.writable.getWriter().close().catch(() => {});
      return (await new Response(s.readable).arrayBuffer()).byteLength;
    })),
    ...each("nothing at all to pack", formats, async (_, format) => {
      const s = new CompressionStream(format);
      s.writable.getWriter().close();
      const small = new Uint8Array(await new Response(s.readable).arrayBuffer());
      return (await through(small, new DecompressionStream(format))).length;
    }),
    ...each("byte by byte", formats, async (_, format) => {
      const s = new DecompressionStream(format), w = s.writable.getWriter();
      (async () => {
        for (const b of bytesOf(packed[format])) await w.write(new Uint8Array([b]));
        await w.close();
      })();
      return new Response(s.readable).text();
    }),
    "a wrong checksum": ({ caught }) => caught(async () => {
      const bytes = bytesOf(packed.gzip);
      bytes[bytes.length - 6] ^= 1;
      return (await through(bytes, new DecompressionStream("gzip"))).length;
    }),
    "a wrong checksum of deflate": ({ caught }) => caught(async () => {
      const bytes = bytesOf(packed.deflate);
      bytes[bytes.length - 1] ^= 1;
      return (await through(bytes, new DecompressionStream("deflate"))).length;
    }),
    ...each("a chunk of", ["text", 5, null, {}], ({ caught }, chunk) => caught(async () => {
      const s = new CompressionStream("gzip"), w = s.writable.getWriter();
      const writing = w.write(chunk).then(() => w.close());
      await Promise.all([writing, new Response(s.readable).arrayBuffer()]);
      return "taken";
    })),
    "chunks of other kinds": async () => {
      const s = new CompressionStream("gzip"), w = s.writable.getWriter();
      (async () => {
        await w.write(new ArrayBuffer(2));
        await w.write(new DataView(new ArrayBuffer(3), 1));
        await w.write(new Uint16Array(1));
        await w.close();
      })();
      return (await through(new Uint8Array(await new Response(s.readable).arrayBuffer()), new DecompressionStream("gzip"))).length;
    },
    "its kind": () => {
      const s = new CompressionStream("gzip");
      return [s instanceof TransformStream, s.readable instanceof ReadableStream, s.writable instanceof WritableStream, Object.prototype.toString.call(s), Object.keys(s)];
    },
    "a body by pipeThrough": async ({ textOf }) => textOf(new Response("piped ".repeat(1000)).body.pipeThrough(new CompressionStream("gzip")).pipeThrough(new DecompressionStream("gzip"))),
    "an answer packed by the Worker": {
      answers: true,
      run: () => new Response(new Response("z".repeat(1000)).body.pipeThrough(new CompressionStream("deflate-raw")).pipeThrough(new DecompressionStream("deflate-raw")), { headers: { "x-packed": "1" } }),
    },
    "a cancel": async ({ caught }) => {
      const s = new CompressionStream("gzip");
      await s.readable.cancel("no");
      return caught(() => s.writable.getWriter().write(new Uint8Array(1)));
    },
    "a bomb unpacks piece by piece": async () => {
      const bomb = await through(new Uint8Array(5 << 20), new CompressionStream("gzip"));
      const s = new DecompressionStream("gzip"), w = s.writable.getWriter(), r = s.readable.getReader();
      w.write(bomb).catch(() => {});
      const { value } = await r.read();
      await r.cancel();
      return [bomb.length < 20000, value.length < 1 << 20];
    },
    "two members of gzip": ({ caught }) => caught(async () => {
      const one = bytesOf(packed.gzip);
      return new TextDecoder().decode(await through(new Uint8Array([...one, ...one]), new DecompressionStream("gzip")));
    }),
    "without new": ({ caught }) => caught(() => CompressionStream("gzip")),
    "illegal construction": ({ caught }) => Promise.all([caught(() => new CompressionStream()), caught(() => new DecompressionStream())]),
  },
};
