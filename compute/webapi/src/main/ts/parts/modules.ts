// The modules `cloudflare:*`.

import { badArgument, badConstruction } from '../core/errors';
import { waitUntil as keepAlive } from '../core/execution';
import { exportsOfWorker } from '../core/handlers';
import { defineInterface, shownClass } from '../core/interface';
import { part } from '../core/lazy';
import { currentContext } from '../core/operations';
import {
  ObjectCreate,
  ObjectGetOwnPropertyDescriptor,
  ObjectPrototype,
  ReflectApply,
  ReflectGetPrototypeOf,
  ReflectHas,
  ReflectOwnKeys,
  SymbolDispose,
} from '../core/primordials';
import { hasFlag, state } from '../core/state';

function checkContext(ctx: unknown, owner: string, type: string): void {
  if ((typeof ctx !== 'object' && typeof ctx !== 'function') || ctx === null) throw badConstruction(owner, 1, type);
}

/** Base of entry points that are classes. */
class EntrypointBase {
  constructor(ctx: unknown, env: unknown) {
    checkContext(ctx, 'WorkerEntrypoint', 'Object');
    own(this, 'ctx', ctx);
    own(this, 'env', env);
  }
}
class ObjectBase {
  constructor(ctx: unknown, env: unknown) {
    checkContext(ctx, 'DurableObjectBase', 'DurableObjectState');
    own(this, 'ctx', ctx);
    own(this, 'env', env);
  }
}
class WorkflowBase {
  constructor(ctx: unknown, env: unknown) {
    checkContext(ctx, 'WorkflowEntrypoint', 'Object');
    own(this, 'ctx', ctx);
    own(this, 'env', env);
  }
}
class TargetBase {}

const defineOwn = Object.defineProperty;
function own(target: object, name: string, value: unknown): void {
  defineOwn(target, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as any);
}

/** What stands for an object of another Worker. Stubs, promises and properties are made by part `rpc`: these are their classes. */
class Stub {
  constructor(target: unknown = undefined) {
    // biome-ignore lint/correctness/noConstructorReturn: a stub is a proxy
    return part('rpc').stubOver(target);
  }
  dup(): unknown {
    return part('rpc').dup(this);
  }
}
class CallPromise {
  then(onValue: unknown = undefined, onError: unknown = undefined): unknown {
    return part('rpc').thenOf(this, onValue, onError);
  }
  catch(onError: unknown = undefined): unknown {
    return part('rpc').thenOf(this, undefined, onError);
  }
  finally(action: unknown = undefined): unknown {
    return part('rpc').finallyOf(this, action);
  }
}
class CallProperty {
  then(onValue: unknown = undefined, onError: unknown = undefined): unknown {
    return part('rpc').thenOf(this, onValue, onError);
  }
  catch(onError: unknown = undefined): unknown {
    return part('rpc').thenOf(this, undefined, onError);
  }
  finally(action: unknown = undefined): unknown {
    return part('rpc').finallyOf(this, action);
  }
}
const disposer = {
  dispose(this: unknown): void {
    part('rpc').dispose(this);
  },
}.dispose;

/** A class of part `rpc` as Workers see it: under another name than messages and `Object.prototype.toString` have. */
function shownAs(type: Function, tag: string, name: string, closed = false): Function {
  const shape = defineInterface;
  shape(type, tag);
  const shown = shownClass(type, closed) as Function;
  defineOwn(shown, 'name', { __proto__: null, value: name, configurable: true } as any);
  return shown;
}
function hidden(target: object, key: symbol, value: unknown): void {
  defineOwn(target, key, { __proto__: null, value, writable: true, configurable: true } as any);
}

/** Which kind of entry point a class is. */
export function classKind(type: Function): 'entrypoint' | 'durableObject' | 'workflow' | 'plain' {
  for (let at: object | null = type; at !== null; at = ReflectGetPrototypeOf(at)) {
    if (at === WorkerEntrypoint) return 'entrypoint';
    if (at === DurableObject) return 'durableObject';
    if (at === WorkflowEntrypoint) return 'workflow';
  }
  return 'plain';
}

/** No constructor, as the platform's other functions that are bound to what is current. */
const waitUntil = (promise: unknown): void => keepAlive(currentContext(), promise);

