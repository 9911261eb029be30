// Storage of Durable Objects as the engine's host offers it, in memory: values and an alarm with nested scopes, ids that prove
// where they belong. SQL is what a test says it is.
import { createHmac, randomBytes } from 'node:crypto';

interface Content {
  values: Map<string, string>;
  alarm: number | null;
}

export interface Opened {
  path: string;
  sequence: number;
  content: Content;
  scopes: Content[];
  closed: 'no' | 'in order' | 'discarded';
}

const JURISDICTIONS = ['', 'eu', 'fedramp', 'us', 'fedramp-high'];

export class FakeStorage {
  readonly actors = new Map<number, Opened>();
  readonly calls: string[] = [];
  /** Keys and values of each call that put some. */
  readonly puts: string[][] = [];
  full = false;
  sql: (query: string, bindings: unknown[]) => string = () => '[0,0,0,[],[]]';
  pages: (cursor: number) => string = () => '[0,0,0,[],[]]';

  op(op: number, args: any[]): unknown {
    if (op === 20) return this.#id(args[0], args[1], args[2], args[3]);
    if (op === 21) {
      this.actors.set(args[0], {
        path: args[1],
        sequence: args[2],
        content: { values: new Map(), alarm: null },
        scopes: [],
        closed: 'no',
      });
      return null;
    }
    const actor = this.actors.get(args[0]);
    if (op === 33 && actor === undefined) return undefined;
    if (actor === undefined || actor.closed !== 'no') throw new Error('Error\nthe database is not open');
    return this.#do(op, actor, args.slice(1));
  }

  #do(op: number, actor: Opened, args: any[]): unknown {
    const { values } = actor.content;
    switch (op) {
      case 22:
        this.calls.push(args[0]);
        return this.sql(args[0], args.slice(1));
      case 23:
        return this.pages(args[0]);
      case 24:
        this.calls.push(`close ${args[0]}`);
        return undefined;
      case 25:
        return 4096;
      case 26:
        return this.#scope(actor, args[0]);
      case 27:
        return values.get(args[0]) ?? null;
      case 28:
        if (this.full) throw new Error('Error\ndatabase or disk is full: SQLITE_FULL');
        this.puts.push(args);
        for (let i = 0; i < args.length; i += 2) values.set(args[i], args[i + 1]);
        return undefined;
      case 29:
        return values.delete(args[0]);
      case 30:
        return list(values, args);
      case 31:
        values.clear();
        return undefined;
      case 32:
        if (args[0] !== 0) actor.content.alarm = args[0] === 1 ? args[1] : null;
        return actor.content.alarm;
      case 33:
        actor.closed = args[0] ? 'discarded' : 'in order';
        return undefined;
      default:
        throw new Error(`host op ${op}`);
    }
  }

  #scope(actor: Opened, how: number): void {
    if (how === 1) {
      actor.scopes.push({ values: new Map(actor.content.values), alarm: actor.content.alarm });
      return;
    }
    const before = actor.scopes.pop();
    if (before === undefined) throw new Error('Error\nno transaction is under way');
    if (how === 3) actor.content = before;
  }

  #id(namespace: string, jurisdiction: string, kind: string, text: string): unknown {
    const mac = (input: Buffer) => createHmac('sha256', namespace).update(input).digest();
    if (kind === 'check') {
      const bytes = Buffer.from(text, 'hex');
      const own = mac(bytes.subarray(0, 16)).subarray(0, 16).equals(bytes.subarray(16));
      return own && JURISDICTIONS[bytes[0]!] === jurisdiction;
    }
    const rest = kind === 'unique' ? randomBytes(15) : mac(Buffer.from(`${jurisdiction}\0${text}`)).subarray(0, 15);
    const identity = Buffer.concat([Buffer.of(JURISDICTIONS.indexOf(jurisdiction)), rest]);
    return Buffer.concat([identity, mac(identity).subarray(0, 16)]).toString('hex');
  }
}

function list(values: Map<string, string>, args: any[]): string[] {
  const [start, startAfter, end, prefix, reverse, limit] = args;
  const order = (text: string) => Buffer.from(text, 'utf8');
  const before = (a: string, b: string) => Buffer.compare(order(a), order(b)) < 0;
  let keys = [...values.keys()].sort((a, b) => Buffer.compare(order(a), order(b)));
  keys = keys.filter(
    (key) =>
      (start === null || !before(key, start)) &&
      (startAfter === null || before(startAfter, key)) &&
      (end === null || before(key, end)) &&
      (prefix === null || key.startsWith(prefix)),
  );
  if (reverse) keys.reverse();
  if (limit > 0) keys = keys.slice(0, limit);
  return keys.flatMap((key) => [key, values.get(key)!]);
}
