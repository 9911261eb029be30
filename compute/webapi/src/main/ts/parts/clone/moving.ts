// Buffers on their way from a value to its clone: placeholders first, the buffers themselves once nothing can fail any more.
import {
  MapPrototypeClear,
  MapPrototypeForEach,
  MapPrototypeSet,
  MapPrototypeSize,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ReflectOwnKeys,
  type SafeMap,
  SetPrototypeAdd,
  SetPrototypeClear,
  SetPrototypeForEach,
  SetPrototypeSize,
} from '../../core/primordials';

export type ViewType = new (buffer: ArrayBuffer, offset: number, length: number) => object;

/** Where a view lies. */
export interface Place {
  type: ViewType;
  buffer: ArrayBuffer;
  offset: number;
  length: number;
}

export function passes(brand: (value: any) => unknown, value: object): boolean {
  try {
    brand(value);
    return true;
  } catch {
    return false;
  }
}

/** Stands for a transferred buffer, or a view of one, until all is cloned and the buffer can be detached. */
export class Moving {
  readonly buffer: ArrayBuffer;
  readonly place: Place | null;
  real: unknown = undefined;
  constructor(buffer: ArrayBuffer, place: Place | null) {
    this.buffer = buffer;
    this.place = place;
  }
}

/** What a placeholder stands for, or the value itself. */
export function realOf(value: any, moved: SafeMap<ArrayBuffer, ArrayBuffer>): any {
  if (!(value instanceof Moving)) return value;
  if (value.real === undefined) {
    const { place } = value;
    const buffer = moved.get(value.buffer)!;
    value.real = place === null ? buffer : new place.type(buffer, place.offset, place.length);
  }
  return value.real;
}

/** Puts what placeholders stand for in their places. The holder is a clone of ours: nothing of a Worker's runs. */
export function settle(holder: any, moved: SafeMap<ArrayBuffer, ArrayBuffer>): void {
  if (passes(MapPrototypeSize, holder)) return settleMap(holder, moved);
  if (passes(SetPrototypeSize, holder)) return settleSet(holder, moved);
  const keys = ReflectOwnKeys(holder);
  for (let i = 0; i < keys.length; i++) {
    const descriptor = ObjectGetOwnPropertyDescriptor(holder, keys[i]!)!;
    if (!(descriptor.value instanceof Moving)) continue;
    const value = realOf(descriptor.value, moved);
    ObjectDefineProperty(holder, keys[i]!, { __proto__: null, value } as any);
  }
}
function settleMap(holder: any, moved: SafeMap<ArrayBuffer, ArrayBuffer>): void {
  const rows: unknown[][] = [];
  MapPrototypeForEach(holder, (item: unknown, key: unknown) => {
    rows[rows.length] = [realOf(key, moved), realOf(item, moved)];
  });
  MapPrototypeClear(holder);
  for (let i = 0; i < rows.length; i++) MapPrototypeSet(holder, rows[i]![0], rows[i]![1]);
}
function settleSet(holder: any, moved: SafeMap<ArrayBuffer, ArrayBuffer>): void {
  const items: unknown[] = [];
  SetPrototypeForEach(holder, (item: unknown) => {
    items[items.length] = realOf(item, moved);
  });
  SetPrototypeClear(holder);
  for (let i = 0; i < items.length; i++) SetPrototypeAdd(holder, items[i]);
}
