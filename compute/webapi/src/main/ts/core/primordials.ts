// The language's own functions, captured before any Worker runs. Platform code calls these and never the methods on
// shared prototypes: a Worker that replaces Array.prototype.push or Promise.prototype.then breaks only itself.

const { bind, call } = Function.prototype;
const { defineProperty, getOwnPropertyDescriptor, setPrototypeOf, freeze } = Object;
const ownKeys = Reflect.ownKeys;

type Method = (this: any, ...args: any[]) => any;
type Uncurried<F> = F extends (this: infer T, ...args: infer A) => infer R
  ? (self: unknown extends T ? any : T, ...args: A) => R
  : never;

/** `f.call(self, ...args)` as a plain function `(self, ...args)`. */
const uncurryThis = bind.bind(call) as unknown as <F extends Method>(method: F) => Uncurried<F>;

function uncurryGetter(prototype: object, name: PropertyKey): (self: any) => any {
  // Engines older than ours lack the newest getters (`detached`, `resizable`); the tests run there too.
  return uncurryThis(getOwnPropertyDescriptor(prototype, name)?.get ?? (() => false));
}

export const ReflectApply = Reflect.apply;
export const ReflectConstruct = Reflect.construct;
export const ReflectOwnKeys = ownKeys;
export const ReflectGet = Reflect.get;
export const ReflectHas = Reflect.has;
export const ReflectDeleteProperty = Reflect.deleteProperty;
export const ReflectGetPrototypeOf = Reflect.getPrototypeOf;
export const ObjectCreate = Object.create;
export const ObjectKeys = Object.keys;
export const ObjectDefineProperty = defineProperty;
export const ObjectGetOwnPropertyDescriptor = getOwnPropertyDescriptor;
export const ObjectGetOwnPropertyNames = Object.getOwnPropertyNames;
export const ObjectSetPrototypeOf = setPrototypeOf;
export const ObjectFreeze = freeze;
export const ObjectPrototype = Object.prototype;
export const ObjectPrototypeToString = uncurryThis(Object.prototype.toString);
export const ObjectHasOwn = Object.hasOwn;

export const FunctionPrototype = Function.prototype;
export const FunctionPrototypeBind = uncurryThis(bind);
export const FunctionPrototypeToString = uncurryThis(Function.prototype.toString);

export const ArrayIsArray = Array.isArray;
export const ArrayPrototypePush = uncurryThis(Array.prototype.push) as (self: any[], item: any) => number;
export const ArrayPrototypeSplice = uncurryThis(Array.prototype.splice) as (
  self: any[],
  start: number,
  count: number,
  ...items: any[]
) => any[];
export const ArrayPrototypeJoin = uncurryThis(Array.prototype.join);
export const ArrayPrototypeSort = uncurryThis(Array.prototype.sort);
export const ArrayPrototypeReverse = uncurryThis(Array.prototype.reverse) as (self: any[]) => any[];
export const ArrayPrototypeShift = uncurryThis(Array.prototype.shift);

export const StringFromCharCode = String.fromCharCode;
export const StringFromCodePoint = String.fromCodePoint;
export const StringPrototypeSubstring = uncurryThis(String.prototype.substring);
export const StringPrototypeIndexOf = uncurryThis(String.prototype.indexOf) as (
  self: string,
  part: string,
  from?: number,
) => number;
export const StringPrototypeLastIndexOf = uncurryThis(String.prototype.lastIndexOf);
export const StringPrototypeCharCodeAt = uncurryThis(String.prototype.charCodeAt);
export const StringPrototypeCodePointAt = uncurryThis(String.prototype.codePointAt);
export const StringPrototypeToLowerCase = uncurryThis(String.prototype.toLowerCase);
export const StringPrototypeToUpperCase = uncurryThis(String.prototype.toUpperCase);
export const StringPrototypeTrim = uncurryThis(String.prototype.trim);
export const StringPrototypeStartsWith = uncurryThis(String.prototype.startsWith);
export const StringPrototypeEndsWith = uncurryThis(String.prototype.endsWith);
export const StringPrototypePadStart = uncurryThis(String.prototype.padStart);
export const StringPrototypeRepeat = uncurryThis(String.prototype.repeat);
export const StringPrototypeNormalize = uncurryThis(String.prototype.normalize);
export const StringPrototypeToWellFormed = uncurryThis(String.prototype.toWellFormed);
export const StringPrototypeIsWellFormed = uncurryThis(String.prototype.isWellFormed);
export const StringPrototypeSlice = uncurryThis(String.prototype.slice);
export const NumberPrototypeToString = uncurryThis(Number.prototype.toString);
export const NumberIsInteger = Number.isInteger;
export const NumberIsNaN = Number.isNaN;
export const NumberIsFinite = Number.isFinite;
export const NumberParseInt = Number.parseInt;
export const NumberMaxSafe = Number.MAX_SAFE_INTEGER;
export const MathFloor = Math.floor;
export const MathMin = Math.min;
export const MathMax = Math.max;
export const MathTrunc = Math.trunc;

