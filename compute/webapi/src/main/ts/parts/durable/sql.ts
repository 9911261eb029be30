// `storage.sql`: SQL without promises. The host runs a statement as far as its first page of rows; a cursor asks for the others.
import { bytesOf, bytesOfLatin1, copyOf, isBufferSource } from '../../core/bytes';
import { badArgument } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { part } from '../../core/lazy';
import { JSONParse, ObjectDefineProperty, StringPrototypeToWellFormed, SymbolIterator } from '../../core/primordials';
import { bareList, shownList } from './arguments';
import { iterable } from './kv';
import type { Cell, Store } from './store';

type Row = unknown[];

/** Numbers, texts and null are themselves in JSON; a blob comes as base64 in a list of one. */
function cellOf(value: any): unknown {
  return typeof value === 'object' && value !== null ? bytesOfLatin1(part('scope').atob(value[0])).buffer : value;
}

function binding(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return StringPrototypeToWellFormed(value);
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') throw new TypeError('Cannot convert a BigInt value to a number');
  if (isBufferSource(value)) return copyOf(bytesOf(value)).buffer;
  return StringPrototypeToWellFormed(`${value as any}`);
}

/** The rows of one statement, as they come from the host. */
class Rows {
  readonly #store: Store;
  #cursor = 0;
  #page: Row[] = [];
  #at = 0;
  /** What had been read at the end of the page, and at its rows: see ReadCounts. */
  #total = 0;
  #counts: number | number[] | undefined = undefined;
  #failure: { error: unknown } | null = null;
  columns: string[] = [];
  written = 0;

  constructor(store: Store, sql: string, bindings: Cell[]) {
    this.#store = store;
    this.#take(store.exec(sql, bindings));
  }
  #take(text: string): void {
    const told = JSONParse(text);
    this.#cursor = told[0];
    this.#total = told[1];
    this.written = told[2];
    this.columns = told[3];
    this.#page = told[4];
    this.#counts = told[5];
    this.#at = 0;
  }
  /** Rows read until the one that comes next was there. */
  get read(): number {
    try {
      // Asked first, because it may bring the next page.
      if (this.done) return this.#total;
    } catch (error) {
      // Whoever wants the next row hears of it.
      this.#failure = { error };
      return this.#total;
    }
    const counts = this.#counts;
    if (counts === undefined) return this.#total;
    return typeof counts === 'number' ? counts + this.#at : counts[this.#at]!;
  }
  get done(): boolean {
    if (this.#failure !== null) throw this.#failure.error;
    while (this.#at >= this.#page.length) {
      if (this.#cursor === 0) return true;
      this.#take(this.#store.next(this.#cursor));
    }
    return false;
  }
  /** The next row; only valid while `done` is not true. */
  shift(): Row {
    const row = this.#page[this.#at++]!;
    for (let i = 0; i < row.length; i++) if (typeof row[i] === 'object') row[i] = cellOf(row[i]);
    return row;
  }
  shiftNamed(): Record<string, unknown> {
    const row = this.shift();
    const names = this.columns;
    const named: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) named[names[i]!] = row[i];
    return named;
  }
  /** Nobody wants the rest. */
  close(): void {
    if (this.#cursor !== 0) this.#store.closeCursor(this.#cursor);
    this.#cursor = 0;
    this.#page = [];
    this.#at = 0;
  }
}

const NO_RESULT = 'Expected exactly one result from SQL query, but got no results.';
const RESULTS = 'Expected exactly one result from SQL query, but got multiple results.';

let rowsOf: (cursor: Cursor) => Rows;

class Cursor {
  #rows: Rows;
  constructor(token: unknown, rows: Rows) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#rows = rows;
  }
  static {
    rowsOf = (cursor) => cursor.#rows;
  }
  next(): unknown {
    const rows = this.#rows;
    return rows.done ? { done: true, value: undefined } : { done: false, value: rows.shiftNamed() };
  }
  toArray(): unknown[] {
    const all = bareList<unknown>();
    for (const rows = this.#rows; !rows.done; ) all[all.length] = rows.shiftNamed();
    return shownList(all);
  }
  one(): unknown {
    const rows = this.#rows;
    if (rows.done) throw new Error(NO_RESULT);
    const row = rows.shiftNamed();
    if (rows.done) return row;
    rows.close();
    throw new Error(RESULTS);
  }
  raw(): InstanceType<typeof RawIterator> {
    return new RawIterator(INTERNAL, this.#rows);
  }
  get columnNames(): string[] {
    const { columns } = this.#rows;
    const names = bareList<string>();
    for (let i = 0; i < columns.length; i++) names[i] = columns[i]!;
    return shownList(names);
  }
  get rowsRead(): number {
    return this.#rows.read;
  }
  get rowsWritten(): number {
    return this.#rows.written;
  }
}
defineInterface(Cursor, 'Cursor');
ObjectDefineProperty(Cursor.prototype, SymbolIterator, {
  __proto__: null,
  value: {
    ''(this: Cursor): InstanceType<typeof RowIterator> {
      return new RowIterator(INTERNAL, rowsOf(this));
    },
  }[''],
  writable: true,
  configurable: true,
} as any);

/** What is left of a statement's rows, one after the other in one of their two shapes. */
function rowIterator(name: string, shift: (rows: Rows) => unknown) {
  class RestOfRows {
    #rows: Rows;
    constructor(token: unknown, rows: Rows) {
      if (token !== INTERNAL) throw new TypeError('Illegal constructor');
      this.#rows = rows;
    }
    next(): unknown {
      const rows = this.#rows;
      return rows.done ? { done: true, value: undefined } : { done: false, value: shift(rows) };
    }
  }
  defineInterface(RestOfRows, name);
  iterable(RestOfRows.prototype);
  return RestOfRows;
}
const RowIterator = rowIterator('RowIterator', (rows) => rows.shiftNamed());
const RawIterator = rowIterator('RawIterator', (rows) => rows.shift());

class Statement {
  constructor() {
    throw new TypeError('Illegal constructor');
  }
}
defineInterface(Statement, 'Statement');

export class SqlStorage {
  #store: Store;
  constructor(token: unknown, store: Store) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#store = store;
  }
  exec(query: unknown): Cursor {
    const given = arguments;
    if (given.length === 0) throw badArgument('exec', 'SqlStorage', 1, 'String');
    const bindings = bareList<Cell>();
    for (let i = 1; i < given.length; i++) bindings[i - 1] = binding(given[i]);
    return new Cursor(INTERNAL, new Rows(this.#store, StringPrototypeToWellFormed(`${query as any}`), bindings));
  }
  get databaseSize(): number {
    return this.#store.size();
  }
}
defineInterface(SqlStorage, 'SqlStorage');
for (const type of [Cursor, Statement]) {
  ObjectDefineProperty(SqlStorage.prototype, type.name, {
    __proto__: null,
    value: type,
    writable: true,
    enumerable: true,
    configurable: true,
  } as any);
}
