// How the messages of a session travel: as the messages of a WebSocket that only the platform sees. Large ones go in pieces, so that
// no frame grows without bound.
import { latin1Of } from '../../core/bytes';
import type { RequestContext } from '../../core/context';
import { finishIfComplete } from '../../core/context';
import { part } from '../../core/lazy';
import {
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeSubstring,
} from '../../core/primordials';
import { malformed } from './format';
import { LOST } from './handle';
import type { Link, Session } from './session';

const PIECE = 128 * 1024;
const LARGEST = 40 * 1024 * 1024;
const MORE = '+';
const LAST = '.';
const BYTES_BEHIND = '\nb';
const WIDE = /[^\0-\xff]/;

/** Whether a message holds bytes, and nothing that is no byte. */
export function isBinary(message: string): boolean {
  return StringPrototypeIndexOf(message, BYTES_BEHIND) > 0 && RegExpPrototypeExec(WIDE, message) === null;
}

/** Where a text can be cut without parting the halves of a character. */
function cutAt(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const code = StringPrototypeCharCodeAt(text, at - 1);
  return code >= 0xd800 && code < 0xdc00 ? at - 1 : at;
}

class SocketLink implements Link {
  readonly #socket: any;
  readonly #session: Session;
  readonly #onClosed: () => void;
  #gathered = '';
  #over = false;

  constructor(id: number, session: Session, onClosed: () => void) {
    this.#session = session;
    this.#onClosed = onClosed;
    this.#socket = part('websocket').openLink(id, session.context, (message: unknown) => this.#arrived(message));
    session.context.attach({ finished: () => this.#finished() });
  }

  send(message: string): void {
    const binary = isBinary(message);
    for (let from = 0; from < message.length; ) {
      const to = cutAt(message, from + PIECE);
      const piece = (to < message.length ? MORE : LAST) + StringPrototypeSubstring(message, from, to);
      if (binary) this.#socket.latin1(piece);
      else this.#socket.text(piece);
      from = to;
    }
  }
  close(): void {
    this.#socket.close(1000, '');
    this.#lost();
  }

  #arrived(message: any): void {
    if (this.#over) return;
    if (typeof message !== 'string' && 'code' in message) return this.close();
    const text: string = typeof message === 'string' ? message : latin1Of(message);
    this.#gathered += StringPrototypeSubstring(text, 1, text.length);
    if (this.#gathered.length > LARGEST) return this.#session.fail(new Error(LOST));
    if (text[0] !== LAST) return;
    const whole = this.#gathered;
    this.#gathered = '';
    this.#session.receive(whole);
  }
  #finished(): void {
    if (this.#over) return;
    this.#session.contextOver();
    this.#lost();
  }
  #lost(): void {
    if (this.#over) return;
    this.#over = true;
    this.#session.end();
    this.#onClosed();
  }
}

/** Opens the link of a session. While it is there, the other side can wake the context. */
export function openLink(session: Session, keeps: boolean): void {
  const { context } = session;
  context.expect(session.id);
  if (keeps) context.waits++;
  const link = new SocketLink(session.id, session, () => ended(context, keeps));
  session.attach(link);
}
function ended(context: RequestContext, keeps: boolean): void {
  if (keeps) context.waits--;
  context.met();
  finishIfComplete(context);
}

/** Messages as one body: each behind its length. The first letter tells whether the chars are bytes or UTF-8 is needed. */
export function framed(messages: { size: number; shift(): string }): string {
  let text = '';
  let bytes = true;
  while (messages.size > 0) {
    const message = messages.shift();
    bytes &&= isBinary(message);
    text += `${message.length}:${message}`;
  }
  return (bytes ? 'l' : 'u') + text;
}

/** Calls `each` for every message of a body; its first letter is gone. */
export function eachFramed(text: string, each: (message: string) => void): void {
  for (let at = 0; at < text.length; ) {
    const colon = StringPrototypeIndexOf(text, ':', at);
    const length = colon < 0 ? -1 : +StringPrototypeSubstring(text, at, colon);
    if (!(length >= 0) || colon + 1 + length > text.length) malformed();
    at = colon + 1 + length;
    each(StringPrototypeSubstring(text, colon + 1, at));
  }
}
