// Lazy parts: scripts outside the snapshot that the engine runs from code cache when something in them is first touched.
import { shownClass } from './interface';
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
  showClasses(name as string, made);
  return made;
}

/** The globals that come from a part, by its name; once it is loaded, what they are. */
const globalsOf: Record<string, string[]> = ObjectCreate(null);
const shown: Record<string, unknown> = ObjectCreate(null);

function showClasses(name: string, made: any): void {
  const names = globalsOf[name];
  if (names === undefined) return;
  for (let i = 0; i < names.length; i++) shown[names[i]!] = shownClass(made[names[i]!]);
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
    const names = (globalsOf[name as string] ??= []);
    names[names.length] = member;
    const look = () => {
      part(name);
      return shown[member];
    };
    lazyProperty(globalThis, member, look, true);
  }
}
