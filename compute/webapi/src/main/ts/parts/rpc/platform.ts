// The platform's own objects in serialized form. Bodies that are whole travel with their message; those that are streams are
// references, which only RPC can carry.
import { type Body, contentOf, takeContent } from '../../core/body';
import type { Bytes } from '../../core/bytes';
import { BUFFER, Content, NO_CONTENT, NONE, SOURCE, STREAM, TEXT } from '../../core/content';
import { DOMException, isDOMException } from '../../core/errors';
import { HeaderList } from '../../core/header-list';
import { INTERNAL, isHeaders, listOf, newHeaders } from '../../core/headers';
import { loadedPart, part } from '../../core/lazy';
import { JSONStringify, NumberIsInteger, ObjectDefineProperty, PlainUint8Array } from '../../core/primordials';
import { isRequest, Request, RequestState, requestState } from '../../core/request';
import { isResponse, Response, ResponseState, responseState } from '../../core/response';
import { normalUrl } from '../../core/url';
import { refuse, refusePlatformObject } from '../clone/platform';
import { malformed } from './format';
import type { Reader } from './reader';
import { signalsCross } from './signals';
import type { Writer } from './writer';

export function writePlatform(writer: Writer, value: any): string | null {
  if (isHeaders(value)) return writer.tag(`["H",${JSONStringify(listOf(value).block())}]`);
  if (isRequest(value)) return writeRequest(writer, value);
  if (isResponse(value)) return writeResponse(writer, value);
  if (isDOMException(value)) return writeDOMException(writer, value);
  const forms = loadedPart('form');
  if (forms?.isBlob(value) && !forms.isFile(value)) {
    return writer.tag(`["B",${JSONStringify(forms.blobType(value))},${writer.bytes(forms.blobBytes(value))}]`);
  }
  // Between isolates all that is no plain object is refused by the name of its class.
  if (writer.exporter === null) refusePlatformObject(value);
  else if (loadedPart('events')?.isSignal(value)) return writeSignal(writer, value);
  return null;
}

/** Of those that may abort yet the exporter took care. */
function writeSignal(writer: Writer, signal: object): string {
  const { isAborted, reasonOf } = part('events');
  if (!signalsCross()) refuse('AbortSignal serialization is not enabled.');
  if (!isAborted(signal)) refuse('AbortSignal can only be serialized for RPC.');
  return writer.tag(`["A",0,${writer.value(reasonOf(signal))}]`);
}

export function readPlatform(reader: Reader, tag: any[]): unknown {
  const number = reader.reserve();
  const value = read(reader, tag);
  if (typeof value === 'object' && value !== null) reader.keep(number, value);
  else if (typeof value === 'function') reader.keep(number, value);
  return value;
}

function read(reader: Reader, tag: any[]): unknown {
  switch (tag[0]) {
    case 'H':
      return newHeaders(new HeaderList(text(tag[1])), false);
    case 'Q':
      return readRequest(reader, tag);
    case 'S':
      return readResponse(reader, tag);
    case 'D':
      return readDOMException(reader, tag);
    case 'B':
      return part('form').newBlob(new PlainUint8Array(reader.buffer(['', tag[2], tag[3]])), text(tag[1]));
    case 'A':
      if (tag[1] === 0) return part('events').abortedSignal(reader.value(tag[2]));
      break;
  }
  return reader.importer === null ? malformed() : reader.importer.value(tag);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : malformed();
}

function writeDOMException(writer: Writer, value: DOMException): string {
  const stack = (value as any).stack;
  const head = `["D",${JSONStringify(value.name)},${JSONStringify(value.message)},${JSONStringify(`${stack}`)}`;
  return writer.tag(`${head}]`);
}
function readDOMException(_: Reader, tag: any[]): object {
  const made = new DOMException(text(tag[2]), text(tag[1]));
  ObjectDefineProperty(made, 'stack', {
    __proto__: null,
    value: text(tag[3]),
    writable: true,
    enumerable: true,
    configurable: true,
  } as any);
  return made;
}

/** The last elements of a tag: nothing, text, bytes or a stream. */
function writeBody(writer: Writer, body: Body): string {
  const kind = contentOf(body).kind;
  if (kind === NONE) return '';
  if (writer.exporter === null) refuse('ReadableStream can only be serialized for RPC.');
  if (kind === SOURCE || kind === STREAM) {
    const stream = body.body;
    usable(body);
    return `,"s",${writer.value(stream)}`;
  }
  const content = usable(body);
  return kind === TEXT ? `,"t",${writer.value(content.data)}` : `,"b",${writer.bytes(content.wholeBytes())}`;
}

function usable(body: Body): Content {
  const content = contentOf(body);
  if (content.used || content.locked || content.disturbed) {
    throw new TypeError('The ReadableStream has been locked to a reader.');
  }
  return takeContent(body);
}

function readBody(reader: Reader, tag: any[], at: number): Content {
  switch (tag[at]) {
    case undefined:
      return NO_CONTENT;
    case 't':
      return new Content(TEXT, text(tag[at + 1]));
    case 'b':
      return new Content(BUFFER, new PlainUint8Array(reader.buffer(['', tag[at + 1], tag[at + 2]])) as Bytes);
    default:
      return streamBody(reader.value(tag[at + 1]));
  }
}
function streamBody(stream: any): Content {
  if (!loadedPart('streams')?.isReadableStream(stream)) malformed();
  return new Content(STREAM, stream);
}

function writeRequest(writer: Writer, request: Request): string {
  const own = requestState(request);
  const head = `"Q",${JSONStringify(own.method)},${JSONStringify(own.url)},${JSONStringify(own.list.block())}`;
  const cf = writer.value(request.cf);
  // The signal of a request that came is not one that somebody gave it.
  const given = writer.exporter !== null && own.context === null ? own.signal : null;
  const signal = given === null ? 'null' : writer.value(given);
  return writer.tag(`[${head},${JSONStringify(own.redirect)},${cf},${signal}${writeBody(writer, request)}]`);
}
function readRequest(reader: Reader, tag: any[]): object {
  const own = new RequestState(new HeaderList(text(tag[3])));
  own.method = text(tag[1]);
  own.url = normalUrl(text(tag[2]));
  own.redirect = tag[4] === 'manual' ? 'manual' : 'follow';
  own.cf = reader.value(tag[5]);
  own.signal = signalIn(reader.value(tag[6]));
  return new Request(INTERNAL, own, readBody(reader, tag, 7));
}

/** Requests that were stored before signals could travel have nothing in its place. */
function signalIn(value: unknown): object | null {
  if (value === undefined || value === null) return null;
  return loadedPart('events')?.isSignal(value) === true ? (value as object) : malformed();
}

function refuseType(name: string): never {
  refuse(`Could not serialize object of type "${name}". This type does not support serialization.`);
}

function writeResponse(writer: Writer, response: Response): string {
  const own = responseState(response);
  if (own.webSocket !== null) refuseType('WebSocket');
  const head = `"S",${own.status},${JSONStringify(own.statusText)},${JSONStringify(own.block())}`;
  return writer.tag(`[${head}${writeBody(writer, response)}]`);
}
function readResponse(reader: Reader, tag: any[]): object {
  const own = new ResponseState();
  if (!NumberIsInteger(tag[1]) || (tag[1] !== 0 && tag[1] < 200) || tag[1] > 599) malformed();
  if (tag[1] === 0) own.type = 'error';
  own.status = tag[1];
  own.statusText = text(tag[2]);
  own.list = new HeaderList(text(tag[3]));
  return new Response(INTERNAL, own, readBody(reader, tag, 4));
}
