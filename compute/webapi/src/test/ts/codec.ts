// The host's compression, played by Node's zlib on all input so far: slow, and right.
import { constants, deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateRawSync, inflateSync } from 'node:zlib';

const PIECE = 64 * 1024;
const deflaters: Record<string, any> = { gzip: gzipSync, deflate: deflateSync, 'deflate-raw': deflateRawSync };
const inflaters: Record<string, any> = { gzip: gunzipSync, deflate: inflateSync, 'deflate-raw': inflateRawSync };

export class Codec {
  readonly #format: string;
  readonly #compress: boolean;
  #input = Buffer.alloc(0);
  #made = Buffer.alloc(0);
  #given = 0;
  closed = false;

  constructor(format: string, compress: boolean) {
    this.#format = format;
    this.#compress = compress;
  }

  step(verb: number, bytes: ArrayBuffer | undefined): Uint8Array {
    if (verb === 4) this.closed = true;
    if (verb === 4 || this.closed) return new Uint8Array(0);
    if (verb === 1) this.#put(new Uint8Array(bytes!));
    else if (verb === 3) this.#finish();
    const piece = this.#made.subarray(this.#given, this.#given + PIECE);
    this.#given += piece.length;
    return piece;
  }

  #put(bytes: Uint8Array): void {
    this.#input = Buffer.concat([this.#input, bytes]);
    if (this.#compress) return;
    try {
      const { buffer, engine } = inflaters[this.#format](this.#input, {
        finishFlush: constants.Z_SYNC_FLUSH,
        info: true,
      });
      this.#made = buffer;
      if (engine.bytesWritten < this.#input.length) throw new Error('trailing');
    } catch (error) {
      this.closed = true;
      const trailing = /trailing/.test((error as Error).message);
      throw new Error(
        `TypeError\n${trailing ? 'Trailing bytes after end of compressed data' : 'Decompression failed.'}`,
      );
    }
  }

  #finish(): void {
    if (this.#compress) this.#made = deflaters[this.#format](this.#input);
    else {
      try {
        inflaters[this.#format](this.#input);
      } catch {
        throw new Error('TypeError\nCalled close() on a decompression stream with incomplete data');
      }
    }
  }
}
