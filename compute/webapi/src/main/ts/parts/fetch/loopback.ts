// `exports`: what a Worker exports, as bindings to itself. Called as a function, one gives the same with other `props`.
import { encodeUtf8, latin1Of } from '../../core/bytes';
import { type Exported, exportedClass, exportsOfWorker } from '../../core/handlers';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { lazyProperty, part } from '../../core/lazy';
import {
  JSONParse,
  JSONStringify,
  ObjectCreate,
  ObjectPrototype,
  ObjectSetPrototypeOf,
  ReflectDeleteProperty,
  SafeWeakMap,
} from '../../core/primordials';
import { state } from '../../core/state';
import { OWN_ENTRYPOINT } from '../../core/wire';
import { Fetcher } from './fetcher';

const LONGEST_PROPS = 64 * 1024;

function propsOf(options: any, owner: string): string | undefined {
  if ((typeof options !== 'object' && typeof options !== 'function') || options === null) {
    throw new TypeError(
      `Failed to execute '(called as function)' on '${owner}': parameter 1 is not of type 'Options'.`,
    );
  }
  const { props } = options;
  if (props === undefined) return undefined;
  const json = JSONStringify(props) ?? '{}';
  if (json.length > LONGEST_PROPS)
    throw new TypeError(`The props of a binding may have at most ${LONGEST_PROPS} bytes.`);
  return json;
}
function leadOf(options: any, owner: string): string {
  const json = propsOf(options, owner);
  return json === undefined ? '' : `:props: ${latin1Of(encodeUtf8(json))}\r\n`;
}

/** A class that this Worker exports, as the value that stands for it says. */
export interface OwnClass {
  readonly name: string;
  readonly type: Function;
  /** What objects of it see in `ctx.props`. */
  props(): unknown;
}
const ownClasses = new SafeWeakMap<object, OwnClass>();

/** The class that a value of `exports` stands for; undefined if it is none. */
export function ownClassOf(value: unknown): OwnClass | undefined {
  return ownClasses.get(value as object);
}

function known<T extends object>(value: T, name: string, json = '{}'): T {
  const type = exportedClass(name);
  if (type !== undefined) ownClasses.set(value, { name, type, props: () => JSONParse(json) });
  return value;
}

function bare(callable: (options: unknown) => unknown): object {
  ReflectDeleteProperty(callable, 'name');
  ReflectDeleteProperty(callable, 'length');
  return callable;
}

class LoopbackServiceStub extends Fetcher {
  constructor(token: unknown, index: number) {
    const target = OWN_ENTRYPOINT - index;
    const callable = (options: unknown) => new Fetcher(INTERNAL, target, leadOf(options, 'LoopbackServiceStub'));
    super(token, target, '', null, ObjectSetPrototypeOf(bare(callable), LoopbackServiceStub.prototype));
  }
}
defineInterface(LoopbackServiceStub, 'LoopbackServiceStub');

/** A class that is no entry point. Whoever wants an object of it needs a namespace. */
class LoopbackDurableObjectClass {
  constructor(token: unknown, name: string) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    const callable = (options: unknown) => classWith(options, name, 'LoopbackDurableObjectClass');
    // biome-ignore lint/correctness/noConstructorReturn: it is called as a function
    return ObjectSetPrototypeOf(bare(callable), LoopbackDurableObjectClass.prototype) as LoopbackDurableObjectClass;
  }
}
defineInterface(LoopbackDurableObjectClass, 'LoopbackDurableObjectClass');

/** The class, whose objects see these `props`. */
function classWith(options: unknown, name: string, owner: string): object {
  const json = propsOf(options, owner);
  return known(new LoopbackDurableObjectClass(INTERNAL, name), name, json);
}

/** The namespace of an own class: known if the Worker binds it. */
function namespaceOf(name: string): object | null {
  const { bindings } = state.config;
  for (let i = 0; i < bindings.length; i++) {
    const binding = bindings[i]!;
    const own = binding.script === undefined || binding.script === null || binding.script === state.config.worker;
    if (binding.type === 'durable_object_namespace' && binding.className === name && own) {
      const callable = (options: unknown) => classWith(options, name, 'LoopbackDurableObjectNamespace');
      return known(part('durable').newLoopbackNamespace(binding, i + 1, bare(callable)), name);
    }
  }
  return null;
}

function makeExport({ name, index }: Exported): object {
  if (index >= 0) return new LoopbackServiceStub(INTERNAL, index);
  return namespaceOf(name) ?? known(new LoopbackDurableObjectClass(INTERNAL, name), name);
}

/** What `ctx.exports` shows. */
export function loopbackExports(): object {
  const shown = ObjectCreate(ObjectPrototype);
  const list = exportsOfWorker();
  for (let i = 0; i < list.length; i++) {
    const own = list[i]!;
    lazyProperty(shown, own.name, () => makeExport(own), true);
  }
  return shown;
}
