// Small functions that the engine's Java needs inside an isolate, kept in the snapshot beside the core. They are captured before
// any code of a Worker runs; a Worker never sees them.
{
  const core = globalThis.__selvedge;
  const then = Function.prototype.call.bind(Promise.prototype.then);
  const parse = JSON.parse;
  const keys = Object.keys;
  const isObject = value => (typeof value === 'object' && value !== null) || typeof value === 'function';
  const required = { __proto__: null };

  let Module;
  let construct;

  core.engine = {
    __proto__: null,
    /** WebAssembly is not there yet while the snapshot is made: it is taken after the restore, before any Worker's code runs. */
    capture: () => {
      Module = WebAssembly.Module;
      construct = Reflect.construct;
    },
    wasm: bytes => construct(Module, [bytes]),
    /** The promise of an evaluation becomes the promise of the namespace. */
    after: (promise, namespace) => then(promise, () => namespace),
    reject: Promise.reject.bind(Promise),
    exportDefault: value => ({ __proto__: null, default: value }),
    exportJson: text => ({ __proto__: null, default: parse(text) }),
    /** Runs a CommonJS module once; a cycle sees what is exported so far. */
    commonJs: (path, run, host) => {
      const module = required[path] ?? (required[path] = { exports: {}, loaded: false });
      if (!module.loaded) {
        module.loaded = true;
        const cut = path.lastIndexOf('/');
        const directory = cut < 0 ? '' : path.slice(0, cut);
        run.call(module.exports, module.exports, specifier => host(14, specifier, path), module, path, directory);
      }
      return module.exports;
    },
    /** The exports of a CommonJS module, or undefined if it has not run. */
    exportsOf: path => required[path]?.exports,
    /** A CommonJS module as an ES module sees it. */
    exportCommonJs: exports => {
      const all = { __proto__: null };
      if (isObject(exports)) {
        for (const key of keys(exports)) all[key] = exports[key];
      }
      all.default = exports;
      return all;
    },
  };
}
