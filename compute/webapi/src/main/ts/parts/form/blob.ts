// Blob and File: bytes with a type, and with a name.
import {
  type Bytes,
  bytesOf,
  copyOf,
  decodeUtf8,
  encodeUtf8,
  isBufferSource,
  isDetached,
  view,
} from '../../core/bytes';
import { BUFFER, Content, type StreamObject } from '../../core/content';
import { badConstruction } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { part } from '../../core/lazy';
import {
  ArrayIsArray,
  MathMax,
  MathMin,
  MathTrunc,
  NumberIsNaN,
  PlainUint8Array,
  resolved,
  StringPrototypeCharCodeAt,
  StringPrototypeToLowerCase,
  StringPrototypeToWellFormed,
  TypedArrayBuffer,
  TypedArrayByteLength,
  TypedArraySet,
} from '../../core/primordials';
import { state } from '../../core/state';

export let blobBytes: (blob: Blob) => Bytes;
export let isBlob: (value: unknown) => value is Blob;
export let isFile: (value: unknown) => value is File;

export class Blob {
  #bytes: Bytes;
  #type: string;
  constructor(parts: unknown = undefined, options: any = undefined) {
    if (parts === INTERNAL) {
      this.#bytes = options.bytes;
      this.#type = options.type;
    } else {
      this.#bytes = parts === undefined ? new PlainUint8Array(0) : gather(parts, new.target);
      if (options !== undefined) checkOptions(options, new.target);
      this.#type = plainType(options?.type);
    }
  }
  static {
    blobBytes = (blob) => blob.#bytes;
    isBlob = (value): value is Blob => typeof value === 'object' && value !== null && #bytes in value;
  }
  get size(): number {
    return TypedArrayByteLength(this.#bytes);
  }
  get type(): string {
    return this.#type;
  }
  slice(start: unknown = 0, end: unknown = undefined, type: unknown = ''): Blob {
    const size = TypedArrayByteLength(this.#bytes);
    const from = position(start, size);
    const to = end === undefined ? size : position(end, size);
    return newBlob(view(this.#bytes, from, MathMax(to - from, 0)), plainType(type));
  }
  arrayBuffer(): Promise<ArrayBuffer> {
    return resolved(TypedArrayBuffer(copyOf(this.#bytes)) as ArrayBuffer);
  }
  bytes(): Promise<Bytes> {
    return resolved(copyOf(this.#bytes));
  }
  text(): Promise<string> {
    return resolved(decodeUtf8(this.#bytes));
  }
  stream(): StreamObject {
    return part('streams').streamOfContent(new Content(BUFFER, this.#bytes), false);
  }
}
defineInterface(Blob, 'Blob');

export class File extends Blob {
  #name: string;
  #lastModified: number;
  constructor(parts: unknown, name: unknown = undefined, options: any = undefined, modified: number = state.now) {
    super(parts, parts === INTERNAL ? name : options);
    if (parts === INTERNAL) {
      this.#name = options;
      this.#lastModified = modified;
      return;
    }
    if (arguments.length < 2) throw badConstruction('File', 2, 'string');
    this.#name = StringPrototypeToWellFormed(`${name as any}`);
    const given = options?.lastModified;
    this.#lastModified = given === undefined ? state.now : +given || 0;
  }
  static {
    isFile = (value): value is File => typeof value === 'object' && value !== null && #name in value;
  }
  get name(): string {
    return this.#name;
  }
  get lastModified(): number {
    return this.#lastModified;
  }
}
defineInterface(File, 'File');

export function newBlob(bytes: Bytes, type: string): Blob {
  return new Blob(INTERNAL, { bytes, type });
}
export function newFile(bytes: Bytes, type: string, name: string): File {
  return new File(INTERNAL, { bytes, type }, name);
}

/** Another object with the same bytes, which never change. */
export function copyBlob(blob: Blob): Blob {
  return newBlob(blobBytes(blob), blob.type);
}

/** A type as a Blob has it: lower case, or nothing if it holds what is not printable ASCII. */
function plainType(type: unknown): string {
  if (type === undefined) return '';
  const text = `${type as any}`;
  for (let i = 0; i < text.length; i++) {
    const code = StringPrototypeCharCodeAt(text, i);
    if (code < 0x20 || code > 0x7e) return '';
  }
  return StringPrototypeToLowerCase(text);
}

function position(value: unknown, size: number): number {
  const number = MathTrunc(+(value as any));
  if (NumberIsNaN(number)) return 0;
  return number < 0 ? MathMax(size + number, 0) : MathMin(number, size);
}

/** Blob takes an array and nothing else that iterates; line endings stay as they are. */
function checkOptions(options: any, made: Function): void {
  const name = made === File ? 'File' : 'Blob';
  if (options !== null && typeof options !== 'object' && typeof options !== 'function') {
    throw badConstruction(name, name === 'File' ? 3 : 2, 'Options');
  }
  if (options?.endings !== undefined) throw new Error("The 'endings' field on 'Options' is not implemented.");
}

const MOST_BYTES = 128 * 1024 * 1024;

/**
 * The bytes of all parts. What has to become text does so first: that may run code of the Worker, which can shrink or give
 * away the buffers that stand beside it.
 */
function gather(parts: unknown, made: Function): Bytes {
  if (!ArrayIsArray(parts)) throw badConstruction(made === File ? 'File' : 'Blob', 1, 'Array');
  const items: (Bytes | ArrayBuffer | ArrayBufferView)[] = [];
  for (let i = 0; i < parts.length; i++) {
    const item = parts[i];
    if (isBlob(item)) items[i] = blobBytes(item);
    else items[i] = isBufferSource(item) ? item : encodeUtf8(`${item as any}`);
  }
  const pieces: Bytes[] = [];
  let length = 0;
  for (let i = 0; i < items.length; i++) {
    pieces[i] = isDetached(items[i]!) ? new PlainUint8Array(0) : bytesOf(items[i]);
    length += TypedArrayByteLength(pieces[i]!);
  }
  if (length > MOST_BYTES) throw new RangeError(`Blob size ${length} exceeds limit ${MOST_BYTES}`);
  const all = new PlainUint8Array(length);
  let at = 0;
  for (let i = 0; i < pieces.length; i++) {
    TypedArraySet(all, pieces[i]!, at);
    at += TypedArrayByteLength(pieces[i]!);
  }
  return all;
}
