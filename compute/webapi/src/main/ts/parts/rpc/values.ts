// How the objects that are more than their properties are written: what the language knows first, then what the platform does.
import { bytesOf } from '../../core/bytes';
import {
  ArrayBufferDetached,
  ArrayBufferMaxByteLength,
  ArrayBufferResizable,
  DatePrototypeGetTime,
  ErrorIsError,
  JSONStringify,
  MapPrototypeForEach,
  MapPrototypeSize,
  NumberIsNaN,
  PlainDate,
  PlainMap,
  PlainSet,
  RegExpPrototypeFlags,
  RegExpPrototypeSource,
  SetPrototypeForEach,
  SetPrototypeSize,
  TypedArrayTag,
} from '../../core/primordials';
import { BOXES, nameOf, placeOf, refuseOpaque } from '../clone/kinds';
import { passes } from '../clone/moving';
import { refuse } from '../clone/platform';
import { writeError } from './errors';
import { writePlatform } from './platform';
import type { Writer } from './writer';

const DatePrototype = PlainDate.prototype;
const MapPrototype = PlainMap.prototype;
const SetPrototype = PlainSet.prototype;
const RegExpPrototype = RegExp.prototype;

export function writeBuffer(writer: Writer, buffer: ArrayBuffer): string {
  if (ArrayBufferDetached(buffer)) refuse('An ArrayBuffer is detached and could not be cloned.');
  const most = ArrayBufferResizable(buffer) ? `,${ArrayBufferMaxByteLength(buffer)}` : '';
  return writer.tag(`["b",${writer.bytes(bytesOf(buffer))}${most}]`);
}

/** A view brings its whole buffer along, as other views of it may do. */
export function writeView(writer: Writer, view: ArrayBufferView): string {
  const place = placeOf(view);
  const type = TypedArrayTag(view) ?? 'DataView';
  return writer.tag(`["v","${type}",${writer.value(place.buffer)},${place.offset},${place.length}]`);
}

export function writeObject(writer: Writer, value: any, prototype: object | null): string {
  if (value === globalThis) refuse('#<ServiceWorkerGlobalScope> could not be cloned.');
  if (prototype !== null) {
    const language = writeLanguage(writer, value, prototype);
    if (language !== null) return language;
    const reference = writer.exporter?.reference(value) ?? null;
    if (reference !== null) return writer.tag(`[${reference}]`);
    const platform = writePlatform(writer, value);
    if (platform !== null) return platform;
  }
  refuseOpaque(value);
  if (writer.exporter !== null) {
    refuse(`Could not serialize object of type "${nameOf(value)}". This type does not support serialization.`);
  }
  return writer.properties(value);
}

function writeLanguage(writer: Writer, value: any, prototype: object): string | null {
  // Each question costs an error where the answer is no: those whose prototype tells are asked first.
  if (prototype === DatePrototype && passes(DatePrototypeGetTime, value)) return date(writer, value);
  if (prototype === MapPrototype && passes(MapPrototypeSize, value)) return map(writer, value);
  if (prototype === SetPrototype && passes(SetPrototypeSize, value)) return set(writer, value);
  if (ErrorIsError(value)) return writeError(writer, value);
  if (passes(MapPrototypeSize, value)) return map(writer, value);
  if (passes(SetPrototypeSize, value)) return set(writer, value);
  if (passes(DatePrototypeGetTime, value)) return date(writer, value);
  if (value !== RegExpPrototype && passes(RegExpPrototypeSource, value)) {
    const source = JSONStringify(RegExpPrototypeSource(value));
    return writer.tag(`["r",${source},${JSONStringify(RegExpPrototypeFlags(value))}]`);
  }
  for (let i = 0; i < BOXES.length; i++) {
    if (passes(BOXES[i]!, value)) return writer.tag(`["p",${writer.value(BOXES[i]!(value))}]`);
  }
  return null;
}

function date(writer: Writer, value: Date): string {
  const time = DatePrototypeGetTime(value);
  return writer.tag(`["d",${NumberIsNaN(time) ? 'null' : time}]`);
}

interface Row {
  key: unknown;
  item: unknown;
  next: Row | null;
}

/** The rows as they are now: what runs while they are written may change the collection. */
function rowsOf(each: (see: (item: unknown, key: unknown) => void) => void): Row | null {
  let first: Row | null = null;
  let last: Row | null = null;
  each((item, key) => {
    const row: Row = { key, item, next: null };
    if (last === null) first = row;
    else last.next = row;
    last = row;
  });
  return first;
}

function map(writer: Writer, value: any): string {
  let json = '["m"';
  const rows = rowsOf((see) => MapPrototypeForEach(value, see));
  for (let row = rows; row !== null; row = row.next) json += `,${writer.value(row.key)},${writer.value(row.item)}`;
  return writer.tag(`${json}]`);
}
function set(writer: Writer, value: any): string {
  let json = '["s"';
  const rows = rowsOf((see) => SetPrototypeForEach(value, see));
  for (let row = rows; row !== null; row = row.next) json += `,${writer.value(row.item)}`;
  return writer.tag(`${json}]`);
}
