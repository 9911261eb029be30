// Lazy parts: scripts outside the snapshot that the engine runs from code cache when something in them is first touched.
import { ObjectCreate, ObjectDefineProperty } from './primordials';
import { state } from './state';
import { HOST_PART } from './wire';

export type Parts = Record<string, any>;

let core: object = {};
const loaded: { [K in keyof Parts]?: Parts[K] } = ObjectCreate(null);

/** Sets what every part receives: the core's own functions, by name. */
export function useShared(shared: object): void {
  core = shared;
}

export function part<K extends keyof Parts>(name: K): Parts[K] {
  const known = loaded[name];
  if (known !== undefined) return known as Parts[K];
  const made = state.host(HOST_PART, name)(core) as Parts[K];
  loaded[name] = made as any;
  return made;
}

/** The part if something already touched it: without it, none of its objects can exist. */
export function loadedPart<K extends keyof Parts>(name: K): Parts[K] | undefined {
  return loaded[name] as Parts[K] | undefined;
}

function settle(owner: object, name: string, value: unknown, enumerable: boolean): void {
  ObjectDefineProperty(owner, name, { __proto__: null, value, writable: true, enumerable, configurable: true } as any);
}

/** A property that becomes an ordinary one when it is first read or written. */
export function lazyProperty(owner: object, name: string, make: () => unknown, enumerable = false): void {
  ObjectDefineProperty(owner, name, {
    __proto__: null,
    get() {
      const value = make();
      settle(owner, name, value, enumerable);
      return value;
    },
    set(value: unknown) {
      settle(owner, name, value, enumerable);
    },
    enumerable,
    configurable: true,
  } as any);
}

export function lazyGlobals<K extends keyof Parts>(name: K, ...exported: (keyof Parts[K] & string)[]): void {
  for (let i = 0; i < exported.length; i++) {
    const member = exported[i]!;
    lazyProperty(globalThis, member, () => part(name)[member], true);
  }
}
