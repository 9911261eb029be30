// The tokens of a pattern string (https://urlpattern.spec.whatwg.org/#tokens).
import { RegExpPrototypeExec, StringPrototypeCodePointAt, StringPrototypeSubstring } from '../../core/primordials';

export type TokenType =
  | 'open'
  | 'close'
  | 'regexp'
  | 'name'
  | 'char'
  | 'escaped'
  | 'modifier'
  | 'asterisk'
  | 'end'
  | 'invalid';

export interface Token {
  type: TokenType;
  index: number;
  value: string;
}

const NAME_START = /^[$_\p{ID_Start}]$/u;
const NAME_PART = /^(?:[$_\p{ID_Continue}]|\u200c|\u200d)$/u;

export function isNamePart(char: string): boolean {
  return RegExpPrototypeExec(NAME_PART, char) !== null;
}

/** Lenient tokens keep what is wrong as such: a whole URL is cut before its pieces are judged. */
export function tokenize(input: string, lenient: boolean): Token[] {
  return new Tokenizer(input, lenient).run();
}

class Tokenizer {
  readonly #input: string;
  readonly #lenient: boolean;
  readonly #tokens: Token[] = [];
  #at = 0;

  constructor(input: string, lenient: boolean) {
    this.#input = input;
    this.#lenient = lenient;
  }

  run(): Token[] {
    const length = this.#input.length;
    while (this.#at < length) this.#next();
    this.#add('end', length, length);
    return this.#tokens;
  }

  #charAt(index: number): string {
    const point = StringPrototypeCodePointAt(this.#input, index)!;
    return StringPrototypeSubstring(this.#input, index, index + (point > 0xffff ? 2 : 1));
  }

  #next(): void {
    const at = this.#at;
    const char = this.#charAt(at);
    switch (char) {
      case '*':
        return this.#add('asterisk', at + 1, at);
      case '+':
      case '?':
        return this.#add('modifier', at + 1, at);
      case '{':
        return this.#add('open', at + 1, at);
      case '}':
        return this.#add('close', at + 1, at);
      case '\\':
        if (at + 1 >= this.#input.length) return this.#wrong(at + 1);
        return this.#add('escaped', at + 1 + this.#charAt(at + 1).length, at + 1);
      case ':':
        return this.#name(at + 1);
      case '(':
        return this.#regexp(at + 1);
      default:
        return this.#add('char', at + char.length, at);
    }
  }

  #add(type: TokenType, next: number, from: number, to = next): void {
    this.#tokens[this.#tokens.length] = {
      type,
      index: this.#at,
      value: StringPrototypeSubstring(this.#input, from, to),
    };
    this.#at = next;
  }
  #wrong(next: number): void {
    if (!this.#lenient) throw new TypeError('The pattern is malformed.');
    this.#add('invalid', next, this.#at);
  }

  #name(start: number): void {
    let end = start;
    while (end < this.#input.length) {
      const char = this.#charAt(end);
      if (RegExpPrototypeExec(end === start ? NAME_START : NAME_PART, char) === null) break;
      end += char.length;
    }
    if (end === start) return this.#wrong(start);
    this.#add('name', end, start);
  }

  #regexp(start: number): void {
    const end = this.#endOfRegexp(start);
    if (end <= start) return this.#wrong(start);
    this.#add('regexp', end + 1, start, end);
  }
  /** Where the parenthesis closes; -1 if what is inside is not allowed. */
  #endOfRegexp(start: number): number {
    const input = this.#input;
    let depth = 1;
    for (let i = start; i < input.length; i++) {
      const char = input[i]!;
      if (char > '\x7f' || (i === start && char === '?')) return -1;
      if (char === '\\') {
        i++;
        if (i >= input.length || input[i]! > '\x7f') return -1;
      } else if (char === ')') {
        if (--depth === 0) return i;
      } else if (char === '(') {
        depth++;
        if (input[i + 1] !== '?') return -1;
      }
    }
    return -1;
  }
}
