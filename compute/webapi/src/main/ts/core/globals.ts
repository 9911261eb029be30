// The global scope of a Worker.
import { Body } from './body';
import { console } from './console';
import { DOMException } from './errors';
import { Headers } from './headers';
import { nameObject } from './interface';
import { lazyGlobals, lazyProperty, part } from './lazy';
import { ObjectDefineProperty } from './primordials';
import { Request } from './request';
import { Response } from './response';
import * as timers from './timers';
import { URL } from './url';
import { refuseCompilation } from './wasm';

function define(name: string, value: unknown): void {
  ObjectDefineProperty(globalThis, name, { __proto__: null, value, writable: true, configurable: true } as any);
}

export function defineGlobals(): void {
  define('self', globalThis);
  define('console', console);
  for (const type of [Body, Headers, Request, Response, URL, DOMException]) define(type.name, type);
  for (const name of Object.keys(timers)) {
    if (name === 'forgetTimersOf') continue;
    const timer = (timers as Record<string, unknown>)[name] as Function;
    ObjectDefineProperty(timer, 'length', { __proto__: null, value: 0, configurable: true } as any);
    define(name, timer);
  }
  defineLazily();
  const origin = { __proto__: null, value: 'null', writable: true, configurable: true };
  ObjectDefineProperty(globalThis, 'origin', origin as any);
  nameObject(globalThis, 'ServiceWorkerGlobalScope');
}

function forward(name: string, call: (args: unknown[]) => unknown): void {
  const forwarding = { [name]: (...args: unknown[]) => call(args) }[name]!;
  define(name, forwarding);
}

function defineLazily(): void {
  forward('fetch', (args) => part('fetch').fetch(args[0], args[1]));
  lazyGlobals('url', 'URLSearchParams');
  lazyProperty(globalThis, 'crypto', () => part('crypto').crypto);
  lazyGlobals('form', 'Blob', 'File', 'FormData');
  lazyGlobals('crypto', 'Crypto', 'CryptoKey', 'SubtleCrypto');
  lazyGlobals('encoding', 'TextEncoder', 'TextDecoder', 'TextEncoderStream', 'TextDecoderStream');
  lazyGlobals(
    'scope',
    'performance',
    'Performance',
    'navigator',
    'Navigator',
    'scheduler',
    'Scheduler',
    'caches',
    'CacheStorage',
    'Cache',
  );
  forward('structuredClone', (args) => part('clone').structuredClone(args[0], args[1]));
  forward('atob', (args) => part('scope').atob(args[0]));
  forward('btoa', (args) => part('scope').btoa(args[0]));
  forward('reportError', (args) => part('scope').reportError(args[0]));
  lazyGlobals('form', 'Blob', 'File', 'FormData');
  lazyGlobals('websocket', 'WebSocket', 'WebSocketPair', 'WebSocketRequestResponsePair');
  lazyGlobals('serviceworker', 'FetchEvent', 'ScheduledEvent');
  defineStreams();
  defineEvents();
}

function defineStreams(): void {
  lazyGlobals(
    'streams',
    'ReadableStream',
    'ReadableStreamDefaultReader',
    'ReadableStreamBYOBReader',
    'ReadableStreamDefaultController',
    'ReadableByteStreamController',
    'ReadableStreamBYOBRequest',
    'WritableStream',
    'WritableStreamDefaultWriter',
    'WritableStreamDefaultController',
    'TransformStream',
    'TransformStreamDefaultController',
    'FixedLengthStream',
    'IdentityTransformStream',
    'ByteLengthQueuingStrategy',
    'CountQueuingStrategy',
  );
}

function defineEvents(): void {
  lazyGlobals(
    'events',
    'Event',
    'EventTarget',
    'CustomEvent',
    'ErrorEvent',
    'PromiseRejectionEvent',
    'AbortController',
    'AbortSignal',
  );
  lazyGlobals('events', 'MessageEvent', 'CloseEvent', 'ExtendableEvent');
  forward('addEventListener', (args) => part('events').addEventListener(args[0], args[1], args[2]));
  forward('removeEventListener', (args) => part('events').removeEventListener(args[0], args[1]));
  forward('dispatchEvent', (args) => part('events').dispatchEvent(args[0]));
}

/** Takes away what would give Workers threads or code from data. Runs after the restore: some of it is made by the engine. */
export function closeDangers(): void {
  refuseCompilation();
  Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
  if (typeof Atomics !== 'undefined') {
    Reflect.deleteProperty(Atomics, 'wait');
    Reflect.deleteProperty(Atomics, 'waitAsync');
    Reflect.deleteProperty(Atomics, 'notify');
  }
}
