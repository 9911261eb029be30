// A value as text, or as text and bytes, and back.
import { type Bytes, bytesOfLatin1, latin1Of } from '../../core/bytes';
import {
  JSONParse,
  NumberParseInt,
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeSubstring,
  TypedArrayByteLength,
} from '../../core/primordials';
import { BINARY, type Exporter, type Importer, malformed, type Packed, PLAIN, TAGGED } from './format';
import { narrowed } from './narrow';
import { Reader } from './reader';
import { Writer } from './writer';

const PLAIN_CODE = 106; // j
const TAGGED_CODE = 116; // t

/** A value as text and bytes. Without an exporter nothing may be in it that lives: functions, stubs and streams are refused. */
export function pack(value: unknown, exporter: Exporter | null = null): Packed {
  const writer = new Writer(exporter);
  const json = writer.value(value);
  return { text: (writer.tagged ? TAGGED : PLAIN) + json, bytes: writer.takeBytes() };
}

/** Bytes alone; they must not change any more. */
export function packBytes(bytes: Bytes): Packed {
  return { text: `${TAGGED}{"":["b",0,${TypedArrayByteLength(bytes)}]}`, bytes };
}

/** The same as one text. */
export function serialize(value: unknown, exporter: Exporter | null = null): string {
  const writer = new Writer(exporter);
  const json = writer.value(value);
  const bytes = writer.takeBytes();
  if (bytes === null) return (writer.tagged ? TAGGED : PLAIN) + json;
  const narrow = narrowed(json);
  return `${BINARY}${narrow.length}:${narrow}${latin1Of(bytes)}`;
}

export function unpack({ text, bytes }: Packed, importer: Importer | null = null): any {
  if (bytes === null) return deserialize(text, importer);
  if (StringPrototypeCharCodeAt(text, 0) !== TAGGED_CODE) malformed();
  return new Reader(importer, bytes).value(jsonOf(text));
}

export function deserialize(text: string, importer: Importer | null = null): any {
  if (text.length === 0) malformed();
  const code = StringPrototypeCharCodeAt(text, 0);
  if (code === PLAIN_CODE) return jsonOf(text);
  if (code === TAGGED_CODE) return new Reader(importer, null).value(jsonOf(text));
  const { json, bytes } = parted(text);
  return new Reader(importer, bytes).value(json);
}

function jsonOf(text: string): unknown {
  return JSONParse(StringPrototypeSubstring(text, 1, text.length));
}

const LENGTH = /^b(\d{1,10}):/;

/** The two halves of a text with bytes. */
function parted(text: string): { json: unknown; bytes: Bytes } {
  const colon = StringPrototypeIndexOf(text, ':');
  if (colon < 0 || RegExpPrototypeExec(LENGTH, StringPrototypeSubstring(text, 0, colon + 1)) === null) malformed();
  const end = colon + 1 + NumberParseInt(StringPrototypeSubstring(text, 1, colon), 10);
  const json = JSONParse(StringPrototypeSubstring(text, colon + 1, end));
  return { json, bytes: bytesOfLatin1(StringPrototypeSubstring(text, end, text.length)) };
}
