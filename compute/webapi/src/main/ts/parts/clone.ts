// structuredClone, as a lazy part. Brands are asked of captured getters, so that no replaced prototype is looked at.
import { bytesOf, copyOf, isArrayBuffer } from '../core/bytes';
import { DOMException } from '../core/errors';
import { platformPrototypes } from '../core/interface';
import { eachOf } from '../core/iterate';
import {
  ArrayBufferDetached,
  ArrayBufferIsView,
  ArrayBufferTransfer,
  ArrayIsArray,
  DataViewBuffer,
  DataViewByteLength,
  DataViewByteOffset,
  DatePrototypeGetTime,
  FunctionPrototypeToString,
  MapPrototypeForEach,
  MapPrototypeSet,
  MapPrototypeSize,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectPrototype,
  ObjectPrototypeToString,
  PlainDataView,
  PlainDate,
  PlainMap,
  PlainSet,
  ReflectGetPrototypeOf,
  ReflectOwnKeys,
  SafeMap,
  SetPrototypeAdd,
  SetPrototypeForEach,
  SetPrototypeSize,
  TypedArrayBuffer,
  TypedArrayByteOffset,
  TypedArrayLength,
  TypedArrayTag,
  uncurryThis,
} from '../core/primordials';

const regExpSource = uncurryThis(Object.getOwnPropertyDescriptor(RegExp.prototype, 'source')!.get!);
const regExpFlags = uncurryThis(Object.getOwnPropertyDescriptor(RegExp.prototype, 'flags')!.get!);
const PlainRegExp = RegExp;
const RegExpPrototype = RegExp.prototype;
const isError: (value: unknown) => boolean =
  (Error as any).isError ?? ((value: object) => ObjectPrototypeToString(value) === '[object Error]');
const boxes = [Number, String, Boolean, BigInt].map((type) => uncurryThis(type.prototype.valueOf as any));

type ViewType = new (buffer: ArrayBuffer, offset: number, length: number) => object;
const VIEWS: Record<string, ViewType> = {
  __proto__: null,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  Float16Array: (globalThis as any).Float16Array,
} as any;
const ERRORS: Record<string, ErrorConstructor> = {
  __proto__: null,
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
} as any;

/** Where a view lies; kept from before its buffer is transferred, because a detached one tells nothing. */
interface Place {
  type: ViewType;
  buffer: ArrayBuffer;
  offset: number;
  length: number;
}

function refuse(what: string): never {
  throw new DOMException(what, 'DataCloneError');
}
function passes(brand: (value: any) => unknown, value: object): boolean {
  try {
    brand(value);
    return true;
  } catch {
    return false;
  }
}

class Cloner {
  readonly #copies = new SafeMap<object, unknown>();
  readonly #places: SafeMap<object, Place>;

  constructor(places: SafeMap<object, Place>, moved: SafeMap<object, unknown> | null) {
    this.#places = places;
    moved?.forEach((copy, buffer) => {
      this.#copies.set(buffer, copy);
    });
  }

  clone(value: any): unknown {
    if (typeof value === 'symbol') refuse('Symbol() could not be cloned.');
    if (typeof value === 'function') refuse(`${FunctionPrototypeToString(value)} could not be cloned.`);
    if (typeof value !== 'object' || value === null) return value;
    const known = this.#copies.get(value);
    return known === undefined ? this.#object(value) : known;
  }

