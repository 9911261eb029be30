// TypeScript that wrangler bundles; wasm, text and data stay modules of their own; the stack trace is mapped back to here.
import bytes from "./bytes.bin";
import facts from "./facts.json";
import loop from "./loop.wasm";
import note from "./note.txt";
import { fail } from "./fail";

const instance = await WebAssembly.instantiate(loop);

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/fail") fail("on purpose");
    return Response.json({
      wasm: (instance.exports.run as (n: number) => number)(1000),
      text: note, data: [...new Uint8Array(bytes)], json: facts, kinds: [loop instanceof WebAssembly.Module, bytes instanceof ArrayBuffer],
    });
  },
};
