// Calls by a binding. Each begins a conversation of its own; what is called of its result in the same breath goes along with it.
import type { RequestContext } from '../../core/context';
import { arrivedContent } from '../../core/dispatch';
import { currentContext, type NodeOperation, nextId, operations, type Reply } from '../../core/operations';
import { put, record } from '../../core/outbox';
import { Outgoing } from '../../core/outgoing';
import {
  ArrayPrototypeJoin,
  JSONParse,
  resolved,
  StringPrototypeIndexOf,
  StringPrototypeSubstring,
  TypedArrayByteLength,
  then,
} from '../../core/primordials';
import { Queue } from '../../core/queue';
import { inlineText, pump, wireKind } from '../../core/send';
import { state } from '../../core/state';
import {
  BODY_STREAM,
  FLAG_PROPS,
  FLAG_RPC,
  FLAG_WEBSOCKET,
  OUT_CANCEL,
  OUT_FETCH,
  REFUSED_ERROR,
} from '../../core/wire';
import type { Channel, WaitingCall } from '../fetch/channel';
import { contentOfMessages, withMessages } from './body';
import type { Packed } from './format';
import type { Pending } from './handle';
import { openLink } from './link';
import { failed } from './local';
import { Session } from './session';

const POST = 3;
const TOO_MANY =
  'Too many subrequests by single Worker invocation. To configure this limit, refer to https://developers.cloudflare.com/workers/wrangler/configuration/#limits';

/** Calls that wait for the end of what runs now. */
const unsent = new Queue<CallOperation>();

/** Sends what waits: something else must not overtake it. */
export function flush(): void {
  while (unsent.size > 0) unsent.shift().send();
}

class CallOperation implements NodeOperation, WaitingCall {
  readonly id = nextId();
  readonly context: RequestContext;
  readonly session: Session;
  readonly #channel: Channel;
  /** What is called, for tails. */
  readonly #name: string;
  #out: Outgoing | null = null;
  #over = false;

  constructor(context: RequestContext, channel: Channel, name: string) {
    this.context = context;
    this.#channel = channel;
    this.#name = name;
    this.session = new Session(context, this.id, null, channel);
  }

  start(): void {
    this.context.add(this);
    unsent.push(this);
    then(resolved(undefined), flush);
  }

  send(): void {
    if (this.#over || this.#channel.waits(this)) return;
    const { session } = this;
    const linked = session.needsLink;
    const content = contentOfMessages(session.takeOutbox());
    if (linked) session.gather();
    operations.set(this.id, this);
    const kind = wireKind(content);
    const streams = kind === BODY_STREAM;
    let flags = POST | (kind << 8) | FLAG_RPC | (linked ? FLAG_WEBSOCKET : 0);
    if (this.#channel.givesProps) flags |= FLAG_PROPS;
    const name = this.#name;
    const { lead, target } = this.#channel;
    const body = streams ? `${TypedArrayByteLength(content.data)}` : inlineText(content);
    record(OUT_FETCH, this.id, this.context.id, flags, name.length, lead.length, body.length, target);
    put(name);
    put(lead);
    put(body);
    if (!streams) return;
    this.#out = new Outgoing(this.id, this.context, null);
    pump(content, this.#out, () => {});
  }

  proceed(): void {
    this.send();
  }
  refuse(error: unknown): void {
    if (this.#over) return;
    this.#leave();
    this.session.end(error);
  }

  #leave(): void {
    this.#over = true;
    operations.delete(this.id);
    this.context.remove(this);
  }
  value(): void {}
  reply(reply: Reply): void {
    if ((reply.flags & FLAG_WEBSOCKET) !== 0) {
      openLink(this.session, false);
      return this.#leave();
    }
    const content = arrivedContent((reply.flags >> 8) & 15, reply.body, this.id, this.context);
    withMessages(
      content,
      (messages) => this.#whole(messages),
      (error) => this.session.end(error),
    );
    this.#leave();
  }
  #whole(messages: Queue<Packed>): void {
    while (messages.size > 0) this.session.receive(messages.shift());
    this.session.end();
  }
  refused(code: number, message: string): void {
    this.#leave();
    this.#out?.drop();
    if (code === REFUSED_ERROR) this.session.refuse(message);
    else this.session.end(new Error(message));
  }
  drop(): void {
    this.#over = true;
    operations.delete(this.id);
    record(OUT_CANCEL, this.id, 0, 0, 0, 0, 0, 0);
    this.#out?.drop();
    this.session.end();
  }
}

const LONGEST_NAME = 1024;

/** A path as one name: `"a","b"` is `a.b`. */
function nameOf(path: string): string {
  const last = path.length - 1;
  let name = StringPrototypeSubstring(path, 1, last);
  const plain = StringPrototypeIndexOf(path, '"', 1) === last && StringPrototypeIndexOf(path, '\\') < 0;
  if (!plain) name = ArrayPrototypeJoin(JSONParse(`[${path}]`), '.');
  return name.length <= LONGEST_NAME ? name : StringPrototypeSubstring(name, 0, LONGEST_NAME);
}

/** Calls what a binding leads to. */
export function callBinding(channel: Channel, path: string, args: unknown[] | null): Pending {
  let operation: CallOperation;
  try {
    const context = currentContext();
    channel.check();
    if (++context.subrequests > state.config.limits.subrequests) throw new Error(TOO_MANY);
    operation = new CallOperation(context, channel, nameOf(path));
  } catch (error) {
    return failed(error);
  }
  const pending = operation.session.ask('r', 0, path, args);
  if (operation.session.asked) operation.start();
  return pending;
}
