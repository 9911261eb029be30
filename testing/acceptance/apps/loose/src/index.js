// Nothing bundled: relative imports, a dynamic import, import.meta and a top-level await reach the server as they are.
import { add, where } from "./lib/sum.js";
import bytes from "./lib/bytes.bin";
import note from "./lib/note.txt";
import loop from "./lib/loop.wasm";

const early = await Promise.resolve("awaited at the top");
const text = "import('./lib/not-real.js') in a string stays a string"; // and import("./here.js") in a comment a comment
const tricky = /import\("\.\/x\.js"\)/.test(`import("./x.js")`);

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/missing") return import("./lib/missing.js").then(() => new Response("?"), (e) => new Response(`refused: ${e instanceof Error}`));
    const { lazy, loads } = await import("./lib/lazy.js");
    const again = await import(`./lib/${"lazy"}.js`);
    return Response.json({
      sum: add(2, 3), where, lazy: lazy(), loads, same: again.lazy === lazy, early, text, tricky, note,
      data: [...new Uint8Array(bytes)], wasm: new WebAssembly.Instance(loop).exports.run(10), meta: typeof import.meta,
    });
  },
};