/** Says of methods of Durable Objects that a call may be made again. Here no call is. */
function retryable(...methods: unknown[]): void {
  for (let i = 0; i < methods.length; i++) {
    if (typeof methods[i] !== 'function') throw new TypeError('retryable() accepts only functions.');
  }
}

/** Runs a function while `env` of this module shows something else. */
function withEnv(env: unknown, action: unknown): unknown {
  const before = state.env;
  checkAction(action, 'withEnv', 2);
  state.env = env as Record<string, unknown>;
  try {
    return ReflectApply(action as Function, undefined, []);
  } finally {
    state.env = before;
  }
}
/** The same for `exports`; undefined shows those of the Worker. */
let shownExports: any;
function withExports(exports: unknown, action: unknown): unknown {
  const before = shownExports;
  checkAction(action, 'withExports', 2);
  shownExports = exports;
  try {
    return ReflectApply(action as Function, undefined, []);
  } finally {
    shownExports = before;
  }
}
function withEnvAndExports(env: unknown, exports: unknown, action: unknown): unknown {
  checkAction(action, 'withEnvAndExports', 3);
  return withEnv(env, () => withExports(exports, action));
}
function checkAction(action: unknown, method: string, position: number): void {
  if (typeof action !== 'function') throw badArgument(method, 'EnvModule', position, 'function');
}

/** An importable object that shows another one: for `env`, always the one that the running handler would see. */
function viewOf(shown: () => any): object {
  return new Proxy(ObjectCreate(ObjectPrototype), {
    get: (_, name) => shown()[name],
    has: (_, name) => ReflectHas(shown(), name),
    ownKeys: () => ReflectOwnKeys(shown()),
    getOwnPropertyDescriptor: (_, name) => {
      const descriptor = ObjectGetOwnPropertyDescriptor(shown(), name);
      return descriptor === undefined ? undefined : { ...descriptor, configurable: true };
    },
  });
}

hidden(Stub.prototype, SymbolDispose, disposer);
hidden(CallPromise.prototype, SymbolDispose, disposer);
export const RpcStub = shownAs(Stub, 'JsRpcStub', 'RpcStub');
export const RpcPromise = shownAs(CallPromise, 'JsRpcPromise', 'RpcPromise', true);
export const RpcProperty = shownAs(CallProperty, 'JsRpcProperty', 'RpcProperty', true);
export const RpcTarget = shownAs(TargetBase, 'JsRpcTarget', 'RpcTarget');
export const WorkerEntrypoint = shownAs(EntrypointBase, 'WorkerEntrypoint', 'WorkerEntrypoint');
export const DurableObject = shownAs(ObjectBase, 'DurableObjectBase', 'DurableObject');
export const WorkflowEntrypoint = shownAs(WorkflowBase, 'WorkflowEntrypoint', 'WorkflowEntrypoint');

const EXPORTS_SINCE = '2025-11-17';

/** What `ctx.exports` shows. */
export function loopbackExports(): object | undefined {
  const on = state.config.compatibilityDate >= EXPORTS_SINCE && !hasFlag('disable_ctx_exports');
  return on || hasFlag('enable_ctx_exports') ? part('fetch').loopbackExports() : undefined;
}

let importable: object | undefined;
/** While modules are loaded nobody knows yet what they export. */
function importableExports(): any {
  if (importable !== undefined) return importable;
  const made = loopbackExports() ?? ObjectCreate(ObjectPrototype);
  if (exportsOfWorker().length > 0) importable = made;
  return made;
}

export function moduleExports(specifier: string): object | undefined {
  switch (specifier) {
    case 'cloudflare:workers':
      return {
        __proto__: null,
        WorkerEntrypoint,
        DurableObject,
        WorkflowEntrypoint,
        RpcTarget,
        RpcStub,
        RpcPromise,
        RpcProperty,
        ServiceStub: part('fetch').ServiceStub,
        env: viewOf(() => state.env),
        exports: viewOf(() => shownExports ?? importableExports()),
        waitUntil,
        withEnv,
        withExports,
        withEnvAndExports,
      };
    case 'cloudflare:durable-objects':
      return { __proto__: null, onHibernate: undefined, retryable };
    case 'cloudflare:sockets':
      return { __proto__: null, connect: () => part('scope').refuseConnect() };
    default:
      return undefined;
  }
}
