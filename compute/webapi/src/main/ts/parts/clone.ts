// structuredClone, as a lazy part. Brands are asked of captured getters, so that no replaced prototype is looked at.
import { bytesOf, copyOf, encodeUtf8, isArrayBuffer } from '../core/bytes';
import { badArgument, badField } from '../core/errors';
import { eachOf } from '../core/iterate';
import {
  ArrayBufferByteLength,
  ArrayBufferDetached,
  ArrayBufferIsView,
  ArrayBufferMaxByteLength,
  ArrayBufferResizable,
  ArrayBufferTransfer,
  ArrayIsArray,
  DatePrototypeGetTime,
  ErrorIsError,
  JSONStringify,
  MapPrototypeForEach,
  MapPrototypeSet,
  MapPrototypeSize,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectPrototype,
  PlainArrayBuffer,
  PlainDate,
  PlainMap,
  PlainSet,
  PlainUint8Array,
  ReflectGetPrototypeOf,
  ReflectOwnKeys,
  RegExpPrototypeFlags,
  RegExpPrototypeSource,
  SafeMap,
  SafeSet,
  SetPrototypeAdd,
  SetPrototypeForEach,
  SetPrototypeSize,
  SymbolPrototypeToString,
  TypedArraySet,
} from '../core/primordials';
import { BOXES, errorClassOf, placeOf, refuseFunction, refuseOpaque } from './clone/kinds';
import { Moving, type Place, passes, realOf, settle } from './clone/moving';
import { copyOfPlatformObject, refuse } from './clone/platform';

const RegExpPrototype = RegExp.prototype;

class Cloner {
  readonly #copies = new SafeMap<object, unknown>();
  readonly #transferred: SafeSet<ArrayBuffer>;
  /** What was made to hold other values, remembered while some of them may be on the move. */
  readonly #holders: object[] = [];
  #moving = false;

  constructor(transferred: SafeSet<ArrayBuffer>) {
    this.#transferred = transferred;
  }

