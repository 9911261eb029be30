// FormData: an ordered list of names with strings or files.
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
  constructor(form: unknown = undefined) {
    if (form !== undefined) throw new TypeError('FormData takes no argument here: there are no HTML forms.');
  }
  static {
    entriesOf = (form) => form.#entries;
    isFormData = (value): value is FormData => typeof value === 'object' && value !== null && #entries in value;
  }
  append(name: unknown, value: unknown, filename: unknown = undefined): void {
    this.#entries[this.#entries.length] = entry(name, value, filename);
  }
  set(name: unknown, value: unknown, filename: unknown = undefined): void {
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
    const wanted = text(name);
    for (let i = this.#entries.length - 1; i >= 0; i--) {
      if (this.#entries[i]!.name === wanted) ArrayPrototypeSplice(this.#entries, i, 1);
    }
  }
  get(name: unknown): string | File | null {
    const wanted = text(name);
    for (let i = 0; i < this.#entries.length; i++) {
      if (this.#entries[i]!.name === wanted) return this.#entries[i]!.value;
    }
    return null;
  }
  getAll(name: unknown): (string | File)[] {
    const wanted = text(name);
    const found: (string | File)[] = [];
    for (let i = 0; i < this.#entries.length; i++) {
      if (this.#entries[i]!.name === wanted) found[found.length] = this.#entries[i]!.value;
    }
    return found;
  }
  has(name: unknown): boolean {
    return this.get(name) !== null;
  }
  forEach(callback: any, receiver: unknown = undefined): void {
    if (typeof callback !== 'function') throw new TypeError('The callback must be a function.');
    for (let i = 0; i < this.#entries.length; i++) {
      const { name, value } = this.#entries[i]!;
      ReflectApply(callback, receiver, [value, name, this]);
    }
  }
  entries(): IterableIterator<[string, string | File]> {
    return pairIterator('FormData Iterator', this.#entries, 'entries');
  }
  keys(): IterableIterator<string> {
    return pairIterator('FormData Iterator', this.#entries, 'keys');
  }
  values(): IterableIterator<string | File> {
    return pairIterator('FormData Iterator', this.#entries, 'values');
  }
}
defineInterface(FormData, 'FormData');
ObjectDefineProperty(FormData.prototype, SymbolIterator, {
  __proto__: null,
  value: FormData.prototype.entries,
  writable: true,
  configurable: true,
} as any);

function text(value: unknown): string {
  return StringPrototypeToWellFormed(`${value as any}`);
}

/** A Blob becomes a File, named as the caller says, as it was, or "blob". */
function entry(name: unknown, value: unknown, filename: unknown): Entry {
  if (!isBlob(value)) {
    if (filename !== undefined) throw new TypeError('A file name can be given for a Blob only.');
    return { name: text(name), value: text(value) };
  }
  if (value instanceof File && filename === undefined) return { name: text(name), value };
  const called = filename === undefined ? 'blob' : text(filename);
  return { name: text(name), value: newFile(blobBytes(value as Blob), value.type, called) };
}
