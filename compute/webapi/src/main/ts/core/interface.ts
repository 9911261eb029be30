// Gives a class the outer shape that Workers see on the platform's classes: enumerable members, functions of length 0, and a
// class name for Object.prototype.toString. Runs once, before the snapshot.
import {
  FunctionPrototype,
  FunctionPrototypeToString,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectSetPrototypeOf,
  ReflectConstruct,
  ReflectOwnKeys,
  RegExpPrototypeExec,
  SafeMap,
  SymbolToStringTag,
} from './primordials';

/** The prototypes of the platform's classes and their names: what structuredClone refuses. */
export const platformPrototypes = new SafeMap<object, string>();

/** What a method says to a `this` that is not of its class; the build weaves the call into every public class. */
export function illegalInvocation(): TypeError {
  return new TypeError(
    'Illegal invocation: function called with incorrect `this` reference. See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.',
  );
}

/** Functions of the platform, and the name that their text shows. */
const natives = new SafeMap<Function, string>();

/** Its text will say that it is native code, as that of all platform functions does. */
export function markNative(method: Function, name: string): void {
  natives.set(method, name);
}

/** Function.prototype.toString for all functions; what is a Worker's own keeps its source. */
export function hideSources(): void {
  const shown = {
    toString(this: unknown): string {
      const name = natives.get(this as Function);
      return name === undefined ? FunctionPrototypeToString(this) : `function ${name}() { [native code] }`;
    },
  }.toString;
  markNative(shown, 'toString');
  ObjectDefineProperty(FunctionPrototype, 'toString', {
    __proto__: null,
    value: shown,
    writable: true,
    configurable: true,
  } as any);
}

export function defineInterface(type: Function, name: string): void {
  if (type.name !== name)
    ObjectDefineProperty(type, 'name', { __proto__: null, value: name, configurable: true } as any);
  platformPrototypes.set(type.prototype, name);
  markNative(type, name);
  shapeMembers(type, true);
  shapeMembers(type.prototype, false);
  ObjectDefineProperty(type, 'length', { __proto__: null, value: 0, configurable: true } as any);
  nameObject(type.prototype, name);
}

function shapeMembers(owner: any, statics: boolean): void {
  const keys = ReflectOwnKeys(owner);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (key === 'constructor' || key === 'prototype' || (statics && (key === 'length' || key === 'name'))) continue;
    // Parts come late: what a Worker put on Object.prototype is no part of a descriptor.
    const descriptor = ObjectSetPrototypeOf(ObjectGetOwnPropertyDescriptor(owner, key)!, null) as PropertyDescriptor;
    if (!descriptor.configurable) continue;
    markMembers(key, descriptor);
    if (typeof descriptor.value === 'function' && descriptor.value.length !== 0) plain(descriptor.value, 'length', 0);
    // Accessors have no names there.
    if (descriptor.get !== undefined) plain(descriptor.get, 'name', '');
    if (descriptor.set !== undefined) {
      plain(descriptor.set, 'name', '');
      plain(descriptor.set, 'length', 0);
    }
    if (typeof key === 'string') ObjectDefineProperty(owner, key, { __proto__: null, enumerable: true } as any);
  }
}

/**
 * A class as Workers see it: a function that says in the platform's words that it wants `new`. What the platform makes by itself
 * is made of the class behind it. Of a closed class nobody else makes anything.
 */
export function shownClass(type: any, closed = false): unknown {
  if (typeof type !== 'function' || !platformPrototypes.has(type.prototype)) return type;
  const { name, prototype } = type;
  // V8 shows this name in its own messages, whatever the property says.
  const shown = function Object(this: unknown, ...args: unknown[]): unknown {
    if (closed) throw new TypeError('Illegal constructor');
    if (new.target !== undefined) return ReflectConstruct(type, args, new.target);
    throw new TypeError(
      `Failed to construct '${name}': Please use the 'new' operator, this object constructor cannot be called as a function.`,
    );
  };
  const keys = ReflectOwnKeys(type);
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] === 'prototype') continue;
    // Without a prototype: what a Worker puts on Object.prototype is no part of a descriptor.
    ObjectDefineProperty(shown, keys[i]!, {
      __proto__: null,
      ...ObjectGetOwnPropertyDescriptor(type, keys[i]!),
    } as any);
  }
  ObjectDefineProperty(shown, 'prototype', { __proto__: null, value: prototype } as any);
  ObjectDefineProperty(prototype, 'constructor', { __proto__: null, value: shown } as any);
  markNative(shown, name);
  return shown;
}

function markMembers(key: string | symbol, descriptor: PropertyDescriptor): void {
  const { value, get, set } = descriptor;
  if (typeof value === 'function' && !natives.has(value)) markNative(value, typeof key === 'string' ? key : '');
  if (get !== undefined) markNative(get, '');
  if (set !== undefined) markNative(set, '');
}

function plain(method: Function, name: string, value: unknown): void {
  if (method !== FunctionPrototype) {
    ObjectDefineProperty(method, name, { __proto__: null, value, configurable: true } as any);
  }
}

/** Constants of a class, on it and on its prototype. */
export function defineConstants(type: Function, constants: Record<string, number>): void {
  const names = ReflectOwnKeys(constants) as string[];
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    const constant = { __proto__: null, value: constants[name], enumerable: true, configurable: true } as any;
    ObjectDefineProperty(type, name, constant);
    ObjectDefineProperty(type.prototype, name, constant);
  }
}

const INDEX = /^(?:0|[1-9]\d{0,9})$/;
/** Whether a property is an element: objects that have every name have none of these. */
export function isIndex(name: string): boolean {
  return RegExpPrototypeExec(INDEX, name) !== null && +name < 4294967295;
}

/** The class name that Object.prototype.toString shows. */
export function nameObject(object: object, name: string): void {
  ObjectDefineProperty(object, SymbolToStringTag, {
    __proto__: null,
    value: name,
    writable: true,
    configurable: true,
  } as any);
}
