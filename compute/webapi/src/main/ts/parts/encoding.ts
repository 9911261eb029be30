// TextEncoder and TextDecoder with their streams, as a lazy part.
import { type Bytes, bytesOf, encodeInto, encodeUtf8, isBufferSource } from '../core/bytes';
import { badArgument } from '../core/errors';
import { defineInterface } from '../core/interface';
import { part } from '../core/lazy';
import {
  PlainUint8Array,
  StringPrototypeCharCodeAt,
  StringPrototypeSubstring,
  StringPrototypeToLowerCase,
  TypedArrayByteLength,
  TypedArrayTag,
} from '../core/primordials';
import type { Decoding } from './encoding/decoding';
import { decodingOf } from './encoding/decodings';
import { canonicalName } from './encoding/labels';

export { decodingOf };

export class TextEncoder {
  get encoding(): string {
    return 'utf-8';
  }
  encode(input: unknown = ''): Bytes {
    return encodeUtf8(`${input as any}`);
  }
  encodeInto(source: unknown, destination: unknown): { read: number; written: number } {
    if (TypedArrayTag(destination) !== 'Uint8Array') {
      throw new TypeError("Failed to execute 'encodeInto' on 'TextEncoder': parameter 2 is not of type 'Uint8Array'.");
    }
    const { read, written } = encodeInto(`${source as any}`, destination as Bytes, TypedArrayByteLength(destination));
    return { read, written };
  }
}
defineInterface(TextEncoder, 'TextEncoder');

const NOTHING: Bytes = new PlainUint8Array(0);

interface DecoderOptions {
  fatal: boolean;
  ignoreBOM: boolean;
}

/** What TextDecoder and its stream share: bytes in pieces, text out, a byte order mark taken off the front. */
class Decoder {
  readonly encoding: string;
  readonly options: DecoderOptions;
  #decoding: Decoding;
  #atStart = true;

  constructor(owner: string, label: unknown, given: any) {
    if (given !== undefined && given !== null && typeof given !== 'object' && typeof given !== 'function') {
      throw new TypeError(
        `Failed to construct '${owner}': constructor parameter 2 is not of type 'ConstructorOptions'.`,
      );
    }
    const wanted = StringPrototypeToLowerCase(withoutBlanks(`${label as any}`));
    const encoding = canonicalName(wanted);
    if (encoding === undefined) throw new RangeError(`"${label as any}" is not a valid encoding.`);
    this.encoding = encoding;
    this.options = { fatal: !!given?.fatal, ignoreBOM: !!given?.ignoreBOM };
    this.#decoding = decodingOf(encoding, this.options.fatal);
  }

  decode(bytes: Bytes, more: boolean): string {
    let text: string;
    try {
      text = this.#decoding.decode(bytes, more);
    } catch (error) {
      this.#atStart = true;
      throw error;
    }
    if (this.#atStart && text !== '') {
      this.#atStart = false;
      if (!this.options.ignoreBOM && text[0] === '\ufeff' && this.#decoding.unicode)
        text = StringPrototypeSubstring(text, 1, text.length);
    }
    if (!more) this.#atStart = true;
    return text;
  }
}

/** Without the white space that ASCII has at its ends; other spaces make a label unknown. */
function withoutBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(StringPrototypeCharCodeAt(text, from))) from++;
  while (to > from && isBlank(StringPrototypeCharCodeAt(text, to - 1))) to--;
  return StringPrototypeSubstring(text, from, to);
}
function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13 && code !== 11);
}

function inputBytes(input: unknown): Bytes {
  if (isBufferSource(input)) return bytesOf(input);
  throw new TypeError("Failed to execute 'decode' on 'TextDecoder': parameter 1 is not of type 'Array'.");
}
function chunkBytes(chunk: unknown): Bytes {
  if (isBufferSource(chunk)) return bytesOf(chunk);
  throw new TypeError(
    'This TransformStream is being used as a byte stream, but received a value that is not a BufferSource.',
  );
}

export class TextDecoder {
  #decoder: Decoder;
  constructor(label: unknown = 'utf-8', options: unknown = undefined) {
    this.#decoder = new Decoder('TextDecoder', label, options);
  }
  get encoding(): string {
    return this.#decoder.encoding;
  }
  get fatal(): boolean {
    return this.#decoder.options.fatal;
  }
  get ignoreBOM(): boolean {
    return this.#decoder.options.ignoreBOM;
  }
  decode(input: unknown = NOTHING, options: any = undefined): string {
    if (options !== undefined && options !== null && typeof options !== 'object' && typeof options !== 'function') {
      throw badArgument('decode', 'TextDecoder', 2, 'DecodeOptions');
    }
    return this.#decoder.decode(inputBytes(input), !!options?.stream);
  }
}
defineInterface(TextDecoder, 'TextDecoder');

const { TransformStream } = part('streams');

function giveChunk(controller: any, chunk: any): void {
  if (chunk.length > 0) controller.enqueue(chunk);
}

export class TextEncoderStream extends TransformStream {
  constructor() {
    let lead = '';
    super({
      transform(chunk: unknown, controller: any) {
        const text = `${lead}${chunk as any}`;
        const last = text === '' ? 0 : StringPrototypeCharCodeAt(text, text.length - 1);
        lead = last >= 0xd800 && last < 0xdc00 ? text[text.length - 1]! : '';
        giveChunk(controller, encodeUtf8(StringPrototypeSubstring(text, 0, text.length - lead.length)));
      },
      flush(controller: any) {
        if (lead !== '') controller.enqueue(encodeUtf8(lead));
      },
    });
  }
  get encoding(): string {
    return 'utf-8';
  }
}
defineInterface(TextEncoderStream, 'TextEncoderStream');

export class TextDecoderStream extends TransformStream {
  #decoder: Decoder;
  constructor(label: unknown = 'utf-8', options: unknown = undefined) {
    const decoder = new Decoder('TextDecoderStream', label, options);
    super({
      transform(chunk: unknown, controller: any) {
        giveChunk(controller, decoder.decode(chunkBytes(chunk), true));
      },
      flush(controller: any) {
        giveChunk(controller, decoder.decode(NOTHING, false));
      },
    });
    this.#decoder = decoder;
  }
  get encoding(): string {
    return this.#decoder.encoding;
  }
  get fatal(): boolean {
    return this.#decoder.options.fatal;
  }
  get ignoreBOM(): boolean {
    return this.#decoder.options.ignoreBOM;
  }
}
defineInterface(TextDecoderStream, 'TextDecoderStream');
