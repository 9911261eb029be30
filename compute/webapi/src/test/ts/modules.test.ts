// What the modules of the platform give, besides the classes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from './harness';

test('env and exports can be others while a function runs', async () => {
  const engine = new Engine(
    `const workers = builtin('cloudflare:workers');
     const shown = () => [workers.env.mine, workers.exports.mine, Object.keys(workers.exports)];
     const words = (run) => { try { return run() } catch (e) { return e.name + ': ' + e.message } };
     return { default: { fetch: () => Response.json([
       shown(), workers.withExports({ mine: 1 }, shown), workers.withEnvAndExports({ mine: 2 }, { mine: 3 }, shown),
       words(() => workers.withExports({ mine: 4 }, () => { throw new RangeError('over') })), shown(), workers.withExports(undefined, shown),
       words(() => workers.withExports({})), typeof workers.waitUntil.prototype]) } };`,
    { compatibilityDate: '2026-11-01' },
  );
  const own = [null, null, ['default']];
  assert.deepEqual(JSON.parse((await engine.ask()).body), [
    own,
    [null, 1, ['mine']],
    [2, 3, ['mine']],
    'RangeError: over',
    own,
    own,
    "TypeError: Failed to execute 'withExports' on 'EnvModule': parameter 2 is not of type 'function'.",
    'undefined',
  ]);
});
