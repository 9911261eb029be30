// The platform in a fresh realm of this Node, with the engine's and the node's parts played by plain code: a shared arena,
// records in and out, timers and fetches answered by functions of the test.

import { randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { Codec } from './codec';
import { FakeStorage } from './storage';
import { encodingTable } from './tables';

declare const WEBAPI: string;

/** What V8 has and older Nodes lack in a realm of its own. */
const LATER = `for (const name of ['dispose', 'asyncDispose']) {
  if (!(name in Symbol)) Object.defineProperty(Symbol, name, { value: Symbol('Symbol.' + name) });
}`;
const RPC = 1 << 21;
const IN = 16;
const AREA = 65536;
const SLOTS_AT = 32 * 131072;
const SLOT = 65536;

export interface Answer {
  status: number;
  statusText: string;
  headers: [string, string][];
  header(name: string): string | null;
  body: string;
  bytes: Uint8Array;
  chunks: number;
  final: boolean;
  failed: number;
  outcome: number;
  logs: { level: string; message: unknown[] }[];
  exceptions: { name: string; message: string }[];
  broken: string | null;
  webSocket: boolean;
  /** The stream that was joined to the answer; 0 if none was. */
  joined: number;
  /** What a Worker that called is told of the error. */
  told: any;
  /** The socket that may outlive its object; 0 if none does. */
  hibernates: number;
}

export interface Ask {
  method?: string;
  url?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | Uint8Array[];
  entry?: number;
  cf?: object;
  /** The Durable Object that is asked, by its number. */
  actor?: number;
  /** The caller is a Worker. */
  tunnel?: boolean;
}

/** What an isolate said of a Durable Object. */
export interface Said {
  kind: 'reset' | 'socket' | 'send' | 'auto' | 'bookmark' | 'facet';
  actor: number;
  socket: number;
  detail: number;
  code: number;
  text: string;
}

export interface Outgoing {
  method: string;
  url: string;
  headers: string;
  body: Buffer;
  joined: boolean;
  /** Length of a body that streams, as the record says it. */
  length: string;
  target: number;
  redirect: number;
  upgrade: boolean;
}
/** A call of a method, as its FETCH record says it. */
export interface Call {
  id: number;
  context: number;
  flags: number;
  lead: string;
  body: Buffer;
  target: number;
}
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array[];
  refuse?: string;
  refuseCode?: number;
  webSocket?: boolean;
}

