// One end of a WebSocket: what it has received, whether it is open, and where what it sends goes.
import { type Bytes, bytesOf, copyOf, copyToArena, encodeUtf8, isBufferSource, latin1Of } from '../../core/bytes';
import type { RequestContext } from '../../core/context';
import { finishIfComplete } from '../../core/context';
import { DOMException } from '../../core/errors';
import { slotAt } from '../../core/incoming';
import { loadedPart } from '../../core/lazy';
import { put, record } from '../../core/outbox';
import { takeSlot } from '../../core/outgoing';
import { resolved, SafeMap, StringPrototypeToWellFormed, TypedArrayByteLength, then } from '../../core/primordials';
import { Queue } from '../../core/queue';
import { OUT_WS_BINARY, OUT_WS_CLOSE, OUT_WS_TEXT, SLOT_BYTES } from '../../core/wire';

const LOST = 'WebSocket disconnected without sending Close frame.';
const LARGEST_MESSAGE = 1024 * 1024;
/** What waits at most for a Worker that has not accepted; more than that ends the conversation. */
const MOST_HELD = 4 * 1024 * 1024;
const COST_OF_ONE = 256;
/** Longer messages travel in a slot, if they fit into one. */
const INLINE_BYTES = 4096;

/** Where an end hands over what it received. */
export interface Sink {
  text(data: string): void;
  binary(bytes: Bytes): void;
  close(code: number, reason: string, clean: boolean): void;
  error(error: unknown): void;
  open(): void;
}

type Message = string | Bytes | { code: number; reason: string; clean: boolean };

/** Where what an end sends goes. */
export interface Link {
  text(data: string): void;
  binary(bytes: Bytes): void;
  close(code: number, reason: string): void;
}

/** The end of a socket whose Durable Object may sleep. */
export interface Sleeper extends Link {
  readonly number: number;
  attachment: string | null;
  belongsTo(actor: unknown): boolean;
  /** The node is told of it. */
  tell(): void;
}

/** Close codes that an application may use. */
export function checkCode(value: unknown): number {
  const code = +(value as any) | 0;
  if (code >= 1000 && code < 5000 && code !== 1004 && code !== 1005 && code !== 1006 && code !== 1015) return code;
  throw new DOMException(`Invalid WebSocket close code: ${code}.`, 'InvalidAccessError');
}

const LONGEST_REASON = 123;

/** What fits into a close frame. */
export function checkReason(given: string): string {
  const reason = StringPrototypeToWellFormed(given);
  if (reason.length * 3 <= LONGEST_REASON || TypedArrayByteLength(encodeUtf8(reason)) <= LONGEST_REASON) return reason;
  throw new DOMException('WebSocket close reason must not be longer than 123 bytes when UTF-8 encoded.', 'SyntaxError');
}

function lengthOf(message: Message): number {
  return typeof message === 'string' || !('code' in message) ? message.length : 0;
}

export class SocketState {
  context: RequestContext | null;
  link: Link | null = null;
  sink: Sink | null = null;
  accepted = false;
  /** Returned to a client: no longer the Worker's. */
  given = false;
  connecting = false;
  url: string | null = null;
  protocol: string | null = null;
  /** The Durable Object that has it may sleep: what arrives is an event of the object. */
  sleeper: Sleeper | null = null;
  /** The Worker answers a close itself, and may go on sending before it does. */
  #halfOpen = false;
  #closeSent = false;
  #closeReceived = false;
  #delivering = false;
  #holding: RequestContext | null = null;
  readonly #inbox = new Queue<Message>();
  /** About as many bytes as wait while the socket is not accepted. */
  #held = 0;

  constructor(context: RequestContext | null) {
    this.context = context;
  }

