// `env`: the bindings of a Worker, made once for its isolate.
import { lazyProperty, part } from './lazy';
import { PlainUint8Array } from './primordials';
import { type Binding, state } from './state';
import { HOST_IMPORT } from './wire';

/** The module that a wasm, text or data binding names, as the loader sees it. */
function moduleOf(binding: Binding): any {
  return state.host(HOST_IMPORT, binding.part, '').default;
}

export function buildEnvironment(bindings: Binding[]): Record<string, unknown> {
  const env: Record<string, unknown> = {};
  for (let i = 0; i < bindings.length; i++) {
    const binding = bindings[i]!;
    const name = binding.name;
    switch (binding.type) {
      case 'plain_text':
      case 'secret_text':
        env[name] = binding.text;
        break;
      case 'json':
        env[name] = binding.json;
        break;
      case 'version_metadata':
        env[name] = {
          id: binding.id ?? state.config.version,
          tag: binding.tag ?? '',
          timestamp: binding.timestamp ?? '',
        };
        break;
      case 'service':
        lazyProperty(env, name, () => part('fetch').newFetcher(i + 1), true);
        break;
      case 'secret_key':
        lazyProperty(env, name, () => part('crypto').keyOfBinding(binding), true);
        break;
      case 'durable_object_namespace':
        lazyProperty(env, name, () => part('durable').newNamespace(binding, i + 1), true);
        break;
      case 'wasm_module':
      case 'text_blob':
        lazyProperty(env, name, () => moduleOf(binding), true);
        break;
      case 'data_blob':
        lazyProperty(env, name, () => new PlainUint8Array(moduleOf(binding)).slice().buffer, true);
        break;
    }
  }
  return env;
}
