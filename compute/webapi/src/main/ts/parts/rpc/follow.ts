// Which members of an object others may reach, and how they are called. What a class inherits is its interface; what an instance
// holds is its own affair. Of plain objects and functions only own properties count.

import type { CallRoot } from '../../core/handlers';
import { part } from '../../core/lazy';
import {
  ArrayPrototypeJoin,
  JSONParse,
  ObjectHasOwn,
  ObjectPrototype,
  ReflectApply,
  ReflectGetPrototypeOf,
  SafeMap,
} from '../../core/primordials';
import { handleOf } from './handles';
import { isReference, joined } from './reference';

export type Root = CallRoot;
type Kind = Root['kind'];

/** On classes that serve these have a meaning of their own. */
const RESERVED = new SafeMap<string, boolean>();
for (const name of ['fetch', 'connect', 'alarm', 'webSocketMessage', 'webSocketClose', 'webSocketError'])
  RESERVED.set(name, true);

const NO_EXTENDS =
  'The receiving Durable Object does not support RPC, because its class was not declared with `extends DurableObject`. In order to enable RPC, make sure your class extends the special class `DurableObject`, which can be imported from the module "cloudflare:workers".';
export function refusePlainActor(): never {
  refuseCall(NO_EXTENDS);
}

/** The last error of a look-up: it is not one that a method threw. */
let refusal: unknown = null;
export function isRefusal(error: unknown): boolean {
  return error === refusal;
}
function refuseCall(message: string): never {
  refusal = new TypeError(message);
  throw refusal;
}

function missing(name: string): never {
  refuseCall(`The RPC receiver does not implement the method "${name}".`);
}
function reserved(name: string): never {
  refuseCall(`'${name}' is a reserved method and cannot be called over RPC.`);
}

export function isTarget(value: object): boolean {
  const { prototype } = part('modules').RpcTarget;
  for (let at = ReflectGetPrototypeOf(value); at !== null; at = ReflectGetPrototypeOf(at))
    if (at === prototype) return true;
  return false;
}
export function isPlain(value: object): boolean {
  return ReflectGetPrototypeOf(value) === ObjectPrototype;
}

function inherited(holder: any, name: string): unknown {
  if (name === '__proto__' || ObjectHasOwn(holder, name)) missing(name);
  return holder[name];
}

/** `before` names what led to a holder that has no members. */
function memberOf(holder: any, kind: Kind, name: string, before: string): unknown {
  if (name === 'dup' || name === 'constructor' || (kind !== 'value' && RESERVED.has(name))) reserved(name);
  if (isReference(holder)) missing(before);
  let value: unknown;
  if (kind === 'class') value = inherited(holder, name);
  else if (kind === 'handlers') value = name === '__proto__' ? undefined : holder[name];
  else if (typeof holder === 'function' || (typeof holder === 'object' && holder !== null && isPlain(holder))) {
    value = ObjectHasOwn(holder, name) ? holder[name] : undefined;
    return value === undefined ? missing(name) : value;
  } else if (typeof holder === 'object' && holder !== null && isTarget(holder)) {
    value = inherited(holder, name);
  } else missing(before);
  // What every object has is nobody's method.
  if (value === undefined || value === (ObjectPrototype as any)[name]) missing(name);
  return value;
}

const TOO_MANY_PARAMETERS = (name: string) =>
  `Cannot call handler function "${name}" over RPC because it has the wrong number of arguments. A simple function handler can only be called over RPC if it has exactly the arguments (arg, env, ctx), where only the first argument comes from the client. To support multi-argument RPC functions, use class-based syntax (extending WorkerEntrypoint) instead.`;
const WRONG_COUNT = (name: string) =>
  `Attempted to call RPC function "${name}" with the wrong number of arguments. When calling a top-level handler function that is not declared as part of a class, you must always send exactly one argument. In order to support variable numbers of arguments, the server must use class-based syntax (extending WorkerEntrypoint) instead.`;

function callHandler(root: Root, method: any, name: string, args: unknown[]): unknown {
  if (method.length > 3) refuseCall(TOO_MANY_PARAMETERS(name));
  if (args.length !== 1) refuseCall(WRONG_COUNT(name));
  return ReflectApply(method, root.value, [args[0], root.extra!.env, root.extra!.ctx]);
}

/** Walks a path and calls what is there, or gives it. Throws, or gives what may be a promise. */
export function follow(root: Root, path: string, args: unknown[] | null): unknown {
  const names: string[] = JSONParse(`[${path}]`);
  let holder: any;
  let value: any = root.value;
  for (let i = 0; i < names.length; i++) {
    const handle = handleOf(value);
    if (handle !== null) return handle.run(restOf(names, i), args);
    holder = value;
    value = memberOf(holder, i === 0 ? root.kind : 'value', names[i]!, names[i === 0 ? 0 : i - 1]!);
  }
  if (args === null) return value;
  const handle = handleOf(value);
  if (handle !== null) return handle.run('', args);
  const name = names.length === 0 ? '(this)' : ArrayPrototypeJoin(names, '.');
  if (typeof value !== 'function' || isReference(value)) refuseCall(`"${name}" is not a function.`);
  if (root.kind === 'handlers' && names.length === 1) return callHandler(root, value, name, args);
  return ReflectApply(value, holder, args);
}

function restOf(names: string[], from: number): string {
  let path = '';
  for (let i = from; i < names.length; i++) path = joined(path, names[i]!);
  return path;
}
