// The lines of an event stream (https://html.spec.whatwg.org/#event-stream-interpretation) as messages.
import type { Bytes } from '../../core/bytes';
import {
  NumberParseInt,
  RegExpPrototypeExec,
  StringPrototypeIndexOf,
  StringPrototypeSubstring,
} from '../../core/primordials';
import type { Decoding } from '../encoding/decoding';

export interface Message {
  type: string;
  data: string;
  lastEventId: string;
}

/** A line is kept until its end has come, up to so many characters. */
const LONGEST_LINE = 8 * 1024 * 1024;
const LINE_END = /\r\n|\r|\n/;
const DIGITS = /^[0-9]{1,9}$/;

export class MessageParser {
  readonly #decoding: Decoding;
  readonly #give: (message: Message) => void;
  #kept = '';
  #started = false;
  #type = '';
  #data = '';
  #hasData = false;
  lastEventId: string;
  /** Milliseconds that the server wishes; -1 if it said nothing. */
  retry = -1;

  constructor(decoding: Decoding, lastEventId: string, give: (message: Message) => void) {
    this.#decoding = decoding;
    this.lastEventId = lastEventId;
    this.#give = give;
  }

  take(bytes: Bytes): void {
    let text = this.#kept + this.#decoding.decode(bytes, true);
    if (!this.#started && text !== '') {
      this.#started = true;
      if (text[0] === '\ufeff') text = StringPrototypeSubstring(text, 1, text.length);
    }
    for (;;) {
      const end = RegExpPrototypeExec(LINE_END, text) as { index: number; 0: string } | null;
      // A CR at the very end may be the first half of a line end.
      if (end === null || (end[0] === '\r' && end.index === text.length - 1)) break;
      this.#line(StringPrototypeSubstring(text, 0, end.index));
      text = StringPrototypeSubstring(text, end.index + end[0].length, text.length);
    }
    if (text.length > LONGEST_LINE) throw new TypeError('A line of the event stream is too long.');
    this.#kept = text;
  }

  #line(line: string): void {
    if (line === '') return this.#dispatch();
    const colon = StringPrototypeIndexOf(line, ':', 0);
    if (colon === 0) return;
    const field = colon < 0 ? line : StringPrototypeSubstring(line, 0, colon);
    let value = colon < 0 ? '' : StringPrototypeSubstring(line, colon + 1, line.length);
    if (value[0] === ' ') value = StringPrototypeSubstring(value, 1, value.length);
    switch (field) {
      case 'data':
        this.#data = this.#hasData ? `${this.#data}\n${value}` : value;
        this.#hasData = true;
        return;
      case 'event':
        this.#type = value;
        return;
      case 'id':
        if (StringPrototypeIndexOf(value, '\0', 0) < 0) this.lastEventId = value;
        return;
      case 'retry':
        if (RegExpPrototypeExec(DIGITS, value) !== null) this.retry = NumberParseInt(value, 10);
        return;
    }
  }

  #dispatch(): void {
    const { type, data } = { type: this.#type, data: this.#data };
    this.#type = '';
    this.#data = '';
    this.#hasData = false;
    if (data !== '') this.#give({ type: type === '' ? 'message' : type, data, lastEventId: this.lastEventId });
  }
}
