// A whole URL as one pattern string, cut into its components by the marks that stand outside of groups.
import { StringPrototypeSlice } from '../../core/primordials';
import type { Component, Init } from './init';
import { type Token, tokenize } from './tokens';

type State = Component | 'init' | 'authority' | 'done';

const AFTER_HOSTNAME = ['port', 'pathname', 'search', 'hash'];
const BEFORE_HOSTNAME = ['protocol', 'authority', 'username', 'password'];

function isOneOf(state: State, states: string[]): boolean {
  for (let i = 0; i < states.length; i++) if (states[i] === state) return true;
  return false;
}

/** `isSpecial` tells whether a pattern of a protocol matches a special scheme. */
export function initOfString(input: string, isSpecial: (protocol: string) => boolean): Init {
  return new WholeParser(input, isSpecial).run();
}

class WholeParser {
  readonly #input: string;
  readonly #tokens: Token[];
  readonly #isSpecial: (protocol: string) => boolean;
  readonly #result: Init = { __proto__: null } as Init;
  #state: State = 'init';
  #start = 0;
  #at = 0;
  #step = 1;
  #depth = 0;
  #brackets = 0;
  #special = false;

  constructor(input: string, isSpecial: (protocol: string) => boolean) {
    this.#input = input;
    this.#tokens = tokenize(input, true);
    this.#isSpecial = isSpecial;
  }

  run(): Init {
    for (; this.#at < this.#tokens.length; this.#at += this.#step) {
      this.#step = 1;
      const { type } = this.#tokens[this.#at]!;
      if (type === 'end') {
        if (this.#atEnd()) break;
      } else if (type === 'open') this.#depth++;
      else {
        if (this.#depth > 0) {
          if (type !== 'close') continue;
          this.#depth--;
        }
        this.#inState();
      }
    }
    if (this.#result.hostname !== undefined) this.#result.port ??= '';
    return this.#result;
  }

  /** Whether there is nothing more to do. */
  #atEnd(): boolean {
    if (this.#state === 'authority') this.#rewind('hostname');
    else if (this.#state === 'init') {
      this.#rewind('init');
      if (this.#is('#')) this.#change('hash', 1);
      else if (this.#isSearch()) this.#change('search', 1);
      else this.#change('pathname', 0);
    } else {
      this.#change('done', 0);
      return true;
    }
    return false;
  }

  #inState(): void {
    switch (this.#state) {
      case 'init':
        if (this.#is(':')) this.#rewind('protocol');
        return;
      case 'protocol':
        if (this.#is(':')) this.#afterProtocol();
        return;
      case 'authority':
        if (this.#is('@')) this.#rewind('username');
        else if (this.#is('/') || this.#isSearch() || this.#is('#')) this.#rewind('hostname');
        return;
      case 'username':
        if (this.#is(':')) this.#change('password', 1);
        else if (this.#is('@')) this.#change('hostname', 1);
        return;
      case 'password':
        if (this.#is('@')) this.#change('hostname', 1);
        return;
      case 'hostname':
        return this.#hostname();
      case 'port':
        if (this.#is('/')) this.#change('pathname', 0);
        else this.#searchOrHash();
        return;
      case 'pathname':
        return this.#searchOrHash();
      case 'search':
        if (this.#is('#')) this.#change('hash', 1);
        return;
    }
  }
  #hostname(): void {
    if (this.#is('[')) this.#brackets++;
    else if (this.#is(']')) this.#brackets--;
    else if (this.#is(':') && this.#brackets === 0) this.#change('port', 1);
    else if (this.#is('/')) this.#change('pathname', 0);
    else this.#searchOrHash();
  }
  #searchOrHash(): void {
    if (this.#isSearch()) this.#change('search', 1);
    else if (this.#is('#')) this.#change('hash', 1);
  }
  #afterProtocol(): void {
    this.#special = this.#isSpecial(this.#component());
    if (this.#is('/', 1) && this.#is('/', 2)) this.#change('authority', 3);
    else this.#change(this.#special ? 'authority' : 'pathname', 1);
  }

  /** Whether the token is this mark, and means only itself. */
  #is(mark: string, ahead = 0): boolean {
    const index = this.#at + ahead;
    const token = this.#tokens[index < this.#tokens.length ? index : this.#tokens.length - 1]!;
    return token.value === mark && (token.type === 'char' || token.type === 'escaped' || token.type === 'invalid');
  }
  /** A question mark begins the query unless it makes what is before it optional. */
  #isSearch(): boolean {
    if (this.#is('?')) return true;
    if (this.#tokens[this.#at]!.value !== '?') return false;
    const before = this.#tokens[this.#at - 1]?.type;
    return before !== 'name' && before !== 'regexp' && before !== 'close' && before !== 'asterisk';
  }

  #component(): string {
    return StringPrototypeSlice(this.#input, this.#tokens[this.#start]!.index, this.#tokens[this.#at]!.index);
  }
  #rewind(state: State): void {
    this.#at = this.#start;
    this.#step = 0;
    this.#state = state;
  }
  #change(next: State, skip: number): void {
    const before = this.#state;
    const result = this.#result;
    if (before !== 'init' && before !== 'authority' && before !== 'done') result[before] = this.#component();
    if (before !== 'init' && next !== 'done') this.#leaveOut(before, next);
    this.#state = next;
    this.#at += skip;
    this.#start = this.#at;
    this.#step = 0;
  }
  /** What is jumped over is empty, and not whatever it may be. */
  #leaveOut(before: State, next: State): void {
    const result = this.#result;
    const early = isOneOf(before, BEFORE_HOSTNAME);
    if (early && isOneOf(next, AFTER_HOSTNAME)) result.hostname ??= '';
    const ends = next === 'search' || next === 'hash';
    if (ends && (early || before === 'hostname' || before === 'port')) result.pathname ??= this.#special ? '/' : '';
    if (next === 'hash' && before !== 'search') result.search ??= '';
  }
}
