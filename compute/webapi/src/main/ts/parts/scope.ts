// What the global scope has beside its classes, as a lazy part: base64, the still clock, the navigator, waiting, caches.
import { contentOf } from '../core/body';
import { SOURCE } from '../core/content';
import { asError, badArgument, badField, DOMException } from '../core/errors';
import { waitUntil } from '../core/execution';
import { INTERNAL } from '../core/headers';
import { defineInterface } from '../core/interface';
import { part } from '../core/lazy';
import { currentContext, TimerOperation } from '../core/operations';
import { deferred, derive, MathMin, ObjectDefineProperty, ObjectKeys, StringFromCharCode } from '../core/primordials';
import { report } from '../core/report';
import { state } from '../core/state';

export { Cache, CacheStorage, caches } from './scope/caches';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function btoa(data: unknown): string {
  const text = `${data as any}`;
  let encoded = '';
  for (let i = 0; i < text.length; i += 3) {
    const first = text.charCodeAt(i);
    const second = i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
    const third = i + 2 < text.length ? text.charCodeAt(i + 2) : 0;
    if ((first | second | third) > 255) {
      throw new DOMException(
        'btoa() can only operate on characters in the Latin1 (ISO/IEC 8859-1) range.',
        'InvalidCharacterError',
      );
    }
    encoded += ALPHABET[first >> 2]! + ALPHABET[((first & 3) << 4) | (second >> 4)];
    encoded += i + 1 < text.length ? ALPHABET[((second & 15) << 2) | (third >> 6)]! : '=';
    encoded += i + 2 < text.length ? ALPHABET[third & 63]! : '=';
  }
  return encoded;
}

export function atob(data: unknown): string {
  let text = `${data as any}`.replace(/[\t\n\f\r ]+/g, '');
  if (text.length % 4 === 0) text = text.replace(/={1,2}$/, '');
  if (text.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(text)) {
    const what =
      "atob() called with invalid base64-encoded data. (Only whitespace, '+', '/', alphanumeric ASCII, and up to two terminal '=' signs when the input data length is divisible by 4 are allowed.)";
    throw new DOMException(what, 'InvalidCharacterError');
  }
  let decoded = '';
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text.length; i++) {
    bits = (bits << 6) | sextet(text.charCodeAt(i));
    held += 6;
    if (held < 8) continue;
    held -= 8;
    decoded += StringFromCharCode((bits >> held) & 255);
    bits &= (1 << held) - 1;
  }
  return decoded;
}
function sextet(code: number): number {
  if (code >= 97) return code - 71;
  if (code >= 65) return code - 65;
  if (code >= 48) return code + 4;
  return code === 43 ? 62 : 63;
}

export class Performance {
  get timeOrigin(): number {
    return 0;
  }
  now(): number {
    return state.now;
  }
}
defineInterface(Performance, 'Performance');
export const performance = new Performance();

export class Navigator {
  constructor(token: unknown) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
  }
  sendBeacon(url: unknown, body: unknown = undefined): boolean {
    const context = currentContext();
    const sent = part('fetch').fetch(url, { __proto__: null, method: 'POST', body }) as Promise<any>;
    waitUntil(context, derive(sent, cancelBody, report));
    return true;
  }
}
defineInterface(Navigator, 'Navigator');
export const navigator = new Navigator(INTERNAL);
/** Its attributes are properties of the object itself, and so in its JSON. */
const attributes: Record<string, unknown> = {
  languages: ['en'],
  language: 'en',
  platform: '',
  hardwareConcurrency: 1,
  userAgent: 'Cloudflare-Workers',
};
const names = ObjectKeys(attributes);
for (let i = 0; i < names.length; i++) {
  const attribute = { __proto__: null, value: attributes[names[i]!], enumerable: true, configurable: true };
  ObjectDefineProperty(navigator, names[i]!, attribute as any);
}

/** Nobody looks at the answer to a beacon. */
function cancelBody(response: unknown): void {
  const content = contentOf(response as any);
  if (content.kind === SOURCE) content.data.cancel();
}

export class Scheduler {
  /** Resolves after so many milliseconds; rejects when `options.signal` is aborted. */
  wait(delay: unknown, options: any = undefined): Promise<void> {
    if (arguments.length === 0) throw badArgument('wait', 'Scheduler', 1, 'number');
    const { promise, resolve, reject } = deferred<void>();
    const signal = options?.signal;
    const pause = +(delay as any);
    let forget = () => {};
    const timer = new TimerOperation(currentContext(), pause > 0 ? MathMin(pause, 0x7fffffff) | 0 : 0, () => {
      forget();
      resolve(undefined);
    });
    if (signal === undefined || signal === null) return promise;
    const events = part('events');
    if (!events.isSignal(signal)) {
      timer.cancel();
      throw badField('signal', 'WaitOptions', 'AbortSignal');
    }
    forget = events.whenAborted(signal, (reason: unknown) => {
      timer.cancel();
      reject(asError(reason));
    });
    return promise;
  }
}
defineInterface(Scheduler, 'Scheduler');
export const scheduler = new Scheduler();

export function reportError(error: unknown): void {
  report(error);
}

/** TCP sockets need a part of the node that is not there yet. */
export function refuseConnect(): never {
  throw new Error('connect() is not available on this node yet.');
}
