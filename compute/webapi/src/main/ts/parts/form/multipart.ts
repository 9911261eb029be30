// multipart/form-data (RFC 7578), both ways, as lenient and as strict as the platform is.
import { type Bytes, bytesOfLatin1, decodeUtf8, encodeUtf8, view } from '../../core/bytes';
import {
  PlainUint8Array,
  RegExpPrototypeExec,
  StringPrototypeEndsWith,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  StringPrototypeTrim,
  TypedArrayByteLength,
  TypedArraySet,
} from '../../core/primordials';
import { replaceText } from '../../core/text';
import { blobBytes, newFile } from './blob';
import { randomBoundary } from './boundary';
import { type Entry, entriesOf, FormData } from './formdata';

const CR = 13;
const LF = 10;
const DASH = 45;
const MOST_HEADER = 16 * 1024;

/** The form in a body whose boundary is known. */
export function parseMultipart(bytes: Bytes, boundary: string): FormData {
  const form = new FormData();
  const entries = entriesOf(form);
  const delimiter = bytesOfLatin1(`--${boundary}`);
  const length = TypedArrayByteLength(delimiter);
  let at = find(bytes, delimiter, 0);
  if (at < 0) throw new TypeError('No initial boundary string (or you have a truncated message).');
  for (;;) {
    at += length;
    if (bytes[at] === DASH && bytes[at + 1] === DASH) return form;
    const from = afterHead(bytes, at);
    const head = decodeUtf8(view(bytes, at, from - at));
    const next = nextDelimiter(bytes, delimiter, from);
    // The line break before a delimiter belongs to it.
    const end = next - (bytes[next - 2] === CR && next - 2 >= from ? 2 : 1);
    entries[entries.length] = entryOf(head, view(bytes, from, end < from ? 0 : end - from));
    at = next;
  }
}

/** Past the empty line that ends the head of a part. */
function afterHead(bytes: Bytes, at: number): number {
  const last = at + MOST_HEADER;
  for (let i = at; i < last && i < TypedArrayByteLength(bytes); i++) {
    if (bytes[i] !== LF) continue;
    if (bytes[i + 1] === LF) return i + 2;
    if (bytes[i + 1] === CR && bytes[i + 2] === LF) return i + 3;
  }
  throw new TypeError('No multipart message header termination found.');
}

/** Where the next delimiter stands that begins a line. */
function nextDelimiter(bytes: Bytes, delimiter: Bytes, from: number): number {
  for (let at = from; ; at++) {
    at = find(bytes, delimiter, at);
    if (at < 0) throw new TypeError('No subsequent boundary string after multipart message.');
    if (bytes[at - 1] === LF) return at;
  }
}

function find(bytes: Bytes, wanted: Bytes, from: number): number {
  const length = TypedArrayByteLength(wanted);
  const last = TypedArrayByteLength(bytes) - length;
  const first = wanted[0];
  for (let i = from; i <= last; i++) {
    if (bytes[i] !== first) continue;
    let n = 1;
    while (n < length && bytes[i + n] === wanted[n]) n++;
    if (n === length) return i;
  }
  return -1;
}

const LINE = /[^\r\n]+/g;

function entryOf(head: string, content: Bytes): Entry {
  let disposition: string | null = null;
  let type = '';
  LINE.lastIndex = 0;
  for (let line = RegExpPrototypeExec(LINE, head); line !== null; line = RegExpPrototypeExec(LINE, head)) {
    const text = line[0]!;
    const colon = StringPrototypeIndexOf(text, ':', 0);
    if (colon < 0) {
      if (StringPrototypeTrim(text) === '') continue;
      throw new TypeError('FormData part had invalid headers.');
    }
    const field = StringPrototypeToLowerCase(StringPrototypeTrim(StringPrototypeSlice(text, 0, colon)));
    const value = StringPrototypeTrim(StringPrototypeSlice(text, colon + 1));
    if (field === 'content-disposition') disposition = value;
    else if (field === 'content-type') type = value;
  }
  if (disposition === null) throw new TypeError('No valid Content-Disposition header found in FormData part.');
  return entryFrom(disposition, type, content);
}

const KIND = /^[^;\s]*/;

function entryFrom(disposition: string, type: string, content: Bytes): Entry {
  const kind = RegExpPrototypeExec(KIND, disposition)![0]!;
  if (kind !== 'form-data') {
    throw new TypeError(
      `Content-Disposition header for FormData part must have the value "form-data", possibly followed by parameters. Got: "${kind}"`,
    );
  }
  const name = quoted(disposition, 'name');
  if (name === null) throw new TypeError('Content-Disposition header in FormData part is missing a name.');
  const filename = quoted(disposition, 'filename');
  if (filename === null || filename === '') return { name, value: decodeUtf8(content) };
  return { name, value: newFile(content, type, filename) };
}

const QUOTED = /;\s*([A-Za-z*]+)\s*=\s*"((?:[^"\\]|\\.)*)"/g;
const ESCAPED = /\\(.)/g;

/** A parameter in quotes, its backslashes undone. */
function quoted(value: string, wanted: string): string | null {
  QUOTED.lastIndex = 0;
  for (let found = RegExpPrototypeExec(QUOTED, value); found !== null; found = RegExpPrototypeExec(QUOTED, value)) {
    if (StringPrototypeToLowerCase(found[1]!) === wanted) return replaceText(found[2]!, ESCAPED, (match) => match[1]!);
  }
  return null;
}

const BOUNDARY = /;\s*boundary\s*=\s*(?:"([^"]*)"|([^;\s]*))/i;

/** The boundary that a content type names. */
export function boundaryOf(type: string): string {
  const found = RegExpPrototypeExec(BOUNDARY, type);
  return found === null ? '' : (found[1] ?? found[2] ?? '');
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
  pieces[pieces.length] = bytesOfLatin1(`--${boundary}--`);
  return { bytes: joined(pieces), boundary };
}

const UNQUOTABLE = /["\r\n]/g;

function escaped(text: string): string {
  if (StringPrototypeEndsWith(text, '\\')) throw new TypeError("Name or filename can't end with backslash");
  return replaceText(text, UNQUOTABLE, (m) => (m[0] === '"' ? '%22' : m[0] === '\r' ? '%0D' : '%0A'));
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
