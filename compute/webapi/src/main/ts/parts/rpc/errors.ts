// Errors in serialized form: class, name, message, stack and what else is their own. Between isolates the frames of the stack stay
// at home, and so do properties that nobody else could hold.
import { latecomers } from '../../core/latecomers';
import {
  JSONStringify,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectSetPrototypeOf,
  ReflectOwnKeys,
  SafeMap,
} from '../../core/primordials';
import { malformed } from './format';
import type { Reader } from './reader';
import type { Writer } from './writer';

/** Whose constructors want more than a message. */
const aggregates = new SafeMap<string, object>();
for (const type of [AggregateError, latecomers.SuppressedError]) {
  if (type !== undefined) aggregates.set(type.name, type.prototype);
}
const classes = new SafeMap<string, ErrorConstructor>();
for (const type of [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, Error]) {
  classes.set(type.name, type as ErrorConstructor);
}

/** Set apart from the properties that are written one by one. */
const TOLD: Record<string, boolean> = { __proto__: null as never, name: true, message: true, stack: true };

export function writeError(writer: Writer, error: any): string {
  const name = `${error.name}`;
  const known = classes.has(name) || aggregates.has(name);
  const own = ObjectGetOwnPropertyDescriptor(error, 'name');
  const silent = writer.exporter === null && ObjectGetOwnPropertyDescriptor(error, 'message') === undefined;
  const message = silent ? 'null' : quoted(error.message);
  const stack = writer.exporter === null ? `${error.stack}` : headline(name, error.message);
  let json = `["e","${known ? name : 'Error'}",${message},${JSONStringify(stack)}`;
  json += `,${known ? 'null' : quoted(name)},${writer.exporter !== null || own?.enumerable === true ? 'true' : 'false'}`;
  return writer.tag(`${json}${ownProperties(writer, error)}]`);
}

/** The stack of an error without frames. */
export function headline(name: string, message: unknown): string {
  const text = message === undefined ? '' : `${message as any}`;
  return text === '' ? name : `${name}: ${text}`;
}

function quoted(text: unknown): string {
  return JSONStringify(`${text as any}`);
}

/** Key, value and 1 if it is enumerable, for each property that is not told of otherwise. */
export function ownProperties(writer: Writer, error: any): string {
  let json = '';
  const keys = ReflectOwnKeys(error);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (typeof key === 'symbol' || TOLD[key] === true) continue;
    const descriptor = ObjectGetOwnPropertyDescriptor(error, key);
    if (descriptor === undefined || (writer.exporter === null && typeof error[key] === 'function')) continue;
    json += `,${JSONStringify(key)},${writer.value(error[key])},${writer.exporter !== null || descriptor.enumerable ? 1 : 0}`;
  }
  return json;
}

function define(target: object, key: string, value: unknown, enumerable: boolean): void {
  ObjectDefineProperty(target, key, {
    __proto__: null,
    value,
    writable: true,
    enumerable,
    configurable: true,
  } as any);
}

export function readError(reader: Reader, parts: any[]): object {
  const error = newError(parts[1]);
  reader.keep(reader.reserve(), error);
  define(error, 'stack', text(parts[3]), false);
  if (parts[2] !== null) define(error, 'message', text(parts[2]), false);
  if (parts[4] !== null) define(error, 'name', text(parts[4]), parts[5] === true);
  readOwn(reader, error, parts, 6);
  return error;
}

function newError(type: unknown): Error {
  const aggregate = aggregates.get(type as string);
  if (aggregate !== undefined) return ObjectSetPrototypeOf(new Error(), aggregate) as Error;
  const made = classes.get(type as string);
  return made === undefined ? malformed() : new made();
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : malformed();
}

export function readOwn(reader: Reader, error: object, parts: any[], from: number): void {
  for (let i = from; i + 2 < parts.length; i += 3) {
    define(error, text(parts[i]), reader.value(parts[i + 1]), parts[i + 2] === 1);
  }
}
