// Played isolates whose bindings lead to one another, with calls and links carried between them as the node does.
import type { Call, Engine } from './harness';

export interface Route {
  engine: Engine;
  entry?: number;
  actor?: number;
  props?: object;
}

const WEB_SOCKET = 1 << 17;
const ACTOR = 1 << 20;
const RPC = 1 << 21;
const TUNNEL = 1 << 22;
const PROPS = 1 << 23;
const ERROR = 16;

/** What crossed, for tests that count. */
export interface Traffic {
  calls: number;
  linked: number;
  frames: string[];
}

/** Lets the bindings of an isolate (by their place, from 1) lead to others. */
export function join(from: Engine, routes: Record<number, Route>): Traffic {
  const traffic: Traffic = { calls: 0, linked: 0, frames: [] };
  const open = new Map<number, Set<() => void>>();
  from.onOver = (context) => {
    for (const close of open.get(context) ?? []) close();
    open.delete(context);
  };
  from.onCall = (call) => {
    traffic.calls++;
    if ((call.flags & WEB_SOCKET) !== 0) traffic.linked++;
    const own: Route = { engine: from, entry: -1 - call.target };
    carry(from, call, call.target < 0 ? own : routes[call.target]!, traffic, open);
  };
  return traffic;
}

function carry(from: Engine, call: Call, route: Route, traffic: Traffic, open: Map<number, Set<() => void>>): void {
  const to = route.engine;
  const line = route.props === undefined ? '' : `:props: ${JSON.stringify(route.props)}\r\n`;
  const props = (call.flags & PROPS) !== 0 ? call.lead : Buffer.from(line).toString('latin1');
  let flags = RPC | TUNNEL | (call.flags & WEB_SOCKET);
  if (props !== '') flags |= PROPS;
  if (route.actor !== undefined) flags |= ACTOR;
  const { id, answer } = to.call(flags, props, call.body, route.actor ?? route.entry ?? 0);
  to.onUpgrade.set(id, () => {
    to.onUpgrade.delete(id);
    wire(from, call.id, to, id, traffic);
    wire(to, id, from, call.id, traffic);
    const lost = () => to.send([14, id, 1006, 0, 0]);
    if (!open.has(call.context)) open.set(call.context, new Set());
    open.get(call.context)!.add(lost);
    from.reply(call.id, WEB_SOCKET, Buffer.alloc(0));
  });
  answer.then((got) => {
    if (got.webSocket) return from.send([14, call.id, 1006, 0, 0]);
    if (got.failed === 0) return from.reply(call.id, 0, Buffer.from(got.bytes));
    const text = Buffer.from(JSON.stringify(got.told ?? { message: 'failed' })).toString('latin1');
    from.send([8, call.id, ERROR, text.length], text);
  });
}

/** What one end says, the other hears. */
function wire(from: Engine, id: number, to: Engine, other: number, traffic: Traffic): void {
  from.sockets.set(id, (kind, text, code) => {
    if (kind === 14) {
      from.sockets.delete(id);
      return to.send([14, other, code, 0, 1]);
    }
    traffic.frames.push(text);
    const bytes = kind === 12 ? Buffer.from(text, 'utf8').toString('latin1') : text;
    to.send([kind, other, bytes.length, kind === 12 && bytes !== text ? 1 : 0], bytes);
  });
}
