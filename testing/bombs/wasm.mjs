// A WebAssembly module whose run() never returns: (func (export "run") (loop br 0)).
export function wasmSpin() {
  const body = [0, 0x03, 0x40, 0x0c, 0, 0x0b, 0x0b];
  return Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0,
    7, 7, 1, 3, ...Buffer.from("run"), 0, 0, 10, body.length + 2, 1, body.length, ...body]);
}

// A module whose memory grows as far as it may: (memory (export "m") 1) (func (export "run") (loop (br_if 0 (i32.ne (memory.grow (i32.const 16)) (i32.const -1))))).
export function wasmGrow() {
  const body = [0, 0x03, 0x40, 0x41, 16, 0x40, 0, 0x41, 0x7f, 0x47, 0x0d, 0, 0x0b, 0x0b];
  const exports = [2, 1, ...Buffer.from("m"), 2, 0, 3, ...Buffer.from("run"), 0, 0];
  return Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1,
    7, exports.length, ...exports, 10, body.length + 2, 1, body.length, ...body]);
}
