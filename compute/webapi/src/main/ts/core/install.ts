// Binds the restored snapshot to its isolate: the host function, the shared arena and the Worker's configuration.
import { useArena } from './bytes';
import { buildEnvironment } from './environment';
import { closeDangers } from './globals';
import { takeLatecomers } from './latecomers';
import { lazyProperty } from './lazy';
import { useAreas } from './outbox';
import { JSONParse, ObjectKeys } from './primordials';
import { type Config, type Host, state } from './state';
import { useTurnArea } from './turn';

export function install(host: Host, arena: ArrayBuffer, configJson: string): void {
  state.host = host;
  useArena(arena);
  const areas = new Int32Array(arena);
  useAreas(areas);
  useTurnArea(areas);
  const given = JSONParse(configJson) as Partial<Config>;
  const limits = { cpuMs: 30_000, memoryMb: 128, subrequests: 1000, startupMs: 1000, ...given.limits };
  state.config = {
    worker: given.worker ?? 'worker',
    version: given.version ?? '',
    main: given.main ?? '',
    bindings: given.bindings ?? [],
    compatibilityDate: given.compatibilityDate ?? '2021-11-02',
    compatibilityFlags: given.compatibilityFlags ?? [],
    limits,
    cf: given.cf ?? null,
  };
  // While a Worker starts there is no time yet, as on the platform.
  state.now = 0;
  closeDangers();
  takeLatecomers();
  state.env = buildEnvironment(state.config.bindings);
  if (isScript(given)) bindGlobally(state.env);
}

function isScript(given: any): boolean {
  const modules = given.modules ?? [];
  for (let i = 0; i < modules.length; i++) if (modules[i].name === given.main) return modules[i].type === 'script';
  return false;
}

/** Workers in the older syntax have no `env`: their bindings are globals. */
function bindGlobally(env: Record<string, unknown>): void {
  const names = ObjectKeys(env);
  for (let i = 0; i < names.length; i++) lazyProperty(globalThis, names[i]!, () => env[names[i]!], true);
}
