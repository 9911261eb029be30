// Gives a class the outer shape that Workers see on the platform's classes: enumerable members, functions of length 0, and a
// class name for Object.prototype.toString. Runs once, before the snapshot.
import {
  FunctionPrototype,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ReflectOwnKeys,
  SafeMap,
  SymbolToStringTag,
} from './primordials';

/** The prototypes of the platform's classes and their names: what structuredClone refuses. */
export const platformPrototypes = new SafeMap<object, string>();

export function defineInterface(type: Function, name: string): void {
  if (type.name !== name)
    ObjectDefineProperty(type, 'name', { __proto__: null, value: name, configurable: true } as any);
  platformPrototypes.set(type.prototype, name);
  shapeMembers(type, true);
  shapeMembers(type.prototype, false);
  ObjectDefineProperty(type, 'length', { __proto__: null, value: 0, configurable: true } as any);
  ObjectDefineProperty(type.prototype, SymbolToStringTag, { __proto__: null, value: name, configurable: true } as any);
}

function shapeMembers(owner: any, statics: boolean): void {
  const keys = ReflectOwnKeys(owner);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (key === 'constructor' || key === 'prototype' || (statics && (key === 'length' || key === 'name'))) continue;
    const descriptor = ObjectGetOwnPropertyDescriptor(owner, key)!;
    if (!descriptor.configurable) continue;
    if (typeof descriptor.value === 'function' && descriptor.value.length !== 0) plainLength(descriptor.value);
    if (typeof key === 'string') ObjectDefineProperty(owner, key, { __proto__: null, enumerable: true } as any);
  }
}

function plainLength(method: Function): void {
  if (method !== FunctionPrototype) {
    ObjectDefineProperty(method, 'length', { __proto__: null, value: 0, configurable: true } as any);
  }
}

/** Same for a namespace object such as `console`: name for toString only. */
export function nameObject(object: object, name: string): void {
  ObjectDefineProperty(object, SymbolToStringTag, { __proto__: null, value: name, configurable: true } as any);
}
