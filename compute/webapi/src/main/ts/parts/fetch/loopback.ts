// `exports`: what a Worker exports, as bindings to itself. Called as a function, one gives the same with other `props`.
import { encodeUtf8, latin1Of } from '../../core/bytes';
import { type Exported, exportsOfWorker } from '../../core/handlers';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { lazyProperty, part } from '../../core/lazy';
import {
  JSONStringify,
  ObjectCreate,
  ObjectPrototype,
  ObjectSetPrototypeOf,
  ReflectDeleteProperty,
} from '../../core/primordials';
import { state } from '../../core/state';
import { OWN_ENTRYPOINT } from '../../core/wire';
import { Fetcher } from './fetcher';

const LONGEST_PROPS = 64 * 1024;

function leadOf(options: any, owner: string): string {
  if ((typeof options !== 'object' && typeof options !== 'function') || options === null) {
    throw new TypeError(
      `Failed to execute '(called as function)' on '${owner}': parameter 1 is not of type 'Options'.`,
    );
  }
  const { props } = options;
  if (props === undefined) return '';
  const json = JSONStringify(props) ?? '{}';
  if (json.length > LONGEST_PROPS)
    throw new TypeError(`The props of a binding may have at most ${LONGEST_PROPS} bytes.`);
  return `:props: ${latin1Of(encodeUtf8(json))}\r\n`;
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
  #owner = 'LoopbackDurableObjectClass';
  constructor(token: unknown) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    const callable = (options: unknown) => {
      leadOf(options, this.#owner);
      return new LoopbackDurableObjectClass(INTERNAL);
    };
    // biome-ignore lint/correctness/noConstructorReturn: it is called as a function
    return ObjectSetPrototypeOf(bare(callable), LoopbackDurableObjectClass.prototype) as LoopbackDurableObjectClass;
  }
}
defineInterface(LoopbackDurableObjectClass, 'LoopbackDurableObjectClass');

/** The namespace of an own class: known if the Worker binds it. */
function namespaceOf(name: string): object | null {
  const { bindings } = state.config;
  for (let i = 0; i < bindings.length; i++) {
    const binding = bindings[i]!;
    const own = binding.script === undefined || binding.script === null || binding.script === state.config.worker;
    if (binding.type === 'durable_object_namespace' && binding.className === name && own) {
      return part('durable').newNamespace(binding, i + 1);
    }
  }
  return null;
}

function makeExport({ name, index }: Exported): object {
  if (index >= 0) return new LoopbackServiceStub(INTERNAL, index);
  return namespaceOf(name) ?? new LoopbackDurableObjectClass(INTERNAL);
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
