// `exports`: what a Worker exports, as bindings to itself. Called as a function, one gives the same with other `props`.
import { encodeUtf8, latin1Of } from '../../core/bytes';
import { exportsOfWorker } from '../../core/handlers';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { lazyProperty } from '../../core/lazy';
import {
  JSONStringify,
  ObjectCreate,
  ObjectPrototype,
  ObjectSetPrototypeOf,
  ReflectDeleteProperty,
} from '../../core/primordials';
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

/** What `ctx.exports` shows. */
export function loopbackExports(): object {
  const shown = ObjectCreate(ObjectPrototype);
  const list = exportsOfWorker();
  for (let i = 0; i < list.length; i++) {
    const { name, index } = list[i]!;
    const make = () =>
      index < 0 ? new LoopbackDurableObjectClass(INTERNAL) : new LoopbackServiceStub(INTERNAL, index);
    lazyProperty(shown, name, make, true);
  }
  return shown;
}
