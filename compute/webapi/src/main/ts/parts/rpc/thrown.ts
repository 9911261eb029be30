// What a method threw, on its way to whoever called it. It arrives with a class, a message and what is its own, but without the frames
// of the place where it was thrown, and it says that it comes from afar.
import { describeError, isDOMException } from '../../core/errors';
import { ObjectDefineProperty } from '../../core/primordials';
import { headline } from './errors';
import type { Exporter, Packed } from './format';
import { deserialize, serialize } from './text';

/** Nothing of an error travels by reference. */
const nobody: Exporter = { reference: () => null };
const LARGEST = 1024 * 1024;

export function serializeThrown(error: unknown): string {
  return wholeThrown(error) ?? plainThrown(error);
}

/** The error with all that is its own; null if something of it cannot travel. */
export function wholeThrown(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return serialize(new Error(describeError(error).message), nobody);
  try {
    const text = serialize(error, nobody);
    return text.length <= LARGEST ? text : null;
  } catch {
    return null;
  }
}
export function plainThrown(error: unknown): string {
  const { name, message } = describeError(error);
  const plain = new Error(message);
  if (name !== 'Error') define(plain, 'name', name, false);
  return serialize(plain, nobody);
}

/** The same for a message. */
export function packThrown(error: unknown): Packed {
  return { text: serializeThrown(error), bytes: null };
}

function define(error: object, key: string, value: unknown, enumerable: boolean): void {
  ObjectDefineProperty(error, key, { __proto__: null, value, writable: true, enumerable, configurable: true } as any);
}

/** As an error is that came from elsewhere. */
export function fromAfar(error: unknown): unknown {
  return readThrown(serializeThrown(error), null);
}

/** What was thrown over there. `actor` is the id of the Durable Object that did. */
export function readThrown(text: string, actor: unknown): unknown {
  const error = deserialize(text);
  if (typeof error !== 'object' || error === null) return error;
  if (isDOMException(error)) define(error, 'stack', headline(error.name, error.message), true);
  else if (typeof actor === 'string') define(error, 'durableObjectId', actor, true);
  define(error, 'remote', true, true);
  return error;
}
