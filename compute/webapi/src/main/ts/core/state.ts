// What the platform knows about its isolate. One object, so that lazy parts see the same values as the core.
import type { RequestContext } from './context';

export type Host = (op: number, ...args: unknown[]) => any;

export interface Binding {
  type: string;
  name: string;
  [detail: string]: any;
}

export interface Config {
  worker: string;
  version: string;
  main: string;
  bindings: Binding[];
  compatibilityDate: string;
  compatibilityFlags: string[];
  limits: { cpuMs: number; memoryMb: number; subrequests: number; startupMs: number };
  cf: Record<string, unknown> | null;
}

function noHost(): never {
  throw new TypeError('The platform is not installed yet.');
}

export const state = {
  host: noHost as Host,
  config: null as unknown as Config,
  /** The request context that the running JavaScript belongs to; null while a Worker starts. */
  current: null as RequestContext | null,
  /** Wall clock in milliseconds at the start of the turn: time stands still inside one. */
  now: 0,
  env: null as unknown as Record<string, unknown>,
  /** What `ctx.props` shows. */
  props: undefined as Record<string, unknown> | undefined,
};

/** As it was before {@link state} knew a Worker. */
export function forgetInstallation(): void {
  state.host = noHost;
  state.config = null as unknown as Config;
  state.current = null;
  state.now = 0;
  state.env = null as unknown as Record<string, unknown>;
  state.props = undefined;
}

/** Whether the Worker asked for a compatibility flag. */
export function hasFlag(name: string): boolean {
  const flags = state.config.compatibilityFlags;
  for (let i = 0; i < flags.length; i++) if (flags[i] === name) return true;
  return false;
}
