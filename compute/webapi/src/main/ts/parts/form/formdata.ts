// FormData: an ordered list of names with strings or files.
import { badArgument } from '../../core/errors';
import { defineInterface } from '../../core/interface';
import { pairIterator } from '../../core/iterate';
import {
  ArrayPrototypeSplice,
  ObjectDefineProperty,
  ReflectApply,
  StringPrototypeToWellFormed,
  SymbolIterator,
} from '../../core/primordials';
import { type Blob, blobBytes, File, isBlob, newFile } from './blob';

export interface Entry {
  name: string;
  value: string | File;
}

export let entriesOf: (form: FormData) => Entry[];
export let isFormData: (value: unknown) => value is FormData;

export class FormData {
  #entries: Entry[] = [];
  static {
    entriesOf = (form) => form.#entries;
    isFormData = (value): value is FormData => typeof value === 'object' && value !== null && #entries in value;
  }
  append(name: unknown, value: unknown, filename: unknown = undefined): void {
    if (arguments.length < 2) throw missing('append', arguments.length + 1);
    this.#entries[this.#entries.length] = entry(name, value, filename);
  }
  set(name: unknown, value: unknown, filename: unknown = undefined): void {
    if (arguments.length < 2) throw missing('set', arguments.length + 1);
    const wanted = entry(name, value, filename);
    const entries = this.#entries;
    for (let i = 0; i < entries.length; i++) {
      if (entries[i]!.name !== wanted.name) continue;
      entries[i] = wanted;
      for (let j = entries.length - 1; j > i; j--) {
        if (entries[j]!.name === wanted.name) ArrayPrototypeSplice(entries, j, 1);
      }
      return;
    }
    entries[entries.length] = wanted;
  }
  delete(name: unknown): void {
    if (arguments.length === 0) throw missing('delete', 1);
    const wanted = text(name);
    for (let i = this.#entries.length - 1; i >= 0; i--) {
      if (this.#entries[i]!.name === wanted) ArrayPrototypeSplice(this.#entries, i, 1);
    }
  }
  get(name: unknown): string | File | null {
    if (arguments.length === 0) throw missing('get', 1);
    const wanted = text(name);
    for (let i = 0; i < this.#entries.length; i++) {
      if (this.#entries[i]!.name === wanted) return this.#entries[i]!.value;
    }
    return null;
  }
  getAll(name: unknown): (string | File)[] {
    if (arguments.length === 0) throw missing('getAll', 1);
    const wanted = text(name);
    const found: (string | File)[] = [];
    for (let i = 0; i < this.#entries.length; i++) {
      if (this.#entries[i]!.name === wanted) found[found.length] = this.#entries[i]!.value;
    }
    return found;
  }
  has(name: unknown): boolean {
    if (arguments.length === 0) throw missing('has', 1);
    const wanted = text(name);
    for (let i = 0; i < this.#entries.length; i++) if (this.#entries[i]!.name === wanted) return true;
    return false;
  }
  forEach(callback: any, receiver: unknown = undefined): void {
    if (typeof callback !== 'function') throw badArgument('forEach', 'FormData', 1, 'function');
    for (let i = 0; i < this.#entries.length; i++) {
      const { name, value } = this.#entries[i]!;
      ReflectApply(callback, receiver, [value, name, this]);
    }
  }
  entries(): IterableIterator<[string, string | File]> {
    return pairIterator(this.#entries, 'entries');
  }
  keys(): IterableIterator<string> {
    return pairIterator(this.#entries, 'keys');
  }
  values(): IterableIterator<string | File> {
    return pairIterator(this.#entries, 'values');
  }
}
defineInterface(FormData, 'FormData');
ObjectDefineProperty(FormData.prototype, SymbolIterator, {
  __proto__: null,
  value: FormData.prototype.entries,
  writable: true,
  configurable: true,
} as any);

function missing(method: string, position: number): TypeError {
  if (position === 1) return badArgument(method, 'FormData', 1, 'string');
  return badArgument(method, 'FormData', 2, 'File or Blob or string');
}

function text(value: unknown): string {
  return StringPrototypeToWellFormed(`${value as any}`);
}

/** A Blob becomes a File, named as the caller says, as it was, or as its field. */
function entry(name: unknown, value: unknown, filename: unknown): Entry {
  if (!isBlob(value)) {
    return { name: text(name), value: text(value) };
  }
  if (value instanceof File && filename === undefined) return { name: text(name), value };
  const field = text(name);
  const called = filename === undefined ? field : text(filename);
  return { name: field, value: newFile(blobBytes(value as Blob), value.type, called) };
}
