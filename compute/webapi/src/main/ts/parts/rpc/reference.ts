// Stubs, promises and properties of RPC as Workers see them: callable objects that have every member one asks for. Behind each stands
// a proxy whose traps end here; its classes are those of `cloudflare:workers`.
import { illegalInvocation, isIndex } from '../../core/interface';
import { part } from '../../core/lazy';
import {
  FunctionPrototypeBind,
  JSONStringify,
  ObjectCreate,
  ObjectFreeze,
  ObjectGetOwnPropertyDescriptor,
  ObjectSetPrototypeOf,
  PromisePrototypeFinally,
  ReflectDeleteProperty,
  ReflectGet,
  ReflectHas,
  ReflectOwnKeys,
  then,
} from '../../core/primordials';
import type { Handle, Pending } from './handle';

const STUB = 0;
const PROMISE = 1;
const PROPERTY = 2;
const CLASSES = ['RpcStub', 'RpcPromise', 'RpcProperty'] as const;

/** One target for all proxies, with nothing of its own. It can be constructed: to the platform that is a call like others. */
const callable = FunctionPrototypeBind(class {}, undefined);
ReflectDeleteProperty(callable, 'name');
ReflectDeleteProperty(callable, 'length');

export function joined(path: string, name: string): string {
  return path === '' ? JSONStringify(name) : `${path},${JSONStringify(name)}`;
}

class Reference {
  readonly kind: number;
  readonly handle: Handle;
  readonly path: string;
  readonly pending: Pending | null;
  readonly prototype: object;
  /** What a Worker put on it. */
  own: any = null;

  constructor(kind: number, handle: Handle, path: string, pending: Pending | null) {
    this.kind = kind;
    this.handle = handle;
    this.path = path;
    this.pending = pending;
    this.prototype = part('modules')[CLASSES[kind]!].prototype;
  }

  get(_: unknown, key: string | symbol, receiver: unknown): unknown {
    if (this.own !== null && key in this.own) return this.own[key];
    if (typeof key === 'symbol' || ReflectHas(this.prototype, key)) return ReflectGet(this.prototype, key, receiver);
    return key === 'then' || isIndex(key) ? undefined : newProperty(this.handle, joined(this.path, key));
  }
  has(_: unknown, key: string | symbol): boolean {
    return (typeof key === 'string' && !isIndex(key)) || ReflectHas(this.prototype, key);
  }
  set(_: unknown, key: string | symbol, value: unknown): boolean {
    this.own ??= ObjectCreate(null);
    this.own[key] = value;
    return true;
  }
  deleteProperty(_: unknown, key: string | symbol): boolean {
    return this.own === null || ReflectDeleteProperty(this.own, key);
  }
  ownKeys(): (string | symbol)[] {
    return this.own === null ? [] : ReflectOwnKeys(this.own);
  }
  getOwnPropertyDescriptor(_: unknown, key: string | symbol): PropertyDescriptor | undefined {
    return this.own === null ? undefined : ObjectGetOwnPropertyDescriptor(this.own, key);
  }
  defineProperty(): boolean {
    return false;
  }
  getPrototypeOf(): object {
    return this.prototype;
  }
  setPrototypeOf(): boolean {
    return false;
  }
  preventExtensions(): boolean {
    return false;
  }
  apply(_: unknown, __: unknown, args: unknown[]): unknown {
    return newPromise(this.handle.call(this.path, args));
  }
  construct(_: unknown, args: unknown[]): object {
    return newPromise(this.handle.call(this.path, args));
  }
}
// Traps that are not there must not be found on Object.prototype.
ObjectSetPrototypeOf(Reference.prototype, null);
ObjectFreeze(Reference.prototype);

class Bearer {
  constructor(target: object) {
    // biome-ignore lint/correctness/noConstructorReturn: stamps the field of Stamp on a proxy
    return target;
  }
}
let referenceOf: (value: unknown) => Reference | null;
class Stamp extends Bearer {
  #reference: Reference;
  constructor(target: object, reference: Reference) {
    super(target);
    this.#reference = reference;
  }
  static {
    referenceOf = (value) =>
      typeof value === 'function' && #reference in value ? (value as unknown as Stamp).#reference : null;
  }
}

function shown(reference: Reference): object {
  const proxy = new Proxy(callable, reference);
  new Stamp(proxy, reference);
  return proxy;
}

export function newStub(handle: Handle): object {
  return shown(new Reference(STUB, handle, '', null));
}
export function newPromise(pending: Pending): object {
  return shown(new Reference(PROMISE, pending.result, '', pending));
}
export function newProperty(handle: Handle, path: string): object {
  return shown(new Reference(PROPERTY, handle, path, null));
}

/** Whether a value is a stub, promise or property. */
export function isReference(value: unknown): boolean {
  return referenceOf(value) !== null;
}
/** The handle of a stub; null for everything else. */
export function stubHandle(value: unknown): Handle | null {
  const reference = referenceOf(value);
  return reference !== null && reference.kind === STUB ? reference.handle : null;
}

function own(value: unknown, kind: number): Reference {
  const reference = referenceOf(value);
  if (reference === null || reference.kind !== kind) throw illegalInvocation();
  return reference;
}

export function dup(stub: unknown): object {
  return newStub(own(stub, STUB).handle.dup());
}
export function dispose(value: unknown): void {
  const reference = referenceOf(value);
  if (reference === null || reference.kind === PROPERTY) throw illegalInvocation();
  reference.handle.release();
}

/** The value that a promise or property will have. */
function valueOf(value: unknown): Promise<unknown> {
  const reference = referenceOf(value);
  if (reference === null || reference.kind === STUB) throw illegalInvocation();
  if (reference.pending !== null) return reference.pending.promise;
  return reference.handle.call(reference.path, null).promise;
}
export function thenOf(value: unknown, onValue: any, onError: any): Promise<unknown> {
  return then(valueOf(value), onValue, onError);
}
export function finallyOf(value: unknown, action: any): Promise<unknown> {
  return PromisePrototypeFinally(valueOf(value), action);
}
