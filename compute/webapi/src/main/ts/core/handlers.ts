// What a Worker exports: its handlers, checked once when it starts, called through one shape.
import type { RequestContext } from './context';
import type { ExecutionContext } from './execution';
import { loadedPart, part } from './lazy';
import { JSONStringify, ObjectCreate, ObjectKeys, ObjectSetPrototypeOf, ReflectConstruct } from './primordials';
import type { Request } from './request';

/** What calls of methods begin from: an object of a class, or plain handlers, which are called with what is extra. */
export interface CallRoot {
  readonly value: any;
  readonly kind: 'class' | 'handlers' | 'value';
  readonly extra?: { env: unknown; ctx: ExecutionContext };
}

export interface Entrypoint {
  readonly name: string;
  fetch(request: Request, env: unknown, ctx: ExecutionContext, context: RequestContext): unknown;
  scheduled(controller: unknown, env: unknown, ctx: ExecutionContext): unknown;
  root(env: unknown, ctx: ExecutionContext): CallRoot;
}

const HANDLERS = ['fetch', 'scheduled', 'queue', 'email', 'tail', 'tailStream', 'trace', 'test', 'connect'];

/** Index 0 is the default export. A hole is an export that is no entry point. */
const entrypoints: Record<number, Entrypoint | undefined> = ObjectCreate(null);
export function entrypoint(index: number): Entrypoint {
  const found = entrypoints[index];
  if (found === undefined) throw new Error('Worker not found.');
  return found;
}

/** Classes by the names under which they are exported: Durable Objects are made of them. */
const classes: Record<string, Function | undefined> = ObjectCreate(null);
export function exportedClass(name: string): Function | undefined {
  return classes[name];
}

/** What a Worker exports as it sees it itself, in the order of its names: entry points by their index, and classes. */
export interface Exported {
  readonly name: string;
  /** -1 for a class that is no entry point. */
  readonly index: number;
}
const exported: Exported[] = ObjectSetPrototypeOf([], null) as Exported[];
export function exportsOfWorker(): Exported[] {
  return exported;
}

/** Forgets the Worker. */
export function closeEntrypoints(): void {
  delete entrypoints[0];
  exported.length = 0;
}

function noHandler(name: string): never {
  throw new Error(
    name === 'scheduled'
      ? 'Handler does not export a scheduled() function'
      : `Handler does not export a ${name}() function.`,
  );
}

/** `export default { fetch, … }` */
class ObjectEntrypoint implements Entrypoint {
  readonly name: string;
  readonly #object: any;
  constructor(name: string, object: object) {
    this.name = name;
    this.#object = object;
  }
  fetch(request: Request, env: unknown, ctx: ExecutionContext): unknown {
    const object = this.#object;
    if (typeof object.fetch !== 'function') noHandler('fetch');
    return object.fetch(request, env, ctx);
  }
  scheduled(controller: unknown, env: unknown, ctx: ExecutionContext): unknown {
    const object = this.#object;
    if (typeof object.scheduled !== 'function') noHandler('scheduled');
    return object.scheduled(controller, env, ctx);
  }
  root(env: unknown, ctx: ExecutionContext): CallRoot {
    return { value: this.#object, kind: 'handlers', extra: { env, ctx } };
  }
}

/** `export class X extends WorkerEntrypoint`: one object for each event. */
class ClassEntrypoint implements Entrypoint {
  readonly name: string;
  readonly #type: new (
    ctx: unknown,
    env: unknown,
  ) => any;
  constructor(name: string, type: new (ctx: unknown, env: unknown) => any) {
    this.name = name;
    this.#type = type;
  }
  #make(env: unknown, ctx: ExecutionContext): any {
    return ReflectConstruct(this.#type, [ctx, env]);
  }
  fetch(request: Request, env: unknown, ctx: ExecutionContext): unknown {
    const object = this.#make(env, ctx);
    if (typeof object.fetch !== 'function') noHandler('fetch');
    return object.fetch(request);
  }
  scheduled(controller: unknown, env: unknown, ctx: ExecutionContext): unknown {
    const object = this.#make(env, ctx);
    if (typeof object.scheduled !== 'function') noHandler('scheduled');
    return object.scheduled(controller);
  }
  root(env: unknown, ctx: ExecutionContext): CallRoot {
    return { value: this.#make(env, ctx), kind: 'class' };
  }
}

interface NamedHandler {
  name: string;
  type: 'entrypoint' | 'durableObject' | 'workflow';
  handlers: string[];
}

/** An array that setters on Array.prototype cannot catch. */
function bareList<T>(): T[] {
  return ObjectSetPrototypeOf([], null) as T[];
}

function handlersOf(target: any): string[] {
  const found: string[] = bareList();
  for (let i = 0; i < HANDLERS.length; i++) {
    if (typeof target[HANDLERS[i]!] === 'function') found[found.length] = HANDLERS[i]!;
  }
  return found;
}

function describe(name: string, exported: unknown): { entry: Entrypoint | undefined; named: NamedHandler | undefined } {
  if (typeof exported === 'function') {
    const kind = loadedPart('modules')?.classKind(exported) ?? 'plain';
    const handlers = exported.prototype === undefined ? [] : handlersOf(exported.prototype);
    if (kind === 'plain' && exported.prototype === undefined) return { entry: undefined, named: undefined };
    const type = kind === 'plain' ? 'durableObject' : kind;
    const entry = type === 'entrypoint' || name === 'default' ? new ClassEntrypoint(name, exported as any) : undefined;
    return { entry, named: { name, type, handlers } };
  }
  if (typeof exported !== 'object' || exported === null) return { entry: undefined, named: undefined };
  const handlers = handlersOf(exported);
  return { entry: new ObjectEntrypoint(name, exported), named: { name, type: 'entrypoint', handlers } };
}

/** Takes the module namespace of a Worker (null for service-worker syntax) and tells what it can handle. */
export function start(namespace: Record<string, unknown> | null): string {
  if (namespace === null) {
    const { entry, handlers } = part('serviceworker').entrypoint();
    entrypoints[0] = entry;
    return JSONStringify({ handlers, namedHandlers: [] });
  }
  const namedHandlers: NamedHandler[] = bareList();
  const main = describe('default', namespace.default);
  if (main.entry !== undefined) {
    entrypoints[0] = main.entry;
    exported[0] = { name: 'default', index: 0 };
  }
  const names = ObjectKeys(namespace);
  for (let i = 0; i < names.length; i++) {
    if (names[i] === 'default') continue;
    const value = namespace[names[i]!];
    if (typeof value === 'function') classes[names[i]!] = value;
    const { entry, named } = describe(names[i]!, value);
    if (named === undefined) continue;
    namedHandlers[namedHandlers.length] = named;
    if (entry !== undefined) entrypoints[namedHandlers.length] = entry;
    exported[exported.length] = { name: names[i]!, index: entry === undefined ? -1 : namedHandlers.length };
  }
  const handlers = main.named?.handlers ?? bareList();
  if (handlers.length === 0 && namedHandlers.length === 0) {
    throw new Error('No event handlers were registered. This script does nothing.');
  }
  return JSONStringify({ handlers, namedHandlers });
}
