// What the body of a request or response holds. Text and bytes that came whole stay as they came: a stream is made of them only
// when a Worker asks for one.
import {
  type Bytes,
  bytesOf,
  bytesOfLatin1,
  copyOf,
  decodeLatin1AsUtf8,
  decodeUtf8,
  encodeUtf8,
  isBufferSource,
  isDetached,
} from './bytes';
import type { Incoming } from './incoming';
import { loadedPart, part } from './lazy';
import {
  ArrayIsArray,
  ObjectPrototype,
  PlainUint8Array,
  SymbolAsyncIterator,
  SymbolIterator,
  SymbolToPrimitive,
  TypedArrayByteLength,
} from './primordials';

export const NONE = 0;
/** A JavaScript string, ASCII or not. */
export const TEXT = 1;
/** Bytes as one char each. */
export const LATIN1 = 2;
/** Bytes that belong to the platform: never handed out without a copy. */
export const BUFFER = 3;
/** A stream from the node that no Worker has asked to see. */
export const SOURCE = 4;
/** A ReadableStream object. */
export const STREAM = 5;

export type Kind = typeof NONE | typeof TEXT | typeof LATIN1 | typeof BUFFER | typeof SOURCE | typeof STREAM;

/** Stands for the ReadableStream class of the lazy part, which the core must not import. */
export interface StreamObject {
  readonly __stream: never;
}

export class Content {
  kind: Kind;
  /** The text, bytes, Incoming or ReadableStream. */
  data: any;
  used = false;
  /** Whether it can be sent again after a redirect. */
  readonly rewindable: boolean;

  constructor(kind: Kind, data: string | Bytes | Incoming | StreamObject | null) {
    this.kind = kind;
    this.data = data;
    this.rewindable = kind < SOURCE;
  }

  get disturbed(): boolean {
    return this.used || (this.kind === STREAM && part('streams').isDisturbed(this.data));
  }
  get locked(): boolean {
    return this.kind === STREAM && part('streams').isLocked(this.data);
  }

  /** The body as the stream that Workers see. */
  stream(): StreamObject | null {
    if (this.kind === NONE) return null;
    if (this.kind !== STREAM) {
      this.data = part('streams').streamOfContent(this, this.used);
      this.kind = STREAM;
    }
    return this.data as StreamObject;
  }

  /** Bytes of a body that is here as a whole; a fresh copy. */
  wholeBytes(): Bytes {
    switch (this.kind) {
      case TEXT:
        return encodeUtf8(this.data as string);
      case LATIN1:
        return bytesOfLatin1(this.data as string);
      case BUFFER:
        return copyOf(this.data as Bytes);
      default:
        return new PlainUint8Array(0);
    }
  }
  wholeText(): string {
    switch (this.kind) {
      case TEXT:
        return this.data as string;
      case LATIN1:
        return decodeLatin1AsUtf8(this.data as string);
      case BUFFER:
        return decodeUtf8(this.data as Bytes);
      default:
        return '';
    }
  }

  /** Length in bytes where it is known, else -1. */
  get length(): number {
    switch (this.kind) {
      case NONE:
        return 0;
      case LATIN1:
        return (this.data as string).length;
      case BUFFER:
        return TypedArrayByteLength(this.data as Bytes);
      case STREAM:
        return part('streams').knownLength(this.data);
      default:
        return -1;
    }
  }

  /** Two bodies from one. This one goes on as the first of the two. */
  branch(): Content {
    if (this.kind < SOURCE) return new Content(this.kind, this.data);
    const stream = this.stream() as StreamObject;
    const pair = part('streams').teeForClone(stream);
    this.data = pair.first;
    return new Content(STREAM, pair.second);
  }
}

export const NO_CONTENT = new Content(NONE, null);

/** A body as given by a Worker, with the content type that it implies ('' for none). */
export interface Extracted {
  content: Content;
  type: string;
}

const TEXT_TYPE = 'text/plain;charset=UTF-8';

export function extractContent(init: unknown): Extracted {
  if (typeof init === 'string') return { content: new Content(TEXT, init), type: TEXT_TYPE };
  if (init === undefined || init === null) return { content: NO_CONTENT, type: '' };
  if (typeof init === 'object') {
    if (isBufferSource(init)) return { content: new Content(BUFFER, ownBytes(init)), type: '' };
    const known = extractObject(init);
    if (known !== null) return known;
    if (isIterable(init)) return { content: new Content(STREAM, part('streams').streamOfIterable(init)), type: '' };
  }
  return { content: new Content(TEXT, `${init as any}`), type: TEXT_TYPE };
}

/** The bytes as they are now; a buffer that was given away holds none. */
function ownBytes(source: ArrayBuffer | ArrayBufferView): Bytes {
  return isDetached(source) ? new PlainUint8Array(0) : copyOf(bytesOf(source));
}

/** Chunks may come from whatever iterates; what has a text of its own besides, as a boxed string does, is that text. */
function isIterable(init: any): boolean {
  if (typeof init[SymbolAsyncIterator] === 'function') return true;
  if (typeof init[SymbolIterator] !== 'function') return false;
  return ArrayIsArray(init) || (init.toString === objectToString && init[SymbolToPrimitive] === undefined);
}
const objectToString = ObjectPrototype.toString;

function extractObject(init: object): Extracted | null {
  const streams = loadedPart('streams');
  if (streams?.isReadableStream(init)) {
    if (streams.isDisturbed(init)) {
      throw new TypeError(
        'This ReadableStream is disturbed (has already been read from), and cannot be used as a body.',
      );
    }
    if (streams.isLocked(init)) {
      throw new TypeError('This ReadableStream is locked to a reader, and cannot be used as a body.');
    }
    return { content: new Content(STREAM, init as unknown as StreamObject), type: '' };
  }
  const urls = loadedPart('url');
  if (urls?.isURLSearchParams(init)) {
    const text = urls.serializeParams(init);
    return { content: new Content(TEXT, text), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
  }
  const forms = loadedPart('form');
  if (forms?.isBlob(init)) return { content: new Content(BUFFER, forms.blobBytes(init)), type: forms.blobType(init) };
  if (forms?.isFormData(init)) {
    const { bytes, boundary } = forms.encodeMultipart(init);
    return { content: new Content(BUFFER, bytes), type: `multipart/form-data; boundary=${boundary}` };
  }
  return null;
}
