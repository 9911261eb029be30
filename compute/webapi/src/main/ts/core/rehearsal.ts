// Two requests before the snapshot is taken: V8 keeps what it compiled of the platform for them, and no isolate has to compile it
// again for its first request. Nothing else of it remains.
import { useArena } from './bytes';
import { contexts } from './context';
import { closeEntrypoints, start } from './handlers';
import { install } from './install';
import { closeOutbox, useAreas } from './outbox';
import { JSONStringify, ObjectDefineProperty, PlainArrayBuffer, RegExpPrototypeExec } from './primordials';
import { Response } from './response';
import { forgetInstallation } from './state';
import { load, step, take, useTurnArea } from './turn';
import { URL } from './url';
import { AREA_INTS, BODY_ASCII, HEADER, IN_REQUEST, RECORD } from './wire';

const GET = 1;
const POST = 3;
const HOST = 'http://rehearsal.workers.localhost';
const BLOCK = 'host: rehearsal.workers.localhost\r\ncontent-type: application/json\r\ncf-ray: 0\r\n';
const CONFIG = {
  __proto__: null,
  worker: 'rehearsal',
  main: 'main.js',
  modules: [{ name: 'main.js', type: 'esm' }],
  bindings: [{ type: 'plain_text', name: 'NAME', text: 'rehearsal' }],
  cf: { colo: '' },
};

const worker = {
  __proto__: null,
  fetch(request: any, env: any, ctx: any): unknown {
    const { pathname } = new URL(request.url);
    if (request.method === 'POST') return this.echo(request, ctx);
    const headers = { 'content-type': 'text/plain', 'x-name': env.NAME };
    return new Response(`${request.method} ${pathname} ${request.headers.get('host')}`, { status: 200, headers });
  },
  async echo(request: any, ctx: any): Promise<unknown> {
    ctx.waitUntil(Promise.resolve());
    return Response.json(await request.json());
  },
};

function put(areas: Int32Array, record: number, ints: number[]): void {
  for (let i = 0; i < RECORD; i++) areas[HEADER + record * RECORD + i] = ints[i] ?? 0;
}

/** Before the snapshot; what is asynchronous of it ends with the script that calls this. */
export function rehearse(): void {
  const arena = new PlainArrayBuffer(2 * AREA_INTS * 4);
  const areas = new Int32Array(arena);
  install(() => null, arena, JSONStringify(CONFIG)!);
  start({ __proto__: null, default: worker } as any);
  const paths = [`${HOST}/?a=b`, `${HOST}/echo`];
  const body = '{"rehearsal":true}';
  put(areas, 0, [IN_REQUEST, 1, GET, paths[0]!.length, BLOCK.length, 0, 0, 0]);
  put(areas, 1, [IN_REQUEST, 2, POST | (BODY_ASCII << 8), paths[1]!.length, BLOCK.length, body.length, 0, 0]);
  areas[0] = 2;
  load(`${paths[0]}${BLOCK}${paths[1]}${BLOCK}${body}`, 0);
  step();
  step();
}

/** In a script of its own after {@link rehearse}: says how the two answers went and leaves no trace. */
export function rehearsed(): string {
  const text = take(0);
  contexts.forEach((_, id) => {
    contexts.delete(id);
  });
  closeEntrypoints();
  closeOutbox();
  const nothing = new PlainArrayBuffer(0);
  useArena(nothing);
  useAreas(new Int32Array(nothing));
  useTurnArea(new Int32Array(nothing));
  forgetInstallation();
  RegExpPrototypeExec(/(?:)/, ''); // else RegExp.$1 would tell of the addresses above
  return text;
}

/** What the engine calls, once each; they are gone before the snapshot is. */
export function addRehearsal(core: object): void {
  ObjectDefineProperty(core, 'rehearse', { __proto__: null, value: rehearse, configurable: true } as any);
  ObjectDefineProperty(core, 'rehearsed', { __proto__: null, value: rehearsed, configurable: true } as any);
}
