// What the module loader asks of the platform: modules of its own, and the support of rewritten modules.
import { part } from './lazy';
import { rejected, resolved, StringPrototypeStartsWith } from './primordials';
import { state } from './state';
import { HOST_IMPORT } from './wire';

/** Exports of a `cloudflare:` module, or undefined if there is none of that name. */
export function builtin(specifier: string): object | undefined {
  if (!StringPrototypeStartsWith(specifier, 'cloudflare:')) return undefined;
  return part('modules').moduleExports(specifier);
}

/** What a module that uses `import()` or `import.meta` is given in their place. */
export function support(path: string): object {
  return {
    __proto__: null,
    import(specifier: unknown): Promise<unknown> {
      try {
        return resolved(state.host(HOST_IMPORT, `${specifier as any}`, path));
      } catch (error) {
        return rejected(error);
      }
    },
    meta: { __proto__: null, url: `file:///${path}`, main: path === state.config.main },
  };
}
