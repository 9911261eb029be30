// What all decodings share.
import type { Bytes } from '../../core/bytes';
import { StringFromCharCode, StringFromCodePoint, TypedArrayByteLength } from '../../core/primordials';
import { state } from '../../core/state';
import { HOST_ENCODING_TABLE } from '../../core/wire';

/** How bytes become text, piece by piece: what a piece leaves incomplete waits for the next. */
export interface Decoding {
  /** Whether a byte order mark at the front is none of the text. */
  readonly unicode: boolean;
  decode(bytes: Bytes, more: boolean): string;
}

export function malformed(): never {
  throw new TypeError('Failed to decode input.');
}

/** An index of the Encoding standard, as the host makes it: one unit a pointer, U+FFFD where there is none. */
export function encodingTable(name: string): string {
  return state.host(HOST_ENCODING_TABLE, name);
}

/** One that looks at a byte at a time. `accept` says whether it wants to see the same byte again. */
export abstract class ByteDecoding implements Decoding {
  readonly unicode = false;
  readonly #fatal: boolean;
  #text = '';

  constructor(fatal: boolean) {
    this.#fatal = fatal;
  }

  decode(bytes: Bytes, more: boolean): string {
    this.#text = '';
    try {
      const length = TypedArrayByteLength(bytes);
      for (let i = 0; i < length; i++) {
        const byte = bytes[i]!;
        while (this.accept(byte));
      }
      if (!more) this.finish();
    } catch (error) {
      this.reset();
      throw error;
    }
    if (!more) this.reset();
    const text = this.#text;
    this.#text = '';
    return text;
  }

  protected abstract accept(byte: number): boolean;
  /** The input ended: what is incomplete is an error. */
  protected abstract finish(): void;
  protected abstract reset(): void;

  /** Always false, for `accept` to return. */
  protected emit(unit: number): false {
    this.#text += StringFromCharCode(unit);
    return false;
  }
  protected emitPoint(point: number): false {
    this.#text += StringFromCodePoint(point);
    return false;
  }
  /** The result says whether the byte that spoiled a sequence is looked at again: so it is with ASCII. */
  protected spoil(byte: number): boolean {
    this.error();
    return byte < 0x80;
  }
  protected error(): false {
    if (this.#fatal) malformed();
    return this.emit(0xfffd);
  }
}
