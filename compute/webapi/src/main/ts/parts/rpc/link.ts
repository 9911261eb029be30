// How the messages of a session travel: as the messages of a WebSocket that only the platform sees. Large ones go in pieces, so that
// no frame grows without bound.
import { Gathered } from '../../core/body';
import { type Bytes, view } from '../../core/bytes';
import type { RequestContext } from '../../core/context';
import { finishIfComplete } from '../../core/context';
import { part } from '../../core/lazy';
import {
  ArrayBufferIsView,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeSubstring,
  TypedArrayByteLength,
} from '../../core/primordials';
import { LINK_RESET } from '../../core/wire';
import type { Packed } from './format';
import { LOST } from './handle';
import type { Link, Session } from './session';

const IN_ORDER = 1000;
const PIECE = 64 * 1024;
const LARGEST = 40 * 1024 * 1024;
// How a piece of text begins: more of it follows, or it was the last, or it was and so many bytes follow as messages of their own.
const MORE = '+';
const LAST = '.';
const BYTES_FOLLOW = '=';

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
  #text = '';
  #bytes: Gathered | null = null;
  /** Bytes that have to come yet before the message is whole. */
  #awaited = 0;
  #over = false;

  constructor(id: number, session: Session, onClosed: () => void) {
    this.#session = session;
    this.#onClosed = onClosed;
    this.#socket = part('websocket').openLink(id, session.context, (message: unknown) => this.#arrived(message));
    session.context.attach({ finished: () => this.#finished() });
  }

  send({ text, bytes }: Packed): void {
    const size = bytes === null ? 0 : TypedArrayByteLength(bytes);
    const last = bytes === null ? LAST : `${BYTES_FOLLOW}${size}:`;
    for (let from = 0; from < text.length; ) {
      const to = cutAt(text, from + PIECE);
      this.#socket.text((to < text.length ? MORE : last) + StringPrototypeSubstring(text, from, to));
      from = to;
    }
    for (let at = 0; at < size; at += PIECE) {
      this.#socket.binary(view(bytes!, at, size - at < PIECE ? size - at : PIECE));
    }
  }
  close(): void {
    this.#socket.close(IN_ORDER, '');
    this.#lost();
  }

  #arrived(message: any): void {
    if (this.#over) return;
    if (typeof message === 'string') this.#textArrived(message);
    else if (ArrayBufferIsView(message)) this.#bytesArrived(message as Bytes);
    else this.#closed(message.code, message.reason);
  }
  #closed(code: number, reason: string): void {
    if (code === LINK_RESET) this.#session.refuse(reason);
    else if (code !== IN_ORDER) this.#session.lost();
    this.close();
  }
  #textArrived(piece: string): void {
    const head = piece[0] === BYTES_FOLLOW ? StringPrototypeIndexOf(piece, ':') : 0;
    this.#text += StringPrototypeSubstring(piece, head + 1, piece.length);
    if (this.#text.length > LARGEST || this.#awaited > 0) return this.#session.fail(new Error(LOST));
    if (piece[0] === MORE) return;
    if (piece[0] === LAST) return this.#whole();
    this.#awaited = +StringPrototypeSubstring(piece, 1, head);
    if (!(this.#awaited > 0 && this.#awaited <= LARGEST)) return this.#session.fail(new Error(LOST));
    this.#bytes = new Gathered();
  }
  #bytesArrived(piece: Bytes): void {
    this.#awaited -= TypedArrayByteLength(piece);
    if (this.#bytes === null || this.#awaited < 0) return this.#session.fail(new Error(LOST));
    this.#bytes.add(piece);
    if (this.#awaited === 0) this.#whole();
  }
  #whole(): void {
    const message = { text: this.#text, bytes: this.#bytes === null ? null : this.#bytes.take() };
    this.#text = '';
    this.#bytes = null;
    this.#session.receive(message);
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
