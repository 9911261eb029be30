// CompressionStream and DecompressionStream, as a lazy part: zlib itself is the host's.
import { type Bytes, wholeBuffer } from '../core/bytes';
import { hostError } from '../core/errors';
import { INTERNAL } from '../core/headers';
import { defineInterface } from '../core/interface';
import { part } from '../core/lazy';
import { PlainUint8Array } from '../core/primordials';
import { state } from '../core/state';
import { HOST_CODEC_OPEN, HOST_CODEC_STEP } from '../core/wire';
import type { ByteCodec } from './streams/byte-transform';

const { ByteTransform, TransformStream } = part('streams');

const PUT = 1;
const MORE = 2;
const FINISH = 3;
const CLOSE = 4;

/** The host's codec, opened when first needed and closed at the latest when its request ends. */
class HostCodec implements ByteCodec {
  readonly pieceLength = 64 * 1024;
  readonly #format: string;
  readonly #compress: boolean;
  #id = 0;

  constructor(format: string, compress: boolean) {
    this.#format = format;
    this.#compress = compress;
  }
  put(bytes: Bytes): Bytes {
    return this.#step(PUT, bytes);
  }
  more(): Bytes {
    return this.#step(MORE, null);
  }
  finish(): Bytes {
    return this.#step(FINISH, null);
  }
  close(): void {
    if (this.#id > 0) state.host(HOST_CODEC_STEP, CLOSE, this.#id);
    this.#id = -1;
  }
  #step(verb: number, bytes: Bytes | null): Bytes {
    if (this.#id < 0) return new PlainUint8Array(0);
    try {
      if (this.#id === 0) this.#open();
      const output =
        bytes === null
          ? state.host(HOST_CODEC_STEP, verb, this.#id)
          : state.host(HOST_CODEC_STEP, verb, this.#id, wholeBuffer(bytes));
      return new PlainUint8Array(output);
    } catch (error) {
      throw hostError(error);
    }
  }
  #open(): void {
    this.#id = state.host(HOST_CODEC_OPEN, this.#format, this.#compress);
    state.current?.attach({ finished: () => this.close() });
  }
}

function transformOf(name: string, format: unknown, compress: boolean, given: number): any {
  if (given === 0)
    throw new TypeError(`Failed to construct '${name}': constructor parameter 1 is not of type 'string'.`);
  const wanted = `${format as any}`;
  if (wanted !== 'gzip' && wanted !== 'deflate' && wanted !== 'deflate-raw') {
    throw new TypeError("The compression format must be either 'deflate', 'deflate-raw' or 'gzip'.");
  }
  return new ByteTransform(new HostCodec(wanted, compress));
}

export class CompressionStream extends TransformStream {
  constructor(format: unknown) {
    const own = transformOf('CompressionStream', format, true, arguments.length);
    super(INTERNAL, own.readable, own.writable);
  }
}
defineInterface(CompressionStream, 'CompressionStream');

export class DecompressionStream extends TransformStream {
  constructor(format: unknown) {
    const own = transformOf('DecompressionStream', format, false, arguments.length);
    super(INTERNAL, own.readable, own.writable);
  }
}
defineInterface(DecompressionStream, 'DecompressionStream');
