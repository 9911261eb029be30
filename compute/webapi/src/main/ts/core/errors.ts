// DOMException, and how a thrown value is put into words for logs.

import { defineConstants, defineInterface } from './interface';
import {
  ErrorIsError,
  ErrorPrototypeToString,
  ObjectDefineProperty,
  ObjectFreeze,
  SafeMap,
  StringPrototypeIndexOf,
  StringPrototypeSubstring,
} from './primordials';

const CODES: [string, string, number][] = [
  ['IndexSizeError', 'INDEX_SIZE_ERR', 1],
  ['', 'DOMSTRING_SIZE_ERR', 2],
  ['HierarchyRequestError', 'HIERARCHY_REQUEST_ERR', 3],
  ['WrongDocumentError', 'WRONG_DOCUMENT_ERR', 4],
  ['InvalidCharacterError', 'INVALID_CHARACTER_ERR', 5],
  ['', 'NO_DATA_ALLOWED_ERR', 6],
  ['NoModificationAllowedError', 'NO_MODIFICATION_ALLOWED_ERR', 7],
  ['NotFoundError', 'NOT_FOUND_ERR', 8],
  ['NotSupportedError', 'NOT_SUPPORTED_ERR', 9],
  ['InUseAttributeError', 'INUSE_ATTRIBUTE_ERR', 10],
  ['InvalidStateError', 'INVALID_STATE_ERR', 11],
  ['SyntaxError', 'SYNTAX_ERR', 12],
  ['InvalidModificationError', 'INVALID_MODIFICATION_ERR', 13],
  ['NamespaceError', 'NAMESPACE_ERR', 14],
  ['InvalidAccessError', 'INVALID_ACCESS_ERR', 15],
  ['', 'VALIDATION_ERR', 16],
  ['TypeMismatchError', 'TYPE_MISMATCH_ERR', 17],
  ['SecurityError', 'SECURITY_ERR', 18],
  ['NetworkError', 'NETWORK_ERR', 19],
  ['AbortError', 'ABORT_ERR', 20],
  ['URLMismatchError', 'URL_MISMATCH_ERR', 21],
  ['QuotaExceededError', 'QUOTA_EXCEEDED_ERR', 22],
  ['TimeoutError', 'TIMEOUT_ERR', 23],
  ['InvalidNodeTypeError', 'INVALID_NODE_TYPE_ERR', 24],
  ['DataCloneError', 'DATA_CLONE_ERR', 25],
];

const codeOf = new SafeMap<string, number>();
for (let i = 0; i < CODES.length; i++) {
  if (CODES[i]![0] !== '') codeOf.set(CODES[i]![0], CODES[i]![2]);
}

const PlainError = Error;
const captureStackTrace = (Error as any).captureStackTrace as (target: object, above?: unknown) => void;

export let isDOMException: (value: unknown) => value is DOMException;

/** Its attributes are properties of the object itself, as on the platform. */
export class DOMException {
  readonly #brand = true;
  readonly code: number;
  readonly name: string;
  readonly message: string;

  constructor(message: unknown = '', name: unknown = 'Error') {
    const given = `${name as any}`;
    this.code = codeOf.get(given) ?? 0;
    this.name = given;
    this.message = `${message as any}`;
    captureStackTrace(this, new.target);
    ObjectDefineProperty(this, 'stack', { __proto__: null, enumerable: true } as any);
  }
  static {
    isDOMException = (value): value is DOMException => typeof value === 'object' && value !== null && #brand in value;
  }
}
Object.setPrototypeOf(DOMException.prototype, PlainError.prototype);
const constants: Record<string, number> = {};
for (let i = 0; i < CODES.length; i++) constants[CODES[i]![1]] = CODES[i]![2];
defineConstants(DOMException, constants);
defineInterface(DOMException, 'DOMException');

/** What a Worker gave as the reason of an abort or a cancel, as an error. */
export function asError(reason: unknown): unknown {
  return ErrorIsError(reason) || isDOMException(reason) ? reason : new Error(`${reason as any}`);
}

/** The platform's words for an argument that is missing or of no use. */
export function badArgument(method: string, owner: string, position: number, type: string): TypeError {
  return new TypeError(`Failed to execute '${method}' on '${owner}': parameter ${position} is not of type '${type}'.`);
}
export function badConstruction(owner: string, position: number, type: string): TypeError {
  return new TypeError(`Failed to construct '${owner}': constructor parameter ${position} is not of type '${type}'.`);
}
export function badField(field: string, owner: string, type: string): TypeError {
  return new TypeError(
    `Incorrect type for the '${field}' field on '${owner}': the provided value is not of type '${type}'.`,
  );
}

/** What the host refused: the first line of its message names the error. */
export function hostError(error: unknown): Error {
  const { message } = error as Error;
  const end = StringPrototypeIndexOf(message, '\n', 0);
  const name = end < 0 ? 'Error' : StringPrototypeSubstring(message, 0, end);
  const text = StringPrototypeSubstring(message, end + 1, message.length);
  if (name === 'TypeError') return new TypeError(text);
  if (name === 'RangeError') return new RangeError(text);
  return name === 'Error' ? new PlainError(text) : (new DOMException(text, name) as unknown as Error);
}

const frozenNothing = ObjectFreeze({ __proto__: null, name: 'Error', message: '', stack: '' });

/** Name, message and stack of whatever was thrown, as tail events show them. Never throws. */
export function describeError(error: unknown): { name: string; message: string; stack: string } {
  try {
    if (typeof error !== 'object' || error === null) return { name: 'Error', message: `${error as any}`, stack: '' };
    const { name, message, stack } = error as Record<string, unknown>;
    return {
      name: name === undefined ? 'Error' : `${name as any}`,
      message: message === undefined ? `${error as any}` : `${message as any}`,
      stack: typeof stack === 'string' ? stack : ErrorPrototypeToString(error as Error),
    };
  } catch {
    return frozenNothing;
  }
}
