// A byte stream to the node: the body of a response or of an outgoing request. At most 256 KiB are on their way uncredited.
// Large chunks travel in 64 KiB slots of the shared arena (one copy), small ones inside the record's text. Streams that find no
// slot wait in turn for those that are under way: large chunks inside the text cost several times as much.
import { type Bytes, copyOf, copyToArena, latin1Of, view } from './bytes';
import type { RequestContext } from './context';
import { slotAt } from './incoming';
import { put, record } from './outbox';
import { SafeMap, TypedArrayByteLength } from './primordials';
import { Queue } from './queue';
import { state } from './state';
import { HOST_SLOT, HOST_SLOT_FREE, OUT_BROKEN, OUT_BYTES, OUT_END, OUT_SLOT, SLOT_BYTES, WINDOW_BYTES } from './wire';

export const outgoing = new SafeMap<number, Outgoing>();

/** Smaller chunks go inline: a slot costs a call of the host. */
const INLINE_BYTES = 1024;
const SPARE_SLOTS = 4;
let spareCount = 0;
const spare = new Int32Array(SPARE_SLOTS);
/** How many slots are this isolate's: spare ones, and those under way, which will come back. */
let held = 0;
/** Streams that may send and have no slot, first come first. Some may be closed by now. */
const starved = new Queue<Outgoing>();

/** A slot of the arena; -1 if there is none. */
export function takeSlot(): number {
  if (spareCount > 0) return spare[--spareCount]!;
  const slot = state.host(HOST_SLOT);
  if (slot >= 0) held++;
  return slot;
}
/** A slot came back. A few are kept while streams are under way; an idle isolate keeps none. */
export function returnSlot(slot: number): void {
  if (outgoing.size > 0 && spareCount < SPARE_SLOTS) spare[spareCount++] = slot;
  else freeSlot(slot);
}
function freeSlot(slot: number): void {
  held--;
  state.host(HOST_SLOT_FREE, slot);
}
function releaseSpares(): void {
  while (spareCount > 0) freeSlot(spare[--spareCount]!);
}

/** Whether a stream waits for a slot that could be had. */
export function isFed(): boolean {
  return starved.size === 0 || spareCount === 0;
}
/** The stream that is the next to get a slot; undefined if none waits. */
export function nextStarved(): Outgoing | undefined {
  while (starved.size > 0) {
    const out = starved.shift();
    out.starving = false;
    if (!out.closed) return out;
  }
  return undefined;
}

export class Outgoing {
  readonly id: number;
  readonly context: RequestContext;
  /** Called whenever a whole slot's worth may be written again after `write` or `ready` said no. */
  onReady: (() => void) | null = null;
  /** Called when the stream is given up before its end. */
  onDropped: (() => void) | null = null;
  /** Whether it stands among those that wait for a slot: once, however often it is credited meanwhile. */
  starving = false;
  #credit = WINDOW_BYTES;
  readonly #queue = new Queue<Bytes>();
  #ending = false;
  #closed = false;
  #waiting = false;
  readonly #onClosed: (() => void) | null;

  constructor(id: number, context: RequestContext, onClosed: (() => void) | null) {
    this.id = id;
    this.context = context;
    this.#onClosed = onClosed;
    outgoing.set(id, this);
  }

  get closed(): boolean {
    return this.#closed;
  }
  /** Whether a chunk of ordinary size can leave at once. If not, `onReady` will say when. */
  get ready(): boolean {
    if (this.#queue.size === 0 && this.#credit >= SLOT_BYTES) return true;
    this.#wait();
    return false;
  }

  /** `owned` bytes will not change any more, and wait without a copy. */
  write(bytes: Bytes, owned = false): void {
    if (this.#closed) return;
    if (this.#queue.size > 0) {
      this.#queue.push(owned ? bytes : copyOf(bytes));
      return;
    }
    const sent = this.#send(bytes);
    const length = TypedArrayByteLength(bytes);
    if (sent < length) {
      const rest = view(bytes, sent, length - sent);
      this.#queue.push(owned ? rest : copyOf(rest));
      this.#wait();
    }
  }

  /** Sends what the credit and the slots allow; returns how many bytes left. */
  #send(bytes: Bytes): number {
    const length = TypedArrayByteLength(bytes);
    let at = 0;
    while (at < length && this.#credit > 0) {
      let size = length - at;
      if (size > SLOT_BYTES) size = SLOT_BYTES;
      if (size > this.#credit) size = this.#credit;
      if (!this.#sendPiece(bytes, at, size)) break;
      this.#credit -= size;
      at += size;
    }
    return at;
  }

  /** False if it has to wait for a slot. */
  #sendPiece(bytes: Bytes, from: number, size: number): boolean {
    const slot = size > INLINE_BYTES ? takeSlot() : -1;
    if (slot >= 0) {
      const offset = slotAt(slot);
      copyToArena(bytes, from, size, offset);
      record(OUT_SLOT, this.id, offset, size, 0, 0, 0, 0);
    } else if (size > INLINE_BYTES && held > 0) {
      if (!this.starving) starved.push(this);
      this.starving = true;
      return false;
    } else {
      record(OUT_BYTES, this.id, size, 1, 0, 0, 0, 0);
      put(latin1Of(view(bytes, from, size)));
    }
    return true;
  }

  #wait(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.context.expect(this.id);
  }
  #stopWaiting(): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.context.met();
  }

  credit(bytes: number): void {
    this.#credit += bytes;
    while (this.#queue.size > 0 && this.#credit > 0) {
      const head = this.#queue.shift();
      const sent = this.#send(head);
      const length = TypedArrayByteLength(head);
      if (sent < length) {
        this.#queue.unshift(view(head, sent, length - sent));
        return;
      }
    }
    if (this.#queue.size > 0) return;
    if (this.#ending) this.#close();
    else if (this.#waiting && this.#credit >= SLOT_BYTES) {
      this.#stopWaiting();
      this.onReady?.();
    }
  }

  end(): void {
    if (this.#closed || this.#ending) return;
    this.#ending = true;
    if (this.#queue.size === 0) this.#close();
  }
  #close(): void {
    record(OUT_END, this.id, 0, 0, 0, 0, 0, 0);
    this.#forget();
  }

  fail(code: number, message: string): void {
    if (this.#closed) return;
    record(OUT_BROKEN, this.id, code, message.length, 0, 0, 0, 0);
    put(message);
    this.#forget();
  }

  /** Forgets the stream without a word to the node. */
  drop(): void {
    const dropped = this.onDropped;
    if (this.#closed) return;
    // The source first: what it logs still belongs to the context, which may end with this stream.
    this.onDropped = null;
    dropped?.();
    if (!this.#closed) this.#forget();
  }

  #forget(): void {
    this.#closed = true;
    this.#queue.clear();
    this.#stopWaiting();
    outgoing.delete(this.id);
    if (outgoing.size === 0) releaseSpares();
    this.#onClosed?.();
  }
}