export const RegExpPrototypeExec = uncurryThis(RegExp.prototype.exec);
export const RegExpPrototypeSource = uncurryGetter(RegExp.prototype, 'source') as (self: unknown) => string;
export const RegExpPrototypeFlags = uncurryGetter(RegExp.prototype, 'flags') as (self: unknown) => string;
export const ErrorPrototype = Error.prototype;
const errorToString = uncurryThis(Object.prototype.toString);
export const ErrorIsError: (value: unknown) => boolean =
  (Error as any).isError ?? ((value: object) => errorToString(value) === '[object Error]');
export const ErrorPrototypeToString = uncurryThis(Error.prototype.toString);
export const SymbolIterator: typeof Symbol.iterator = Symbol.iterator;
export const SymbolAsyncIterator: typeof Symbol.asyncIterator = Symbol.asyncIterator;
export const SymbolToStringTag: typeof Symbol.toStringTag = Symbol.toStringTag;
export const SymbolToPrimitive: typeof Symbol.toPrimitive = Symbol.toPrimitive;
export const SymbolHasInstance: typeof Symbol.hasInstance = Symbol.hasInstance;
export const SymbolDispose: typeof Symbol.dispose = Symbol.dispose;
export const SymbolAsyncDispose: typeof Symbol.asyncDispose = Symbol.asyncDispose;
export const SymbolPrototypeToString = uncurryThis(Symbol.prototype.toString);
export const SymbolPrototypeDescription = uncurryGetter(Symbol.prototype, 'description');
export const BigIntPrototypeToString = uncurryThis(BigInt.prototype.toString);
export const BooleanPrototypeValueOf = uncurryThis(Boolean.prototype.valueOf);
export const NumberPrototypeValueOf = uncurryThis(Number.prototype.valueOf);
export const StringPrototypeValueOf = uncurryThis(String.prototype.valueOf);
export const BigIntPrototypeValueOf = uncurryThis(BigInt.prototype.valueOf);
export const JSONParse = JSON.parse;
export const JSONStringify = JSON.stringify;
export const encodeUriComponent = encodeURIComponent;

export const PlainDate = Date;
export const DateNow = Date.now;
export const DatePrototypeGetTime = uncurryThis(Date.prototype.getTime);
export const DatePrototypeToISOString = uncurryThis(Date.prototype.toISOString);

const ArrayBufferPrototype = ArrayBuffer.prototype;
const TypedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
export const PlainArrayBuffer = ArrayBuffer;
export const PlainUint8Array = Uint8Array;
export const PlainInt32Array = Int32Array;
export const PlainDataView = DataView;
export const ArrayBufferIsView = ArrayBuffer.isView;
export const ArrayBufferByteLength = uncurryGetter(ArrayBufferPrototype, 'byteLength') as (self: ArrayBuffer) => number;
export const ArrayBufferMaxByteLength = uncurryGetter(ArrayBufferPrototype, 'maxByteLength') as (
  self: ArrayBuffer,
) => number;
export const ArrayBufferDetached = uncurryGetter(ArrayBufferPrototype, 'detached') as (self: ArrayBuffer) => boolean;
export const ArrayBufferResizable = uncurryGetter(ArrayBufferPrototype, 'resizable') as (self: ArrayBuffer) => boolean;
export const ArrayBufferTransfer = uncurryThis(ArrayBufferPrototype.transfer ?? ArrayBufferPrototype.slice) as (
  self: ArrayBuffer,
) => ArrayBuffer;
export const TypedArrayBuffer = uncurryGetter(TypedArrayPrototype, 'buffer') as (self: any) => ArrayBuffer;
export const TypedArrayByteLength = uncurryGetter(TypedArrayPrototype, 'byteLength') as (self: any) => number;
export const TypedArrayByteOffset = uncurryGetter(TypedArrayPrototype, 'byteOffset') as (self: any) => number;
export const TypedArrayLength = uncurryGetter(TypedArrayPrototype, 'length') as (self: any) => number;
/** The name of the typed array's class, or undefined when it is none: the one brand check that needs no try. */
export const TypedArrayTag = uncurryGetter(TypedArrayPrototype, SymbolToStringTag) as (self: any) => string | undefined;
export const TypedArraySet = uncurryThis(TypedArrayPrototype.set) as (self: any, from: any, offset?: number) => void;
export const TypedArrayFill = uncurryThis(TypedArrayPrototype.fill) as (
  self: any,
  value: number,
  from?: number,
  to?: number,
) => void;
export const DataViewBuffer = uncurryGetter(DataView.prototype, 'buffer') as (self: any) => ArrayBuffer;
export const DataViewByteLength = uncurryGetter(DataView.prototype, 'byteLength') as (self: any) => number;
export const DataViewByteOffset = uncurryGetter(DataView.prototype, 'byteOffset') as (self: any) => number;

