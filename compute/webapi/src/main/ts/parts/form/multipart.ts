// multipart/form-data (RFC 7578), both ways.
import { type Bytes, bytesOfLatin1, decodeUtf8, encodeUtf8, view } from '../../core/bytes';
import { PlainUint8Array, TypedArrayByteLength, TypedArraySet } from '../../core/primordials';
import { blobBytes, newFile } from './blob';
import { randomBoundary } from './boundary';
import { type Entry, entriesOf, FormData } from './formdata';

const CR = 13;
const LF = 10;
const DASH = 45;
const MOST_HEADER = 16 * 1024;

function broken(): never {
  throw new TypeError('Parsing a Body as FormData failed: the multipart body is malformed.');
}

/** The form in a body whose boundary is known. */
export function parseMultipart(bytes: Bytes, boundary: string): FormData {
  const form = new FormData();
  const entries = entriesOf(form);
  const delimiter = bytesOfLatin1(`--${boundary}`);
  const length = TypedArrayByteLength(delimiter);
  let at = find(bytes, delimiter, 0);
  if (at < 0) broken();
  for (;;) {
    at += length;
    if (bytes[at] === DASH && bytes[at + 1] === DASH) return form;
    at = afterLine(bytes, at);
    const headEnd = find(bytes, HEAD_END, at - 2);
    if (headEnd < 0 || headEnd - at > MOST_HEADER) broken();
    const head = decodeUtf8(view(bytes, at, headEnd < at ? 0 : headEnd - at));
    const from = headEnd + 4;
    const next = nextDelimiter(bytes, delimiter, from);
    entries[entries.length] = entryOf(head, view(bytes, from, next - 2 - from));
    at = next;
  }
}

const HEAD_END = bytesOfLatin1('\r\n\r\n');

/** Past the spaces and the line break that follow a delimiter. */
function afterLine(bytes: Bytes, at: number): number {
  let i = at;
  while (bytes[i] === 32 || bytes[i] === 9) i++;
  if (bytes[i] !== CR || bytes[i + 1] !== LF) broken();
  return i + 2;
}

/** Where the next delimiter stands that begins a line. */
function nextDelimiter(bytes: Bytes, delimiter: Bytes, from: number): number {
  let at = from;
  for (;;) {
    at = find(bytes, delimiter, at);
    if (at < 0) broken();
    if (at >= from + 2 && bytes[at - 2] === CR && bytes[at - 1] === LF) return at;
    at++;
  }
}

function find(bytes: Bytes, wanted: Bytes, from: number): number {
  const length = TypedArrayByteLength(wanted);
  const last = TypedArrayByteLength(bytes) - length;
  const first = wanted[0];
  for (let i = from < 0 ? 0 : from; i <= last; i++) {
    if (bytes[i] !== first) continue;
    let n = 1;
    while (n < length && bytes[i + n] === wanted[n]) n++;
    if (n === length) return i;
  }
  return -1;
}

function entryOf(head: string, content: Bytes): Entry {
  let name: string | null = null;
  let filename: string | null = null;
  let type = '';
  const lines = head.split('\r\n');
  for (let i = 0; i < lines.length; i++) {
    const colon = lines[i]!.indexOf(':');
    if (colon < 0) continue;
    const field = lines[i]!.slice(0, colon).trim().toLowerCase();
    const value = lines[i]!.slice(colon + 1).trim();
    if (field === 'content-disposition') {
      name = parameter(value, 'name');
      filename = parameter(value, 'filename');
    } else if (field === 'content-type') type = value;
  }
  if (name === null) broken();
  if (filename === null) return { name, value: decodeUtf8(content) };
  return { name, value: newFile(content, type === '' ? 'application/octet-stream' : type, filename) };
}

/** A parameter of a header value; quotes may be escaped by percent or by backslash. */
export function parameter(value: string, wanted: string): string | null {
  let i = value.indexOf(';');
  while (i >= 0 && i < value.length) {
    const equals = value.indexOf('=', i);
    if (equals < 0) return null;
    const name = value
      .slice(i + 1, equals)
      .trim()
      .toLowerCase();
    const { text, end } = parameterValue(value, equals + 1);
    if (name === wanted) return text;
    i = value.indexOf(';', end);
  }
  return null;
}

function parameterValue(value: string, from: number): { text: string; end: number } {
  let i = from;
  while (value[i] === ' ') i++;
  if (value[i] !== '"') {
    const end = value.indexOf(';', i);
    const stop = end < 0 ? value.length : end;
    return { text: value.slice(i, stop).trim(), end: stop };
  }
  let text = '';
  for (i++; i < value.length && value[i] !== '"'; i++) {
    if (value[i] === '\\' && (value[i + 1] === '"' || value[i + 1] === '\\')) i++;
    text += value[i];
  }
  return { text: text.replace(/%22/g, '"').replace(/%0D%0A/gi, '\r\n'), end: i + 1 };
}

/** The body of a form, and the boundary that cuts it. */
export function encodeMultipart(form: FormData): { bytes: Bytes; boundary: string } {
  const boundary = randomBoundary();
  const entries = entriesOf(form);
  const pieces: Bytes[] = [];
  for (let i = 0; i < entries.length; i++) {
    const { name, value } = entries[i]!;
    let head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"`;
    if (typeof value === 'string') {
      pieces[pieces.length] = encodeUtf8(`${head}\r\n\r\n${value}\r\n`);
      continue;
    }
    const type = value.type === '' ? 'application/octet-stream' : value.type;
    head += `; filename="${escaped(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`;
    pieces[pieces.length] = encodeUtf8(head);
    pieces[pieces.length] = blobBytes(value);
    pieces[pieces.length] = bytesOfLatin1('\r\n');
  }
  pieces[pieces.length] = bytesOfLatin1(`--${boundary}--\r\n`);
  return { bytes: joined(pieces), boundary };
}

function escaped(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '%0D%0A').replace(/"/g, '%22');
}

function joined(pieces: Bytes[]): Bytes {
  let length = 0;
  for (let i = 0; i < pieces.length; i++) length += TypedArrayByteLength(pieces[i]!);
  const all = new PlainUint8Array(length);
  let at = 0;
  for (let i = 0; i < pieces.length; i++) {
    TypedArraySet(all, pieces[i]!, at);
    at += TypedArrayByteLength(pieces[i]!);
  }
  return all;
}
