// A pattern of one component as a list of pieces, and back to a pattern string and to an expression.
import {
  RegExpPrototypeExec,
  StringFromCodePoint,
  StringPrototypeCodePointAt,
  StringPrototypeIndexOf,
} from '../../core/primordials';
import { isNamePart, type Token, type TokenType, tokenize } from './tokens';

type PieceType = 'fixed' | 'regexp' | 'segment' | 'wildcard';
type Modifier = '' | '?' | '*' | '+';

export interface Piece {
  type: PieceType;
  value: string;
  modifier: Modifier;
  name: string;
  prefix: string;
  suffix: string;
}

/** What separates the segments of a component, and what may stand before a name as a part of its group. */
export interface Grammar {
  delimiter: string;
  prefix: string;
}

const WILDCARD = '.*';

const EXPRESSION_MARKS = '.+*?^{}()[]$|/\\';
const PATTERN_MARKS = '+*?:{}()\\';

function escaped(text: string, marks: string): string {
  let result = '';
  for (let i = 0; i < text.length; i++) {
    if (StringPrototypeIndexOf(marks, text[i]!) >= 0) result += '\\';
    result += text[i];
  }
  return result;
}

export function escapeExpression(text: string): string {
  return escaped(text, EXPRESSION_MARKS);
}
export function escapePattern(text: string): string {
  return escaped(text, PATTERN_MARKS);
}
function segmentExpression(grammar: Grammar): string {
  return `[^${escapeExpression(grammar.delimiter)}]+?`;
}

export function parsePattern(input: string, grammar: Grammar, encode: (text: string) => string): Piece[] {
  return new PatternParser(input, grammar, encode).run();
}

class PatternParser {
  readonly #tokens: Token[];
  readonly #grammar: Grammar;
  readonly #encode: (text: string) => string;
  readonly #segment: string;
  readonly #pieces: Piece[] = [];
  #at = 0;
  #pending = '';
  #nextName = 0;

  constructor(input: string, grammar: Grammar, encode: (text: string) => string) {
    this.#tokens = tokenize(input, false);
    this.#grammar = grammar;
    this.#encode = encode;
    this.#segment = segmentExpression(grammar);
  }

  run(): Piece[] {
    while (this.#at < this.#tokens.length) this.#step();
    return this.#pieces;
  }

  #step(): void {
    const char = this.#take('char');
    const name = this.#take('name');
    const group = this.#group(name);
    if (name !== null || group !== null) {
      let prefix = char?.value ?? '';
      if (prefix !== this.#grammar.prefix) {
        this.#pending += prefix;
        prefix = '';
      }
      this.#flush();
      return this.#add(prefix, name, group, '', this.#modifier());
    }
    const fixed = char ?? this.#take('escaped');
    if (fixed !== null) this.#pending += fixed.value;
    else if (this.#take('open') !== null) this.#braces();
    else {
      this.#flush();
      this.#require('end');
    }
  }
  #braces(): void {
    const prefix = this.#text();
    const name = this.#take('name');
    const group = this.#group(name);
    const suffix = this.#text();
    this.#require('close');
    this.#add(prefix, name, group, suffix, this.#modifier());
  }

  #take(type: TokenType): Token | null {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.type !== type) return null;
    this.#at++;
    return token;
  }
  #require(type: TokenType): void {
    if (this.#take(type) === null) throw new TypeError('The pattern is malformed.');
  }
  #group(name: Token | null): Token | null {
    return this.#take('regexp') ?? (name === null ? this.#take('asterisk') : null);
  }
  #modifier(): Modifier {
    return ((this.#take('modifier') ?? this.#take('asterisk'))?.value ?? '') as Modifier;
  }
  #text(): string {
    let text = '';
    for (;;) {
      const token = this.#take('char') ?? this.#take('escaped');
      if (token === null) return text;
      text += token.value;
    }
  }

  #flush(): void {
    if (this.#pending === '') return;
    this.#push('fixed', this.#encode(this.#pending), '', '', '', '');
    this.#pending = '';
  }
  #push(type: PieceType, value: string, modifier: Modifier, name: string, prefix: string, suffix: string): void {
    this.#pieces[this.#pieces.length] = { type, value, modifier, name, prefix, suffix };
  }

  #add(prefix: string, name: Token | null, group: Token | null, suffix: string, modifier: Modifier): void {
    if (name === null && group === null) {
      if (modifier === '') {
        this.#pending += prefix;
        return;
      }
      this.#flush();
      if (prefix !== '') this.#push('fixed', this.#encode(prefix), modifier, '', '', '');
      return;
    }
    this.#flush();
    const expression = group === null ? this.#segment : group.type === 'asterisk' ? WILDCARD : group.value;
    const type = expression === this.#segment ? 'segment' : expression === WILDCARD ? 'wildcard' : 'regexp';
    const called = name === null ? `${this.#nextName++}` : name.value;
    for (let i = 0; i < this.#pieces.length; i++) {
      if (this.#pieces[i]!.name === called) throw new TypeError('A pattern has the same name twice.');
    }
    const value = type === 'regexp' ? expression : '';
    this.#push(type, value, modifier, called, this.#encode(prefix), this.#encode(suffix));
  }
}

