// A WebAssembly module whose run() never returns: (func (export "run") (loop br 0)).
export function wasmSpin() {
  const body = [0, 0x03, 0x40, 0x0c, 0, 0x0b, 0x0b];
  return Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0,
    7, 7, 1, 3, ...Buffer.from("run"), 0, 0, 10, body.length + 2, 1, body.length, ...body]);
}
