// Two million steps of a loop in WebAssembly.
import loop from "./loop.wasm";

const { run } = new WebAssembly.Instance(loop).exports;

export default {
  fetch() {
    return new Response(String(run(2_000_000)));
  },
};