/** Not `[^]`, which some versions of V8 take for nothing under the `v` flag. */
function anySegment(grammar: Grammar): string {
  return grammar.delimiter === '' ? '[\\s\\S]+?' : segmentExpression(grammar);
}

/** The expression of a piece list, whose groups are the pieces that have names, in their order. */
export function expressionOf(pieces: Piece[], grammar: Grammar): string {
  let text = '^';
  for (let i = 0; i < pieces.length; i++) {
    const { type, value, modifier, prefix, suffix } = pieces[i]!;
    if (type === 'fixed') {
      text += modifier === '' ? escapeExpression(value) : `(?:${escapeExpression(value)})${modifier}`;
      continue;
    }
    const inner = type === 'segment' ? anySegment(grammar) : type === 'wildcard' ? WILDCARD : value;
    const once = modifier === '' || modifier === '?';
    const [before, after] = [escapeExpression(prefix), escapeExpression(suffix)];
    if (prefix === '' && suffix === '') text += once ? `(${inner})${modifier}` : `((?:${inner})${modifier})`;
    else if (once) text += `(?:${before}(${inner})${after})${modifier}`;
    else {
      text += `(?:${before}((?:${inner})(?:${after}${before}(?:${inner}))*)${after})${modifier === '*' ? '?' : ''}`;
    }
  }
  return `${text}$`;
}

const DIGIT_FIRST = /^[0-9]/;

export function patternOf(pieces: Piece[], grammar: Grammar): string {
  let text = '';
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i]!;
    const escaped = escapePattern(piece.value);
    if (piece.type === 'fixed') text += piece.modifier === '' ? escaped : `{${escaped}}${piece.modifier}`;
    else text += groupPattern(piece, pieces[i - 1], pieces[i + 1], grammar);
  }
  return text;
}

function groupPattern(piece: Piece, before: Piece | undefined, after: Piece | undefined, grammar: Grammar): string {
  const named = RegExpPrototypeExec(DIGIT_FIRST, piece.name) === null;
  const braces = needsBraces(piece, named, before, after, grammar);
  let text = escapePattern(piece.prefix) + (named ? `:${piece.name}` : '');
  if (piece.type === 'regexp') text += `(${piece.value})`;
  else if (piece.type === 'segment') text += named ? '' : `(${segmentExpression(grammar)})`;
  else {
    const alone = before === undefined || before.type === 'fixed' || before.modifier !== '';
    text += !named && (alone || braces || piece.prefix !== '') ? '*' : `(${WILDCARD})`;
  }
  const runsOn = piece.type === 'segment' && named && piece.suffix !== '' && isNamePart(firstChar(piece.suffix));
  text += (runsOn ? '\\' : '') + escapePattern(piece.suffix);
  return (braces ? `{${text}}` : text) + piece.modifier;
}

function needsBraces(
  piece: Piece,
  named: boolean,
  before: Piece | undefined,
  after: Piece | undefined,
  grammar: Grammar,
): boolean {
  if (piece.suffix !== '' || (piece.prefix !== '' && piece.prefix !== grammar.prefix)) return true;
  const bare = named && piece.type === 'segment' && piece.modifier === '';
  if (bare && after !== undefined && after.prefix === '' && after.suffix === '') {
    if (
      after.type === 'fixed'
        ? isNamePart(firstChar(after.value))
        : RegExpPrototypeExec(DIGIT_FIRST, after.name) !== null
    )
      return true;
  }
  if (piece.prefix !== '' || before === undefined || before.type !== 'fixed') return false;
  return grammar.prefix !== '' && before.value[before.value.length - 1] === grammar.prefix;
}

function firstChar(text: string): string {
  return text === '' ? '' : StringFromCodePoint(StringPrototypeCodePointAt(text, 0)!);
}
