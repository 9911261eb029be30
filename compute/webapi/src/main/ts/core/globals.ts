// The global scope of a Worker.
import { Body } from './body';
import { console } from './console';
import { badArgument, DOMException } from './errors';
import { Headers } from './headers';
import { hideSources, markNative, nameObject, shownClass } from './interface';
import { lazyGlobals, lazyProperty, part } from './lazy';
import { ObjectDefineProperty, ReflectGetPrototypeOf, rejected } from './primordials';
import { Request } from './request';
import { Response } from './response';
import { timerGlobals } from './timers';
import { URL } from './url';
import { refuseCompilation } from './wasm';

/** The class of the global scope, as error messages name it. */
const SCOPE = 'ServiceWorkerGlobalScope';

function define(name: string, value: unknown): void {
  if (typeof value === 'function') markNative(value, name);
  ObjectDefineProperty(globalThis, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: name !== 'console',
    configurable: true,
  } as any);
}

export function defineGlobals(): void {
  hideSources();
  define('self', globalThis);
  define('console', console);
  for (const type of [Headers, Request, Response, URL]) define(type.name, type);
  for (const type of [Body, DOMException]) define(type.name, shownClass(type));
  for (const name of Object.keys(timerGlobals)) {
    const timer = timerGlobals[name as keyof typeof timerGlobals] as Function;
    ObjectDefineProperty(timer, 'length', { __proto__: null, value: 0, configurable: true } as any);
    define(name, timer);
  }
  defineLazily();
  const origin = { __proto__: null, value: 'null', enumerable: true, configurable: true };
  ObjectDefineProperty(globalThis, 'origin', origin as any);
  nameObject(globalThis, SCOPE);
}

function forward(name: string, call: (args: unknown[]) => unknown): void {
  const forwarding = {
    [name](...args: unknown[]) {
      return call(args);
    },
  }[name]!;
  define(name, forwarding);
}

function defineLazily(): void {
  forward('fetch', (args) => part('fetch').fetch(args[0], args[1], args.length));
  lazyGlobals('url', 'URLSearchParams');
  lazyProperty(globalThis, 'crypto', () => part('crypto').crypto, true);
  lazyGlobals('form', 'Blob', 'File', 'FormData');
  lazyGlobals('crypto', 'Crypto', 'CryptoKey', 'SubtleCrypto');
  lazyGlobals('encoding', 'TextEncoder', 'TextDecoder', 'TextEncoderStream', 'TextDecoderStream');
  lazyGlobals('scope', 'performance', 'navigator', 'Navigator', 'scheduler', 'caches', 'CacheStorage', 'Cache');
  forward('structuredClone', (args) => {
    if (args.length === 0) throw badArgument('structuredClone', SCOPE, 1, 'Value');
    return part('clone').structuredClone(args[0], args[1]);
  });
  forward('atob', (args) => {
    if (args.length === 0) throw badArgument('atob', SCOPE, 1, 'string');
    return part('scope').atob(args[0]);
  });
  forward('btoa', (args) => {
    if (args.length === 0) throw badArgument('btoa', SCOPE, 1, 'String');
    return part('scope').btoa(args[0]);
  });
  forward('reportError', (args) => {
    if (args.length === 0) throw badArgument('reportError', SCOPE, 1, 'Value');
    part('scope').reportError(args[0]);
  });
  lazyGlobals('websocket', 'WebSocket', 'WebSocketPair', 'WebSocketRequestResponsePair');
  lazyGlobals('serviceworker', 'FetchEvent', 'ScheduledEvent', 'TailEvent', 'TraceEvent');
  lazyGlobals('urlpattern', 'URLPattern');
  lazyGlobals('cloudflare', 'Cloudflare');
  lazyGlobals('compression', 'CompressionStream', 'DecompressionStream');
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
  lazyGlobals('events', 'MessageEvent', 'CloseEvent', 'ExtendableEvent', 'MessageChannel', 'MessagePort');
  lazyGlobals('events', 'WorkerGlobalScope', 'ServiceWorkerGlobalScope');
  lazyGlobals('eventsource', 'EventSource');
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
  closeWebAssembly();
}

/** WebAssembly from bytes is code from data: only modules that were uploaded may be instantiated. */
function closeWebAssembly(): void {
  const wasm = (globalThis as any).WebAssembly;
  if (wasm === undefined) return;
  const { Module, instantiate, CompileError } = wasm;
  const refuse = (name: string) =>
    new CompileError(`WebAssembly.${name}(): Wasm code generation disallowed by embedder`);
  const closed = function Module(): never {
    throw refuse('Module');
  };
  for (const name of ['exports', 'imports', 'customSections']) {
    ObjectDefineProperty(closed, name, {
      __proto__: null,
      value: Module[name],
      writable: true,
      configurable: true,
    } as any);
  }
  ObjectDefineProperty(closed, 'prototype', { __proto__: null, value: Module.prototype } as any);
  ObjectDefineProperty(Module.prototype, 'constructor', { __proto__: null, value: closed } as any);
  const isModule = (value: any) => ReflectGetPrototypeOf(Object(value)) === Module.prototype;
  const replace = (name: string, value: unknown) =>
    ObjectDefineProperty(wasm, name, { __proto__: null, value, writable: true, configurable: true } as any);
  replace('Module', closed);
  replace('compile', () => rejected(refuse('compile')));
  replace('instantiate', (module: unknown, imports: unknown) =>
    isModule(module) ? instantiate(module, imports) : rejected(refuse('instantiate')),
  );
  Reflect.deleteProperty(wasm, 'compileStreaming');
  Reflect.deleteProperty(wasm, 'instantiateStreaming');
}
