// What kinds of values the language knows, told apart by brands that no Worker can fake: for clones and for serialized forms.

import { latecomers } from '../../core/latecomers';
import { loadedPart } from '../../core/lazy';
import {
  BigIntPrototypeValueOf,
  BooleanPrototypeValueOf,
  DataViewBuffer,
  DataViewByteLength,
  DataViewByteOffset,
  FunctionPrototypeToString,
  NumberPrototypeValueOf,
  ObjectGetOwnPropertyDescriptor,
  ObjectPrototypeToString,
  PlainDataView,
  ReflectGetPrototypeOf,
  SafeMap,
  StringPrototypeValueOf,
  SymbolPrototypeToString,
  TypedArrayBuffer,
  TypedArrayByteOffset,
  TypedArrayLength,
  TypedArrayTag,
  then,
  WeakMapPrototypeHas,
  WeakRefPrototypeDeref,
  WeakSetPrototypeHas,
} from '../../core/primordials';
import { type Place, passes, type ViewType } from './moving';
import { refuse } from './platform';

export const VIEWS: Record<string, ViewType> = {
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
  Float16Array: latecomers.Float16Array,
} as any;
const errorClasses = new SafeMap<object, any>();
errorClasses.set(EvalError.prototype, EvalError);
errorClasses.set(RangeError.prototype, RangeError);
errorClasses.set(ReferenceError.prototype, ReferenceError);
errorClasses.set(SyntaxError.prototype, SyntaxError);
errorClasses.set(TypeError.prototype, TypeError);
errorClasses.set(URIError.prototype, URIError);
errorClasses.set(Error.prototype, Error);
errorClasses.set(AggregateError.prototype, function AggregateErrorOfNothing() {
  return new AggregateError([]);
});

/** What unwraps the objects of primitive values. */
export const BOXES: ((value: any) => unknown)[] = [
  NumberPrototypeValueOf,
  StringPrototypeValueOf,
  BooleanPrototypeValueOf,
  BigIntPrototypeValueOf,
];

export function errorClassOf(value: object): ErrorConstructor {
  for (let at = ReflectGetPrototypeOf(value); at !== null; at = ReflectGetPrototypeOf(at)) {
    const known = errorClasses.get(at);
    if (known !== undefined) return known;
  }
  return Error;
}

/** Brands of the language's objects whose state cannot be copied. */
const OPAQUE: ((value: any) => unknown)[] = [
  WeakRefPrototypeDeref,
  (value) => WeakMapPrototypeHas(value, value),
  (value) => WeakSetPrototypeHas(value, value),
  (value) => then(value, undefined, () => {}),
];

export function placeOf(value: any): Place {
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

export function nameOf(value: object): string {
  const name = (ObjectGetOwnPropertyDescriptor(ReflectGetPrototypeOf(value) ?? value, 'constructor')?.value as any)
    ?.name;
  return typeof name === 'string' ? name : 'Object';
}

/** Throws in the platform's words: functions show their source, stubs their class. */
export function refuseFunction(value: Function): never {
  const stub = loadedPart('rpc')?.isReference(value) === true;
  refuse(`${stub ? `#<${nameOf(value)}>` : FunctionPrototypeToString(value)} could not be cloned.`);
}

/** Throws for what has no form outside of its isolate. `value` is no array, error, box or platform object. */
export function refuseOpaque(value: any): void {
  for (let i = 0; i < OPAQUE.length; i++) {
    if (passes(OPAQUE[i]!, value)) refuse(`#<${nameOf(value)}> could not be cloned.`);
  }
  const tag = ObjectPrototypeToString(value);
  if (tag === '[object Arguments]') refuse('#<Object> could not be cloned.');
  if (tag === '[object Generator]' || passes(SymbolPrototypeToString, value)) refuse(`${tag} could not be cloned.`);
}