  get readyState(): number {
    if (this.connecting) return 0;
    if (this.#closeSent && this.#closeReceived) return 3;
    return this.#closeSent || this.#closeReceived ? 2 : 1;
  }

  accept(context: RequestContext, halfOpen = false): void {
    if (this.sleeper !== null) throw new TypeError("Can't accept() WebSocket after enabling hibernation.");
    if (this.given) throw new TypeError("Can't accept() WebSocket that was already used in a response.");
    if (this.url !== null)
      throw new TypeError("Websockets obtained from the 'new WebSocket()' constructor cannot call accept");
    if (this.accepted) return;
    this.accepted = true;
    this.#halfOpen = halfOpen;
    this.context = context;
    if (this.link instanceof NodeLink) this.#hold(context);
    this.deliverSoon();
  }

  /** A socket that the node holds keeps its context alive, and can wake it. */
  #hold(context: RequestContext): void {
    if (this.#holding !== null || this.readyState === 3) return;
    this.#holding = context;
    context.waits++;
    context.expect((this.link as NodeLink).id);
    context.attach({ finished: () => this.#lost(), aborted: () => this.#aborted(context) });
  }
  #release(): void {
    const context = this.#holding;
    if (context === null) return;
    this.#holding = null;
    context.waits--;
    context.met();
    finishIfComplete(context);
  }
  #lost(): void {
    this.#closeSent = true;
    this.#closeReceived = true;
    this.#holding = null;
  }
  /** A Durable Object goes on without its client, and keeps the sockets that are not that client's. */
  #aborted(context: RequestContext): void {
    if (context.actor === null) return this.#lost();
    if ((this.link as NodeLink).id !== context.id) return;
    this.#closeSent = true;
    this.#closeReceived = true;
    this.#release();
  }

  send(message: unknown): void {
    if (this.connecting || !this.accepted) {
      throw new TypeError(
        'You must call one of accept() or state.acceptWebSocket() on this WebSocket before sending messages.',
      );
    }
    if (this.#closeSent) throw new TypeError("Can't call WebSocket send() after close().");
    if (typeof message === 'object' && message !== null) {
      const blobs = loadedPart('form');
      if (isBufferSource(message)) return this.#sendBytes(copyOf(bytesOf(message)));
      if (blobs?.isBlob(message)) return this.#sendBytes(blobs.blobBytes(message));
    }
    const text = StringPrototypeToWellFormed(`${message as any}`);
    if (text.length > LARGEST_MESSAGE) tooLarge();
    this.link?.text(text);
  }
  #sendBytes(bytes: Bytes): void {
    if (bytes.length > LARGEST_MESSAGE) tooLarge();
    this.link?.binary(bytes);
  }