type Rec = { ints: number[]; text: string };
const METHODS = ['', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'];
const TEXTS: Record<number, number[]> = {
  1: [4, 5, 6],
  4: [2],
  6: [3],
  7: [4, 5, 6],
  11: [4],
  12: [2],
  13: [2],
  14: [3],
  15: [4],
  17: [2],
  20: [3],
  21: [3],
  22: [4],
  23: [2, 3],
  24: [3, 4],
};

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

export class Engine {
  readonly context: any;
  bridge: any;
  readonly arena: ArrayBuffer;
  readonly ints: Int32Array;
  fetcher: (request: Outgoing) => Reply = () => ({ refuse: 'no network in tests' });
  readonly answers = new Map<number, any>();
  readonly uploads = new Map<number, { request: Outgoing; chunks: Buffer[] }>();
  readonly sockets = new Map<number, (kind: number, text: string, code: number) => void>();
  readonly storage = new FakeStorage();
  readonly said: Said[] = [];
  /** Hears of every record, by its kind. */
  heard: (kind: number) => void = () => {};
  /** Whether SYNC is answered at once. */
  durable = true;
  readonly syncs: number[] = [];
  freeSlots = Array.from({ length: 128 }, (_, i) => i);
  inSlots = Array.from({ length: 128 }, (_, i) => 128 + i);
  now = 1_750_000_000_000;
  #queue: Rec[] = [];
  #running = false;
  #nextId = 1;
  tables: (name: string) => string = encodingTable;
  readonly codecs: Codec[] = [];
  timers = new Map<number, NodeJS.Timeout>();
  canceled: number[] = [];
  bodies = new Map<number, Uint8Array[]>();
  credits = new Map<number, number>();

  constructor(worker: string | null, config: object = {}) {
    this.context = createContext({}, { codeGeneration: { strings: true, wasm: true } });
    runInContext(LATER, this.context);
    runInContext(readFileSync(`${WEBAPI}/core.js`, 'utf8'), this.context, { filename: 'core.js' });
    this.bridge = this.context.__selvedge;
    runInContext('delete globalThis.__selvedge', this.context);
    this.arena = runInContext(`new ArrayBuffer(${SLOTS_AT + 256 * SLOT})`, this.context);
    this.ints = new Int32Array(this.arena);
    const host = (op: number, ...args: any[]) => this.#host(op, args);
    this.bridge.install(host, this.arena, JSON.stringify({ worker: 'test', main: 'main.js', ...config }));
    if (worker !== null) this.begin(worker);
  }

  /** Starts a worker given as the body of a function that returns its namespace. */
  begin(source: string): string {
    const builtin = (name: string) => this.bridge.builtin(name);
    const make = runInContext(`(function (builtin) {${source}\n})`, this.context, { filename: 'worker.js' });
    return this.bridge.start(make(builtin));
  }

  run(code: string): any {
    return runInContext(code, this.context);
  }

  #host(op: number, args: any[]): unknown {
    switch (op) {
      case 1:
        return this.#partOf(args[0]);
      case 2:
        return this.freeSlots.pop() ?? -1;
      case 3:
        return void this.freeSlots.push(args[0]);
      case 5:
        return this.#own(randomFillSync(new Uint8Array(args[0])));
      case 6:
        return this.#own(Buffer.from(args[0], 'utf8'));
      case 7:
        return Buffer.from(args[0], args[1], args[2]).toString('utf8');
      case 10:
        this.codecs.push(new Codec(args[0], args[1]));
        return this.codecs.length;
      case 11:
        return this.#own(this.codecs[args[1] - 1]!.step(args[0], args[2]));
      case 12:
        return args[0];
      case 15:
        return this.tables(args[0]);
      case 16:
        return this.#own(Buffer.from(args[0], 'latin1'));
      case 17:
        return Buffer.from(args[0], args[1], args[2]).toString('latin1');
      default:
        return this.#stored(op, args);
    }
  }
  #stored(op: number, args: any[]): unknown {
    const result = this.storage.op(op, args);
    return Array.isArray(result) ? runInContext(`(${JSON.stringify(result)})`, this.context) : result;
  }
  #core: object | null = null;
  #partOf(name: string): (core: object) => object {
    const made = runInContext(readFileSync(`${WEBAPI}/parts/${name}.js`, 'utf8'), this.context, {
      filename: `${name}.js`,
    });
    return (core: object) => {
      this.#core = core;
      return made(core);
    };
  }
  /** What a part exports, in a copy of it that this test has for itself. */
  part(name: string): any {
    if (this.#core === null) this.run('structuredClone(1)');
    return this.#partOf(name)(this.#core!);
  }
  /** A buffer of the worker's realm with these bytes. */
  #own(bytes: Uint8Array): ArrayBuffer {
    const buffer = runInContext(`new ArrayBuffer(${bytes.length})`, this.context);
    new Uint8Array(buffer).set(bytes);
    return buffer;
  }

  send(ints: number[], text = ''): void {
    this.#queue.push({ ints, text });
    if (!this.#running) {
      this.#running = true;
      setImmediate(() => this.#turn());
    }
  }

  async #turn(): Promise<void> {
    while (this.#queue.length > 0) {
      const records = this.#queue.splice(0, 2000);
      let at = IN;
      for (const { ints } of records) {
        for (let i = 0; i < 8; i++) this.ints[at + i] = ints[i] ?? 0;
        at += 8;
      }
      this.now += 1;
      this.ints[0] = records.length;
      this.ints[1] = this.now | 0;
      this.ints[2] = Math.floor(this.now / 4294967296);
      this.ints[3] = 5;
      this.bridge.load(records.map((one) => one.text).join(''), 0);
      for (let i = 0; i < records.length; i++) {
        do {
          this.bridge.step();
          await new Promise((resolve) => setImmediate(resolve));
        } while (await this.#settled());
      }
      let more = true;
      while (more) {
        const text = this.bridge.take(0) as string;
        const out = AREA / 4;
        const count = this.ints[out]!;
        this.#read(out + IN, count, text);
        more = this.ints[out + 1] === 1 || (await this.#settled());
      }
    }
    this.#running = false;
  }

  async #settled(): Promise<boolean> {
    if (this.ints[AREA / 4 + 1] !== 2) return false;
    this.ints[AREA / 4 + 1] = 0;
    this.bridge.settle();
    await new Promise((resolve) => setImmediate(resolve));
    return true;
  }

  #read(at: number, count: number, text: string): void {
    let cursor = 0;
    for (let n = 0; n < count; n++, at += 8) {
      const r = Array.from(this.ints.subarray(at, at + 8));
      const parts = (TEXTS[r[0]!] ?? []).map((column) => text.slice(cursor, (cursor += r[column]!)));
      this.#handle(r, parts);
    }
    if (cursor !== text.length) throw new Error(`text of ${text.length}, records say ${cursor}`);
  }

  #says(kind: Said['kind'], actor: number, socket: number, detail: number, code: number, text: string): void {
    this.said.push({ kind, actor, socket, detail, code, text });
  }

  #chunk(id: number, bytes: Buffer, slot: number, end: boolean): void {
    const sink = this.answers.get(id)?.parts ?? this.uploads.get(id)?.chunks;
    sink?.push(bytes);
    if (this.autoCredit) this.send([10, id, bytes.length, slot]);
    else this.credits.set(id, (this.credits.get(id) ?? 0) + bytes.length);
    if (end) this.#end(id, null);
  }
  autoCredit = true;

  #end(id: number, broken: string | null): void {
    const answer = this.answers.get(id);
    if (answer !== undefined) {
      answer.broken = broken;
      answer.ended = true;
      this.#settle(id);
    }
    const upload = this.uploads.get(id);
    if (upload !== undefined) {
      this.uploads.delete(id);
      upload.request.body = Buffer.concat(upload.chunks);
      if ('flags' in upload.request) this.onCall!(upload.request as unknown as Call);
      else this.#reply(id, upload.request);
    }
  }

  #settle(id: number): void {
    const answer = this.answers.get(id);
    if (!answer.done || (!answer.ended && !answer.failed && answer.status !== 0)) return;
    this.answers.delete(id);
    const bytes = Buffer.concat(answer.parts);
    answer.resolve({ ...answer, bytes, body: bytes.toString('utf8'), chunks: answer.parts.length });
  }

  #response(id: number, answer: any, a: number, b: number, parts: string[]): void {
    const body = (a >> 8) & 15;
    answer.status = b;
    answer.statusText = parts[0];
    answer.headers = lines(parts[1]!);
    answer.header = (name: string) =>
      answer.headers
        .filter((row: string[]) => row[0] === name)
        .map((row: string[]) => row[1])
        .join(', ') || null;
    answer.final = (a & 65536) !== 0;
    answer.webSocket = (a & 131072) !== 0;
    if ((a & (1 << 19)) !== 0) answer.hibernates = Number(parts[2]);
    if (body === 5) {
      answer.joined = Number(parts[2]);
      if (!answer.webSocket) answer.parts.push(this.#joined(answer.joined, answer.final));
      answer.ended = true;
    } else if (body !== 3) {
      answer.parts.push(Buffer.from(parts[2]!, body === 2 ? 'latin1' : 'utf8'));
      answer.ended = true;
    }
    if (answer.webSocket) this.onUpgrade.get(id)?.();
    if (answer.final) {
      answer.done = true;
      this.onOver(id);
    }
    return this.#settle(id);
  }

  #handle(r: number[], parts: string[]): void {
    const [kind, id, a, b, c] = r as [number, number, number, number, number];
    const answer = this.answers.get(id);
    this.heard(kind);
    switch (kind) {
      case 1:
        return this.#response(id, answer, a, b, parts);
      case 3: {
        const bytes = Buffer.from(new Uint8Array(this.arena.slice(a, a + b)));
        return this.#chunk(id, bytes, ((a - SLOTS_AT) >> 16) + 1, c === 1);
      }
      case 4:
        return this.#chunk(id, Buffer.from(parts[0]!, b === 1 ? 'latin1' : 'utf8'), 0, c === 1);
      case 5:
        return this.#end(id, null);
      case 6:
        return this.#end(id, parts[0]!);
      case 7:
        return this.#fetch(id, r, parts);
      case 8: {
        const timer = setTimeout(() => this.timers.delete(id) && this.send([9, id, 0]), b);
        this.timers.set(id, timer);
        return;
      }
      case 9:
        clearTimeout(this.timers.get(id));
        this.timers.delete(id);
        this.canceled.push(id);
        return;
      case 10: {
        if (b > 0) this.inSlots.push(b - 1);
        return this.#feed(id, a);
      }
      case 11:
        this.onOver(id);
        answer.outcome = a;
        answer.cpu = b;
        Object.assign(answer, parts[0] === '' ? {} : JSON.parse(parts[0]!));
        answer.done = true;
        answer.ended = true;
        return this.#settle(id);
      case 15:
        answer.failed = a;
        answer.passThrough = b === 1;
        answer.told = parts[0] === '' ? null : JSON.parse(parts[0]!);
        return;
      case 13:
        return this.sockets.get(id)?.(kind, a > 0 || c === 0 ? parts[0]! : this.#takeSlot(id, b, c), a);
      case 12:
      case 14:
        return this.sockets.get(id)?.(kind, parts[0]!, a);
      default:
        return this.#handleObject(r, parts);
    }
  }

  /** What only Durable Objects say. */
  #handleObject(r: number[], parts: string[]): void {
    const [kind, id, a, b] = r as [number, number, number, number];
    switch (kind) {
      case 17:
        return this.#says('reset', id, 0, 0, 0, parts[0]!);
      case 19:
        if (this.durable) this.send([9, id, 0]);
        else this.syncs.push(id);
        return;
      case 20:
        this.#says('bookmark', a, 0, 0, 0, parts[0]!);
        return this.send([9, id, 8], 'bookmark');
      case 21:
        return this.#says('socket', id, a, 0, 0, parts[0]!);
      case 22:
        return this.#says('send', id, a, b, r[5]!, parts[0]!);
      case 23:
        return this.#says('auto', id, 0, 0, 0, parts.join(' '));
      case 24:
        return this.#says('facet', id, 0, a, 0, parts.join(' '));
      default:
        throw new Error(`record ${r}`);
    }
  }

  /** A message that came in a slot, which goes back. */
  #takeSlot(id: number, offset: number, length: number): string {
    this.send([10, id, length, ((offset - SLOTS_AT) >> 16) + 1]);
    return latin1(new Uint8Array(this.arena, offset, length));
  }

  /** Who carries calls of methods to the isolate that they are meant for. */
  onCall: ((call: Call) => void) | null = null;
  readonly onUpgrade = new Map<number, () => void>();
  /** Hears what becomes of contexts. */
  onOver: (context: number) => void = () => {};

  #fetch(id: number, r: number[], parts: string[]): void {
    const flags = r[3]!;
    const body = (flags >> 8) & 15;
    if ((flags & RPC) !== 0) {
      const bytes = Buffer.from(parts[2]!, body === 2 ? 'latin1' : 'utf8');
      const call = { id, context: r[2]!, flags, lead: parts[1]!, body: bytes, target: r[7]! };
      if (body === 3) this.uploads.set(id, { request: call as any, chunks: [] });
      else this.onCall!(call);
      return;
    }
    let headers = parts[1]!;
    let method = METHODS[flags & 255]!;
    if (method === '') {
      const end = headers.indexOf('\r\n');
      method = headers.slice(8, end);
      headers = headers.slice(end + 2);
    }
    const request: Outgoing = {
      method,
      url: parts[0]!,
      headers,
      body: body === 5 ? this.#joined(Number(parts[2]), false) : Buffer.from(parts[2]!, body === 2 ? 'latin1' : 'utf8'),
      joined: body === 5,
      length: body === 3 ? parts[2]! : '',
      target: r[7]!,
      redirect: (flags >> 12) & 3,
      upgrade: (flags & 131072) !== 0,
    };
    if (body === 3) this.uploads.set(id, { request, chunks: [] });
    else this.#reply(id, request);
  }

  #reply(id: number, request: Outgoing): void {
    const reply = this.fetcher(request);
    if (reply.refuse !== undefined) return this.send([8, id, reply.refuseCode ?? 0, reply.refuse.length], reply.refuse);
    const block = Object.entries(reply.headers ?? {})
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    const inline = typeof reply.body === 'string' ? reply.body : '';
    const kind = Array.isArray(reply.body) ? 3 : inline === '' ? 0 : 2;
    const text = Buffer.from(inline, 'utf8').toString('latin1');
    const flags = (kind << 8) | (reply.webSocket ? 1 << 17 : 0);
    this.send(
      [7, id, flags, request.url.length, block.length, text.length, reply.status ?? 200, 0],
      request.url + block + text,
    );
    if (Array.isArray(reply.body)) this.#stream(id, reply.body);
  }

  /** The isolate passes a stream on that it has not read: its bytes go where it said, and it hears of the end. */
  #joined(id: number, silent: boolean): Buffer {
    const chunks = this.bodies.get(id);
    if (chunks === undefined || this.credits.has(id)) throw new Error(`${id} is no stream that could be joined`);
    this.bodies.delete(id);
    if (!silent) this.send([5, id]);
    return Buffer.concat(chunks);
  }

  /** A body for the isolate; it waits until the isolate asks, and then keeps to the window. */
  #stream(id: number, chunks: Uint8Array[]): void {
    this.bodies.set(id, [...chunks]);
    this.credits.delete(id);
  }
  #feed(id: number, bytes: number): void {
    const queue = this.bodies.get(id);
    if (queue === undefined) return;
    if (!this.credits.has(id)) this.credits.set(id, 262144);
    let credit = this.credits.get(id)! + bytes;
    while (queue.length > 0 && credit >= queue[0]!.length) {
      const chunk = queue.shift()!;
      credit -= chunk.length;
      if (chunk.length > 1000) {
        const slot = this.inSlots.pop()!;
        new Uint8Array(this.arena, SLOTS_AT + slot * SLOT, chunk.length).set(chunk);
        this.send([3, id, SLOTS_AT + slot * SLOT, chunk.length]);
      } else this.send([4, id, chunk.length], latin1(chunk));
    }
    this.credits.set(id, credit);
    if (queue.length > 0) return;
    this.bodies.delete(id);
    this.send([5, id]);
  }

  #expect(id: number): Promise<Answer> {
    return new Promise<Answer>((resolve) => {
      this.answers.set(id, {
        resolve,
        parts: [],
        status: 0,
        headers: [],
        failed: 0,
        outcome: 0,
        logs: [],
        exceptions: [],
        broken: null,
        final: false,
        done: false,
        ended: false,
        header: () => null,
        statusText: '',
        webSocket: false,
        joined: 0,
        told: null,
        hibernates: 0,
      });
    });
  }
  /** Brings a call to this isolate. */
  call(flags: number, block: string, body: Buffer, entry: number): { id: number; answer: Promise<Answer> } {
    const id = this.#nextId++;
    const url = 'https://fake-host/';
    const kind = body.length > 4096 ? 3 : 2;
    const inline = kind === 3 ? '' : latin1(body);
    const answer = this.#expect(id);
    this.send(
      [1, id, 3 | (kind << 8) | flags, url.length, block.length, inline.length, entry, 0],
      url + block + inline,
    );
    if (kind === 3) {
      const chunks = [];
      for (let at = 0; at < body.length; at += 60000) chunks.push(body.subarray(at, at + 60000));
      this.#stream(id, chunks);
    }
    return { id, answer };
  }
  /** A body for the answer to a fetch. */
  reply(id: number, flags: number, body: Buffer): void {
    const url = 'https://fake-host/';
    const kind = body.length > 4096 ? 3 : body.length === 0 ? 0 : body.every((byte) => byte < 128) ? 1 : 2;
    const inline = kind === 3 ? '' : latin1(body);
    this.send([7, id, flags | (kind << 8), url.length, 0, inline.length, flags === 0 ? 200 : 101, 0], url + inline);
    if (kind === 3) {
      const chunks = [];
      for (let at = 0; at < body.length; at += 60000) chunks.push(body.subarray(at, at + 60000));
      this.#stream(id, chunks);
    }
  }

  open(ask: Ask = {}): { id: number; answer: Promise<Answer> } {
    const id = this.#nextId++;
    const url = ask.url ?? 'http://test.workers.localhost:8787/';
    let block = Object.entries(ask.headers ?? {})
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    let method = METHODS.indexOf(ask.method ?? (ask.body === undefined ? 'GET' : 'POST'));
    if (method < 0) {
      block = `:method ${ask.method}\r\n${block}`;
      method = 0;
    }
    const inline = Array.isArray(ask.body) ? '' : Buffer.from((ask.body as string) ?? '').toString('latin1');
    const ascii = /^[\0-\x7f]*$/.test(inline);
    const kind = ask.body === undefined ? 0 : Array.isArray(ask.body) ? 3 : ascii ? 1 : 2;
    const cf = ask.cf === undefined ? '' : JSON.stringify(ask.cf);
    const answer = this.#expect(id);
    const flags = method | (kind << 8) | (ask.actor === undefined ? 0 : 1 << 20) | (ask.tunnel ? 1 << 22 : 0);
    this.send(
      [1, id, flags, url.length, block.length, inline.length, ask.actor ?? ask.entry ?? 0, cf.length],
      url + block + inline + cf,
    );
    if (Array.isArray(ask.body)) this.#stream(id, ask.body);
    return { id, answer };
  }

  /** Resolves once every record so far was taken and nothing runs. */
  async idle(): Promise<void> {
    while (this.#running || this.#queue.length > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  ask(path: string | Ask = {}, more: Ask = {}): Promise<Answer> {
    const ask = typeof path === 'string' ? { url: `http://test.workers.localhost:8787${path}`, ...more } : path;
    return this.open(ask).answer;
  }

  /** Opens a Durable Object. */
  actor(number: number, told: object): void {
    const json = JSON.stringify({ id: '00'.repeat(32), path: `/objects/${number}`, sequence: 0, ...told });
    const text = latin1(Buffer.from(json));
    this.send([15, number, text.length], text);
  }
  evict(number: number, reason: number): void {
    this.send([17, number, reason]);
  }
  /** Something that a sleeping socket has to tell. */
  socketEvent(actor: number, socket: number, type: number, payload: string, code = 0, clean = 1): Promise<Answer> {
    const text = latin1(Buffer.from(payload, type === 2 ? 'latin1' : 'utf8'));
    return this.#event((id) => this.send([16, id, actor, socket, type, text.length, code, clean], text));
  }
  /** An event that is no request: of the Worker, or of an object. */
  event(type: number, json: object, actor = 0): Promise<Answer> {
    const text = JSON.stringify(json);
    return this.#event((id) => this.send([2, id, type, text.length, actor], text));
  }
  #event(send: (id: number) => void): Promise<Answer> {
    const id = this.#nextId++;
    const answer = new Promise<Answer>((resolve) => {
      this.answers.set(id, {
        resolve,
        parts: [],
        status: 0,
        headers: [],
        failed: 0,
        outcome: -1,
        logs: [],
        exceptions: [],
        done: false,
        ended: true,
        told: null,
      });
    });
    send(id);
    return answer;
  }
}

function lines(block: string): [string, string][] {
  return block
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]);
}

/** An engine whose default export has this `fetch` (source text of a function). */
export function worker(fetch: string, config: object = {}): Engine {
  return new Engine(`return { default: { fetch: ${fetch} } };`, config);
}