  /** The clone. Buffers are detached only once nothing can fail any more. */
  run(value: unknown): unknown {
    const copy = this.clone(value);
    const moved = new SafeMap<ArrayBuffer, ArrayBuffer>();
    this.#transferred.forEach((buffer) => {
      moved.set(buffer, ArrayBufferTransfer(buffer));
    });
    if (!this.#moving) return copy;
    for (let i = 0; i < this.#holders.length; i++) settle(this.#holders[i], moved);
    return realOf(copy, moved);
  }

  clone(value: any): unknown {
    if (typeof value === 'symbol') refuse(`${SymbolPrototypeToString(value)} could not be cloned.`);
    if (typeof value === 'function') refuseFunction(value);
    if (typeof value !== 'object' || value === null) return value;
    const known = this.#copies.get(value);
    return known === undefined ? this.#object(value) : known;
  }

  #keep<T>(original: object, copy: T): T {
    this.#copies.set(original, copy);
    return copy;
  }
  #hold<T extends object>(original: object, copy: T): T {
    if (this.#transferred.size > 0) this.#holders[this.#holders.length] = copy;
    return this.#keep(original, copy);
  }

  #object(value: any): unknown {
    if (ArrayIsArray(value)) return this.#properties(value, this.#hold(value, new Array(value.length)));
    const prototype = ReflectGetPrototypeOf(value);
    if (prototype === ObjectPrototype || prototype === null) return this.#plain(value);
    if (ArrayBufferIsView(value)) return this.#keep(value, this.#view(value));
    if (isArrayBuffer(value)) return this.#keep(value, this.#buffer(value));
    if (value === globalThis) refuse('#<ServiceWorkerGlobalScope> could not be cloned.');
    if (passes(MapPrototypeSize, value)) return this.#map(value);
    if (passes(SetPrototypeSize, value)) return this.#set(value);
    if (passes(DatePrototypeGetTime, value)) return this.#keep(value, new PlainDate(DatePrototypeGetTime(value)));
    if (value !== RegExpPrototype && passes(RegExpPrototypeSource, value)) {
      return this.#keep(
        value,
        new RegExp(RegExpPrototypeSource(value) as string, RegExpPrototypeFlags(value) as string),
      );
    }
    if (ErrorIsError(value)) return this.#error(value);
    for (let i = 0; i < BOXES.length; i++) {
      if (passes(BOXES[i]!, value)) return this.#keep(value, Object(BOXES[i]!(value)));
    }
    const platform = copyOfPlatformObject(value);
    return platform === null ? this.#plain(value) : this.#keep(value, platform);
  }

  #plain(value: any): unknown {
    refuseOpaque(value);
    return this.#properties(value, this.#hold(value, {}));
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
    if (this.#transferred.has(buffer)) return this.#move(buffer, null) as unknown as ArrayBuffer;
    if (!ArrayBufferResizable(buffer)) return copyOf(bytesOf(buffer)).buffer;
    const most = ArrayBufferMaxByteLength(buffer);
    const copy = new (PlainArrayBuffer as any)(ArrayBufferByteLength(buffer), { __proto__: null, maxByteLength: most });
    TypedArraySet(new PlainUint8Array(copy), bytesOf(buffer));
    return copy;
  }
  #move(buffer: ArrayBuffer, place: Place | null): Moving {
    this.#moving = true;
    return new Moving(buffer, place);
  }

  #view(value: any): object {
    const place = placeOf(value);
    if (this.#transferred.has(place.buffer)) return this.#move(place.buffer, place);
    return new place.type(this.clone(place.buffer) as ArrayBuffer, place.offset, place.length);
  }

  #map(value: any): unknown {
    const copy = this.#hold(value, new PlainMap());
    const rows: unknown[][] = [];
    MapPrototypeForEach(value, (item: unknown, key: unknown) => {
      rows[rows.length] = [key, item];
    });
    for (let i = 0; i < rows.length; i++) MapPrototypeSet(copy, this.clone(rows[i]![0]), this.clone(rows[i]![1]));
    return copy;
  }
  #set(value: any): unknown {
    const copy = this.#hold(value, new PlainSet());
    const items: unknown[] = [];
    SetPrototypeForEach(value, (item: unknown) => {
      items[items.length] = item;
    });
    for (let i = 0; i < items.length; i++) SetPrototypeAdd(copy, this.clone(items[i]));
    return copy;
  }

  /** An error keeps its class if it is one of the language's, its stack, and all that is its own. */
  #error(value: any): unknown {
    const copy = this.#hold(value, new (errorClassOf(value))()) as object;
    const keys = ReflectOwnKeys(value);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const descriptor = ObjectGetOwnPropertyDescriptor(value, key);
      if (typeof key === 'symbol' || descriptor === undefined) continue;
      const own = key === 'message' || key === 'stack' ? `${value[key]}` : this.clone(value[key]);
      ObjectDefineProperty(copy, key, {
        __proto__: null,
        value: own,
        writable: true,
        enumerable: descriptor.enumerable,
        configurable: true,
      } as any);
    }
    return copy;
  }
}

/** The buffers of a transfer list, each able to move. */
function transferable(options: any): SafeSet<ArrayBuffer> {
  const buffers = new SafeSet<ArrayBuffer>();
  if (options === undefined || options === null) return buffers;
  if (typeof options !== 'object' && typeof options !== 'function') {
    throw badArgument('structuredClone', 'ServiceWorkerGlobalScope', 2, 'StructuredCloneOptions');
  }
  const list = options.transfer;
  if (list === undefined) return buffers;
  if (typeof list !== 'object' || list === null) throw badField('transfer', 'StructuredCloneOptions', 'Array');
  eachOf(list, (item) => {
    // A view is nothing to move, and a detached buffer has nothing to give: the platform lets both pass.
    if (ArrayBufferIsView(item)) return;
    if (!isArrayBuffer(item)) throw new TypeError('Object is not transferable');
    if (!ArrayBufferDetached(item)) buffers.add(item);
  });
  return buffers;
}

export function structuredClone(value: unknown, options: unknown): unknown {
  return new Cloner(transferable(options)).run(value);
}

/** About as many bytes as a serialized form of this clone would have. */
export function roughSize(copy: unknown): number {
  if (isArrayBuffer(copy)) return ArrayBufferByteLength(copy);
  if (ArrayBufferIsView(copy)) return placeOf(copy).length;
  return encodeUtf8(JSONStringify(copy) ?? '').length + 4;
}