  close(code: number, reason: string): void {
    if (!this.accepted && this.url === null) {
      throw new TypeError(
        'You must call one of accept() or state.acceptWebSocket() on this WebSocket before sending messages.',
      );
    }
    if (this.#closeSent) return;
    this.#closeSent = true;
    this.link?.close(code, reason);
    if (this.#closeReceived) this.#release();
  }

  /** From the other end. Kept until the Worker has accepted this one. */
  receive(message: Message): void {
    if (this.#closeReceived) return;
    this.#inbox.push(message);
    if (this.accepted) return this.deliverSoon();
    this.#held += COST_OF_ONE + lengthOf(message);
    if (this.#held > MOST_HELD) this.#giveUp();
  }

  broken(): void {
    if (this.#closeSent) return;
    this.#closeSent = true;
    if (this.#closeReceived) this.#release();
  }

  /** Nobody will read all this: the other end hears why, and what waits is dropped. */
  #giveUp(): void {
    this.#inbox.clear();
    this.#closeReceived = true;
    if (this.#closeSent) return;
    this.#closeSent = true;
    this.link?.close(1009, 'Too much arrived before the WebSocket was accepted.');
  }

  deliverSoon(): void {
    if (this.#delivering || this.#inbox.size === 0) return;
    this.#delivering = true;
    then(resolved(undefined), () => {
      this.#delivering = false;
      while (this.#inbox.size > 0 && !this.#closeReceived) this.#deliver(this.#inbox.shift());
    });
  }

  #deliver(message: Message): void {
    const sink = this.sink!;
    if (typeof message === 'string') return sink.text(message);
    if (!('code' in message)) return sink.binary(message);
    this.#closeReceived = true;
    const lost = message.code === 1006 && message.reason === '';
    if (!this.#halfOpen && !this.#closeSent) {
      // Answered before the Worker hears of it, which therefore sees a socket that is closed.
      this.#closeSent = true;
      this.link?.close(message.code === 1006 ? 1005 : message.code, message.reason);
    }
    sink.close(message.code, lost ? LOST : message.reason, message.clean);
    if (this.#closeSent) this.#release();
  }

  /** Its events are the object's from now on, not those of listeners. */
  sleep(sleeper: Sleeper): void {
    this.accepted = true;
    this.sleeper = sleeper;
  }
  /** As `sleep`, for a socket that was there before its object woke. */
  wake(sleeper: Sleeper): void {
    this.sleep(sleeper);
    this.link = sleeper;
  }
  /** Whether the other end can still go to a client. */
  get coupled(): boolean {
    return !(this.link instanceof PeerLink) || this.link.peer.accepted || this.link.peer.given;
  }
  /** The sleeper at the other end, if there is one. */
  get sleepingPeer(): Sleeper | null {
    return this.link instanceof PeerLink ? this.link.peer.sleeper : null;
  }
  /** The client closed, or is gone. */
  closedAsleep(): void {
    this.#closeReceived = true;
  }
  /** Closes this end too, if the object did not do it. */
  answerAsleep(code: number, reason: string): void {
    if (this.#closeSent) return;
    this.#closeSent = true;
    this.link?.close(code === 1006 ? 1005 : code, reason);
  }
  /** The client's end goes to the node, which joins it to the sleeper. */
  giveToSleeper(sleeper: Sleeper): void {
    this.given = true;
    if (this.link instanceof PeerLink) this.link.peer.link = sleeper;
    while (this.#inbox.size > 0) pass(sleeper, this.#inbox.shift());
  }

  /** This end is the client's: what it received goes to the node, and its other end talks to the node from now on. */
  giveToNode(context: RequestContext): void {
    this.given = true;
    const forwarding = new NodeLink(context.id, context, null);
    const link = this.link;
    if (link instanceof PeerLink) {
      forwarding.target = link.peer;
      link.peer.link = forwarding;
      if (link.peer.accepted) link.peer.#hold(context);
    } else if (link instanceof NodeLink) {
      forwarding.relayTo(link);
      link.relayTo(forwarding);
      this.#hold(context);
      forwarding.onBothClosed = () => this.#release();
    }
    while (this.#inbox.size > 0) pass(forwarding, this.#inbox.shift());
  }

  /** The number of the node's socket behind it, if nobody has used it and its other end is still there; else 0. */
  get untouchedLink(): number {
    return this.link instanceof NodeLink && !this.accepted && !this.link.isClosing ? this.link.id : 0;
  }
  /** What has come until now the node has too. */
  handOver(): void {
    this.given = true;
    if (this.link instanceof NodeLink) this.link.forget();
    this.#inbox.clear();
  }

  /** The upgrade that this socket waited for was answered with `other`. */
  become(other: SocketState): void {
    this.connecting = false;
    this.accepted = true;
    this.link = other.link;
    if (this.link instanceof NodeLink) this.link.target = this;
    if (this.context !== null) this.#hold(this.context);
    this.sink!.open();
    while (other.#inbox.size > 0) this.#inbox.push(other.#inbox.shift());
    this.deliverSoon();
  }
  failed(error: unknown): void {
    this.connecting = false;
    this.#lost();
    this.sink!.error(error);
    this.sink!.close(1006, 'Failed to establish websocket connection', false);
  }
}

function pass(link: Link, message: Message): void {
  if (typeof message === 'string') link.text(message);
  else if ('code' in message) link.close(message.code, message.reason);
  else link.binary(message);
}

function tooLarge(): never {
  throw new TypeError(`WebSocket messages of more than ${LARGEST_MESSAGE} bytes cannot be sent.`);
}

/** The other end is in this Worker too. */
export class PeerLink implements Link {
  readonly peer: SocketState;
  constructor(peer: SocketState) {
    this.peer = peer;
  }
  text(data: string): void {
    this.peer.receive(data);
  }
  binary(bytes: Bytes): void {
    this.peer.receive(bytes);
  }
  close(code: number, reason: string): void {
    this.peer.receive({ code, reason, clean: true });
  }
}

/** Who hears what comes over a link. */
interface Receiver {
  receive(message: Message): void;
  /** The connection broke after the other end had closed: nobody hears this end's answer. */
  broken?(): void;
}

const links = new SafeMap<number, NodeLink>();

/** The other end is with the node, under the id of a request (its client) or of a fetch (its server). */
export class NodeLink implements Link {
  readonly id: number;
  readonly context: RequestContext;
  /** The end that hears what the node sends; null while it only relays. */
  target: Receiver | null;
  onBothClosed: (() => void) | null = null;
  #relay: NodeLink | null = null;
  #sentClose = false;
  #gotClose = false;

  constructor(id: number, context: RequestContext, target: Receiver | null) {
    this.id = id;
    this.context = context;
    this.target = target;
    links.set(id, this);
    context.attach({ finished: () => links.delete(id) });
  }

  relayTo(other: NodeLink): void {
    this.#relay = other;
    this.target = null;
  }

  get isClosing(): boolean {
    return this.#gotClose || this.#sentClose;
  }
  forget(): void {
    links.delete(this.id);
  }

  text(data: string): void {
    record(OUT_WS_TEXT, this.id, data.length, 0, 0, 0, 0, 0);
    put(data);
  }
  binary(bytes: Bytes): void {
    const length = TypedArrayByteLength(bytes);
    const slot = length > INLINE_BYTES && length <= SLOT_BYTES ? takeSlot() : -1;
    if (slot >= 0) {
      const offset = slotAt(slot);
      copyToArena(bytes, 0, length, offset);
      record(OUT_WS_BINARY, this.id, 0, offset, length, 0, 0, 0);
    } else {
      record(OUT_WS_BINARY, this.id, length, 0, 0, 0, 0, 0);
      put(latin1Of(bytes));
    }
  }
  close(code: number, reason: string): void {
    if (this.#sentClose) return;
    this.#sentClose = true;
    record(OUT_WS_CLOSE, this.id, code, reason.length, 0, 0, 0, 0);
    put(reason);
    this.#settle();
  }

  #arrived(message: Message): void {
    if (this.target !== null) this.target.receive(message);
    else if (this.#relay !== null) pass(this.#relay, message);
  }
  #broken(): void {
    if (this.#sentClose) return;
    this.#sentClose = true;
    this.target?.broken?.();
    this.#settle();
  }
  #settle(): void {
    if (!this.#sentClose || !this.#gotClose) return;
    links.delete(this.id);
    this.onBothClosed?.();
  }

  message(text: string): void {
    this.#arrived(text);
  }
  binaryFromNode(bytes: Bytes): void {
    this.#arrived(bytes);
  }
  closedByNode(code: number, reason: string, clean: boolean): void {
    if (this.#gotClose) return clean ? undefined : this.#broken();
    this.#gotClose = true;
    this.#arrived({ code, reason, clean });
    this.#settle();
  }
}

/** A socket that is no Worker's: the platform talks over it. */
export function openLink(id: number, context: RequestContext, receive: (message: Message) => void): NodeLink {
  return new NodeLink(id, context, { receive });
}

/** What the turn needs of a socket of the node. */
export function socketById(id: number):
  | {
      context: RequestContext;
      message(text: string): void;
      binary(bytes: Bytes): void;
      closedByNode(code: number, reason: string, clean: boolean): void;
    }
  | undefined {
  const link = links.get(id);
  if (link === undefined) return undefined;
  return {
    context: link.context,
    message: (text) => link.message(text),
    binary: (bytes) => link.binaryFromNode(bytes),
    closedByNode: (code, reason, clean) => link.closedByNode(code, reason, clean),
  };
}
