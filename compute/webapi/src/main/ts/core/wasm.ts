// WebAssembly without compilation: modules come with the upload, never from bytes that a Worker makes up. The engine took the
// real constructor before this runs.
import { ObjectDefineProperty, ReflectApply, ReflectConstruct, rejected } from './primordials';

const REFUSED = 'Wasm code generation disallowed by embedder';

/** Runs after the restore: while the snapshot is made there is no WebAssembly. */
export function refuseCompilation(): void {
  const wasm = (globalThis as any).WebAssembly;
  if (wasm === undefined) return;
  const { Module, CompileError, instantiate } = wasm;
  const importsOf = Module.imports;
  const refusal = (what: string) => ReflectConstruct(CompileError, [`WebAssembly.${what}(): ${REFUSED}`]) as Error;
  const isModule = (value: unknown): boolean => {
    try {
      importsOf(value);
      return true;
    } catch {
      return false;
    }
  };
  const NoModule = function Module(_bytes: unknown): never {
    throw refusal('Module');
  };
  for (const name of ['exports', 'imports', 'customSections'] as const) replace(NoModule, name, Module[name]);
  ObjectDefineProperty(NoModule, 'prototype', { __proto__: null, value: Module.prototype, writable: false } as any);
  replace(Module.prototype, 'constructor', NoModule);
  const members = {
    compile: (_bytes: unknown) => rejected(refusal('compile')),
    instantiate: (given: unknown, imports: unknown = undefined) =>
      isModule(given) ? ReflectApply(instantiate, wasm, [given, imports]) : rejected(refusal('instantiate')),
  };
  replace(wasm, 'Module', NoModule);
  replace(wasm, 'compile', members.compile);
  replace(wasm, 'instantiate', members.instantiate);
  for (const name of ['compileStreaming', 'instantiateStreaming']) Reflect.deleteProperty(wasm, name);
}

function replace(owner: object, name: string, value: unknown): void {
  ObjectDefineProperty(owner, name, { __proto__: null, value, writable: true, configurable: true } as any);
}
