// The Body mixin: the readers that Request and Response share. Bodies that came whole are answered without a stream.
import { type Bytes, decodeUtf8, withoutMark } from './bytes';
import { type Content, LATIN1, NONE, SOURCE, STREAM, type StreamObject, TEXT } from './content';
import { INTERNAL } from './headers';
import type { Incoming } from './incoming';
import { defineInterface } from './interface';
import { part } from './lazy';
import {
  deferred,
  derive,
  JSONParse,
  PlainUint8Array,
  rejected,
  resolved,
  TypedArrayBuffer,
  TypedArrayByteLength,
  TypedArraySet,
} from './primordials';
import { Queue } from './queue';

const USED = 'Body has already been used. It can only be used once. Use tee() first if you need to read it twice.';

export let contentOf: (body: Body) => Content;

export class Body {
  #content: Content;

  constructor(token: unknown, content: Content) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#content = content;
  }
  static {
    contentOf = (body) => body.#content;
  }

  get body(): StreamObject | null {
    return this.#content.stream();
  }
  get bodyUsed(): boolean {
    return this.#content.disturbed;
  }
  text(): Promise<string> {
    const content = this.#content;
    if (content.kind <= LATIN1 && !content.used) {
      if (content.kind === NONE) return resolved('');
      content.used = true;
      return resolved(withoutMark(content.wholeText()));
    }
    return derive(readBytes(content), ({ bytes }) => textOf(bytes));
  }
  json(): Promise<unknown> {
    const content = this.#content;
    if (content.kind === TEXT && !content.used) {
      content.used = true;
      return parsed(content.data as string);
    }
    return derive(readBytes(content), ({ bytes }) => JSONParse(textOf(bytes)));
  }
  arrayBuffer(): Promise<ArrayBuffer> {
    return derive(readBytes(this.#content), ({ bytes }) => TypedArrayBuffer(bytes) as ArrayBuffer);
  }
  bytes(): Promise<Bytes> {
    return derive(readBytes(this.#content), ({ bytes }) => bytes);
  }
  blob(): Promise<unknown> {
    const type = typeOfBody(this);
    return derive(readBytes(this.#content), ({ bytes }) => part('form').blobOf(bytes, type));
  }
  formData(): Promise<unknown> {
    let type: string;
    try {
      type = typeOfBody(this);
      if (type === '') throw new TypeError('Parsing a Body as FormData requires a Content-Type header.');
    } catch (error) {
      return rejected(error);
    }
    return derive(readBytes(this.#content), ({ bytes }) => part('form').parseForm(bytes, type));
  }
}
defineInterface(Body, 'Body');

/** The content-type header of the request or response, set by those classes. */
let typeOfBody: (body: Body) => string = () => '';
export function useTypeOf(look: (body: Body) => string): void {
  typeOfBody = look;
}

function parsed(text: string): Promise<unknown> {
  try {
    return resolved(JSONParse(withoutMark(text)));
  } catch (error) {
    return rejected(error);
  }
}
function textOf(bytes: Bytes): string {
  return withoutMark(decodeUtf8(bytes));
}

/** Bytes on their way through a promise. Without a prototype: of an object that has one, `then` would be asked for. */
export interface Held {
  readonly bytes: Bytes;
}
export function held(bytes: Bytes): Held {
  return { __proto__: null, bytes } as Held;
}

/** All bytes of a body, as an array that the caller may keep. */
export function readBytes(content: Content): Promise<Held> {
  if (content.used || content.disturbed) return rejected(new TypeError(USED));
  if (content.locked) return rejected(new TypeError('This ReadableStream is currently locked to a reader.'));
  if (content.kind === NONE) return resolved(held(new PlainUint8Array(0)));
  content.used = true;
  if (content.kind < SOURCE) return resolved(held(content.wholeBytes()));
  if (content.kind === STREAM) return part('streams').readAll(content.data) as Promise<Held>;
  return readSource(content.data as Incoming);
}

function readSource(source: Incoming): Promise<Held> {
  const { promise, resolve, reject } = deferred<Held>();
  const gathered = new Gathered();
  source.drain({
    chunk: (bytes) => gathered.add(bytes),
    end: () => resolve(held(gathered.take())),
    failed: reject,
  });
  return promise;
}

/** Chunks on their way to becoming one array. */
export class Gathered {
  #chunks = new Queue<Bytes>();
  #length = 0;

  add(bytes: Bytes): void {
    this.#chunks.push(bytes);
    this.#length += TypedArrayByteLength(bytes);
  }
  /** The whole of chunks that nobody else holds: a single one as it is. */
  take(): Bytes {
    return this.#chunks.size === 1 ? this.#chunks.peek() : this.join();
  }
  join(): Bytes {
    const whole = new PlainUint8Array(this.#length);
    let at = 0;
    this.#chunks.forEach((bytes) => {
      TypedArraySet(whole, bytes, at);
      at += TypedArrayByteLength(bytes);
    });
    return whole;
  }
}

/** Takes a body for sending: it counts as used from now on. */
export function takeContent(body: Body): Content {
  const content = contentOf(body);
  if (content.kind === NONE) return content;
  if (content.used || content.locked || content.disturbed) throw new TypeError(USED);
  content.used = true;
  return content;
}
export function cloneContent(body: Body): Content {
  const content = contentOf(body);
  if (content.kind === NONE) return content;
  if (content.used || content.locked || content.disturbed) {
    throw new TypeError('This ReadableStream is currently locked to a reader,');
  }
  return content.branch();
}