  #keep<T>(original: object, copy: T): T {
    this.#copies.set(original, copy);
    return copy;
  }

  #object(value: any): unknown {
    if (ArrayIsArray(value)) return this.#properties(value, this.#keep(value, new Array(value.length)));
    const prototype = ReflectGetPrototypeOf(value);
    if (prototype === ObjectPrototype || prototype === null) return this.#plain(value);
    if (ArrayBufferIsView(value)) return this.#keep(value, this.#view(value));
    if (isArrayBuffer(value)) return this.#keep(value, this.#buffer(value));
    if (passes(MapPrototypeSize, value)) return this.#map(value);
    if (passes(SetPrototypeSize, value)) return this.#set(value);
    if (passes(DatePrototypeGetTime, value)) return this.#keep(value, new PlainDate(DatePrototypeGetTime(value)));
    if (value !== RegExpPrototype && passes(regExpSource, value)) {
      return this.#keep(value, new PlainRegExp(regExpSource(value) as string, regExpFlags(value) as string));
    }
    if (isError(value)) return this.#error(value);
    for (const unbox of boxes) if (passes(unbox, value)) return this.#keep(value, Object(unbox(value)));
    refusePlatformObject(value);
    return this.#plain(value);
  }

  #plain(value: any): unknown {
    for (const brand of OPAQUE) if (passes(brand, value)) refuse('#<Object> could not be cloned.');
    return this.#properties(value, this.#keep(value, {}));
  }

  #properties(from: any, to: any): unknown {
    const keys = ReflectOwnKeys(from);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      if (typeof key === 'symbol' || !ObjectGetOwnPropertyDescriptor(from, key)?.enumerable) continue;
      const value = this.clone(from[key]);
      ObjectDefineProperty(to, key, {
        __proto__: null,
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      } as any);
    }
    return to;
  }

  #buffer(buffer: ArrayBuffer): ArrayBuffer {
    if (ArrayBufferDetached(buffer)) refuse('An ArrayBuffer is detached and could not be cloned.');
    return copyOf(bytesOf(buffer)).buffer;
  }

  #view(value: any): object {
    let place = this.#places.get(value);
    if (place === undefined) {
      place = placeOf(value);
      this.#places.set(value, place);
    }
    return new place.type(this.clone(place.buffer) as ArrayBuffer, place.offset, place.length);
  }

  #map(value: any): unknown {
    const copy = this.#keep(value, new PlainMap());
    const rows: unknown[][] = [];
    MapPrototypeForEach(value, (item: unknown, key: unknown) => {
      rows[rows.length] = [key, item];
    });
    for (let i = 0; i < rows.length; i++) MapPrototypeSet(copy, this.clone(rows[i]![0]), this.clone(rows[i]![1]));
    return copy;
  }
  #set(value: any): unknown {
    const copy = this.#keep(value, new PlainSet());
    const items: unknown[] = [];
    SetPrototypeForEach(value, (item: unknown) => {
      items[items.length] = item;
    });
    for (let i = 0; i < items.length; i++) SetPrototypeAdd(copy, this.clone(items[i]));
    return copy;
  }

  #error(value: any): unknown {
    const name = `${value.name}`;
    const copy = this.#keep(value, new (ERRORS[name] ?? Error)());
    for (const key of ['message', 'stack', 'cause']) {
      const descriptor = ObjectGetOwnPropertyDescriptor(value, key);
      if (descriptor === undefined) continue;
      const own = key === 'cause' ? this.clone(value.cause) : `${value[key]}`;
      ObjectDefineProperty(copy as object, key, {
        __proto__: null,
        value: own,
        writable: true,
        configurable: true,
      } as any);
    }
    return copy;
  }
}

/** Brands of the language's objects whose state cannot be copied. */
const OPAQUE: ((value: any) => unknown)[] = [
  uncurryThis(WeakRef.prototype.deref as any),
  uncurryThis(WeakMap.prototype.has as any),
  uncurryThis(WeakSet.prototype.has as any),
  uncurryThis(Promise.prototype.then as any),
];

function placeOf(value: any): Place {
  const tag = TypedArrayTag(value);
  if (tag === undefined) {
    return {
      type: PlainDataView as any,
      buffer: DataViewBuffer(value),
      offset: DataViewByteOffset(value),
      length: DataViewByteLength(value),
    };
  }
  return {
    type: VIEWS[tag]!,
    buffer: TypedArrayBuffer(value),
    offset: TypedArrayByteOffset(value),
    length: TypedArrayLength(value),
  };
}

function refusePlatformObject(value: object): void {
  for (let at = ReflectGetPrototypeOf(value); at !== null; at = ReflectGetPrototypeOf(at)) {
    const name = platformPrototypes.get(at);
    if (name !== undefined) {
      refuse(`Could not serialize object of type "${name}". This type does not support serialization.`);
    }
  }
}

/** The buffers of a transfer list, each once and each able to move. */
function transferred(list: unknown): ArrayBuffer[] {
  const buffers: ArrayBuffer[] = [];
  if (list === undefined || list === null) return buffers;
  eachOf(list, (item) => {
    if (!isArrayBuffer(item)) refuse('Value could not be transferred: only ArrayBuffers can be.');
    for (let i = 0; i < buffers.length; i++)
      if (buffers[i] === item) refuse('ArrayBuffer occurs in the transfer list twice.');
    if (ArrayBufferDetached(item)) refuse('An ArrayBuffer is detached and could not be transferred.');
    buffers[buffers.length] = item;
  });
  return buffers;
}

export function structuredClone(value: unknown, options: any = undefined): unknown {
  const buffers = transferred(options?.transfer);
  const places = new SafeMap<object, Place>();
  const copy = new Cloner(places, null).clone(value);
  if (buffers.length === 0) return copy;
  // The first pass proved that all of it can be cloned and noted where views lie: only now may buffers be detached.
  const moved = new SafeMap<object, unknown>();
  for (let i = 0; i < buffers.length; i++) moved.set(buffers[i]!, ArrayBufferTransfer(buffers[i]!));
  return new Cloner(places, moved).clone(value);
}