export const PlainPromise = Promise;
const promiseConstructor = Promise;
const promiseThen = uncurryThis(Promise.prototype.then);
export const PromisePrototypeFinally = uncurryThis(Promise.prototype.finally);
const promiseResolve = uncurryThis(Promise.resolve) as (self: unknown, value: unknown) => Promise<any>;
const promiseReject = uncurryThis(Promise.reject) as (self: unknown, error: unknown) => Promise<never>;

/** Attaches reactions without looking at `then`. The result is not for Workers: use `derive` for those. */
export const then = promiseThen as <T>(
  promise: Promise<T>,
  onValue: ((value: T) => unknown) | undefined,
  onError?: (error: any) => unknown,
) => Promise<unknown>;
/** As `then`, typed for results that go on. */
export const derive = promiseThen as <T, U>(
  promise: Promise<T>,
  onValue: ((value: T) => U | Promise<U>) | undefined,
  onError?: (error: any) => U | Promise<U>,
) => Promise<U>;
export function resolved<T>(value: T | Promise<T>): Promise<T> {
  return promiseResolve(promiseConstructor, value);
}
export function rejected(error: unknown): Promise<never> {
  return promiseReject(promiseConstructor, error);
}

export interface Deferred<T> {
  promise: Promise<T>;
  resolve: (value: T | Promise<T>) => void;
  reject: (error: unknown) => void;
}
export function deferred<T>(): Deferred<T> {
  let resolve!: Deferred<T>['resolve'];
  let reject!: Deferred<T>['reject'];
  const promise = new promiseConstructor<T>((yes, no) => {
    resolve = yes as Deferred<T>['resolve'];
    reject = no;
  });
  return { promise, resolve, reject };
}
/**
 * Resolves with a plain object of the platform's own. A promise asks it for `then`, and Object.prototype may have been given one:
 * whoever put it there must neither see what is read nor replace it.
 */
export function give<T extends object>(resolve: (value: T) => void, value: T): void {
  if (!('then' in ObjectPrototype)) return resolve(value);
  setPrototypeOf(value, null);
  resolve(value);
  setPrototypeOf(value, ObjectPrototype);
}
function nothing(): void {}
/** Nobody needs to look at this promise: its rejection is not reported as unhandled. */
export function quiet(promise: Promise<unknown>): void {
  promiseThen(promise, undefined, nothing);
}

/** A copy of a collection class whose methods live on a sealed prototype of its own. */
function sealedCopy<C extends new (...args: any[]) => any>(original: C): C {
  const Original = original as new () => any;
  const copy = class extends Original {
    // biome-ignore lint/complexity/noUselessConstructor: the one that the language makes up may iterate over its arguments
    constructor() {
      super();
    }
  };
  const from = original.prototype;
  for (const key of ownKeys(from)) {
    if (!ObjectHasOwn(copy.prototype, key)) defineProperty(copy.prototype, key, getOwnPropertyDescriptor(from, key)!);
  }
  setPrototypeOf(copy.prototype, null);
  freeze(copy.prototype);
  freeze(copy);
  return copy as unknown as C;
}
export const SafeMap = sealedCopy(Map) as MapConstructor;
export type SafeMap<K, V> = Map<K, V>;
export const SafeSet = sealedCopy(Set) as SetConstructor;
export type SafeSet<T> = Set<T>;
export const SafeWeakMap = sealedCopy(WeakMap) as WeakMapConstructor;

export const PlainBigInt = BigInt;
export const PlainFinalizationRegistry = FinalizationRegistry;
export const FinalizationRegistryRegister = uncurryThis(FinalizationRegistry.prototype.register) as (
  self: FinalizationRegistry<any>,
  target: object,
  held: unknown,
) => void;

export const MapPrototypeForEach = uncurryThis(Map.prototype.forEach);
export const MapPrototypeClear = uncurryThis(Map.prototype.clear);
export const MapPrototypeSize = uncurryGetter(Map.prototype, 'size');
export const MapPrototypeSet = uncurryThis(Map.prototype.set);
export const PlainMap = Map;
export const SetPrototypeForEach = uncurryThis(Set.prototype.forEach);
export const SetPrototypeClear = uncurryThis(Set.prototype.clear);
export const SetPrototypeSize = uncurryGetter(Set.prototype, 'size');
export const SetPrototypeAdd = uncurryThis(Set.prototype.add);
export const PlainSet = Set;
export const WeakMapPrototypeHas = uncurryThis(WeakMap.prototype.has);
export const WeakSetPrototypeHas = uncurryThis(WeakSet.prototype.has);
export const WeakRefPrototypeDeref = uncurryThis(WeakRef.prototype.deref);

const IteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][SymbolIterator]()));
const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}.prototype));

export { AsyncIteratorPrototype, IteratorPrototype, TypedArrayPrototype, uncurryThis };
