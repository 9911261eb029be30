// Errors on their way between Workers: what one throws while it answers another arrives there as an error, not as an error page.
import { describeError } from './errors';
import { part } from './lazy';
import { ErrorIsError, JSONParse, JSONStringify, ObjectDefineProperty, StringPrototypeSubstring } from './primordials';

const LONGEST_WORD = 8 * 1024;
/** Longer ones travel without their own properties. */
const LONGEST_VALUE = 64 * 1024;

/** What the platform says of an error beside the error itself. */
export interface ErrorMarks {
  retryable?: boolean;
  overloaded?: boolean;
  durableObjectReset?: boolean;
}
const MARKS = ['retryable', 'overloaded', 'durableObjectReset'] as const;

function clipped(text: string): string {
  return text.length <= LONGEST_WORD ? text : `${StringPrototypeSubstring(text, 0, LONGEST_WORD)}…`;
}

/** The error in serialized form, with all that is its own; undefined if it cannot be had. */
function valueOf(error: unknown): string | undefined {
  try {
    const text: string = part('rpc').serializeThrown(error);
    return text.length <= LONGEST_VALUE ? text : undefined;
  } catch {
    return undefined;
  }
}

/** JSON of an error for the node, which reads the words, and for the Worker that called, which gets the error. */
export function errorText(error: unknown, marks: ErrorMarks = { __proto__: null } as ErrorMarks): string {
  const { name, message } = describeError(error);
  return JSONStringify({
    __proto__: null,
    name: clipped(name),
    message: clipped(message),
    value: valueOf(error),
    retryable: marks.retryable,
    overloaded: marks.overloaded,
    durableObjectReset: marks.durableObjectReset,
  })!;
}

function mark(error: object, name: string): void {
  ObjectDefineProperty(error, name, {
    __proto__: null,
    value: true,
    writable: true,
    enumerable: true,
    configurable: true,
  } as any);
}

const CLASSES: Record<string, ErrorConstructor> = {
  __proto__: null as never,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
} as any;

function plainError(told: any): Error {
  const type = CLASSES[told.name] ?? Error;
  return new type(`${told.message ?? ''}`);
}

function thrownValue(told: any): unknown {
  if (typeof told.value !== 'string') return plainError(told);
  try {
    return part('rpc').deserialize(told.value);
  } catch {
    return plainError(told);
  }
}

/** Where in the other Worker it came from is that Worker's own matter. */
function hideFrames(error: Error): void {
  const { name, message } = describeError(error);
  const stack = message === '' ? name : `${name}: ${message}`;
  ObjectDefineProperty(error, 'stack', { __proto__: null, value: stack, writable: true, configurable: true } as any);
}

/** The error that the other Worker threw. Everything that is said by the node about it becomes a property; `remote` may stay away. */
export function errorOf(json: string, remote = true): unknown {
  const told = JSONParse(json);
  const thrown = thrownValue(told);
  const error = typeof thrown === 'object' && thrown !== null ? thrown : new Error(`${thrown as any}`);
  if (ErrorIsError(error)) hideFrames(error as Error);
  if (remote && told.remote !== false) mark(error, 'remote');
  for (let i = 0; i < MARKS.length; i++) if (told[MARKS[i]!] === true) mark(error, MARKS[i]!);
  return error;
}
