// A call that came: it runs on what the Worker exports, and its result goes back whole, or over a link if anything in it lives.
import type { Content } from '../../core/content';
import { failWith, noteCpuField, type RequestContext } from '../../core/context';
import { answer } from '../../core/dispatch';
import { ExecutionContext } from '../../core/execution';
import { entrypoint } from '../../core/handlers';
import { INTERNAL } from '../../core/headers';
import { part } from '../../core/lazy';
import { record } from '../../core/outbox';
import { Response, ResponseState } from '../../core/response';
import { state } from '../../core/state';
import { FLAG_WEBSOCKET, OUT_RESPONSE } from '../../core/wire';
import { contentOfMessages, withMessages } from './body';
import { type Root, refusePlainActor } from './follow';
import { openLink } from './link';
import { Session } from './session';

/** What calls of this context begin from. */
function rootOf(context: RequestContext, entry: number): Root {
  if (context.actor !== null) {
    const { object } = context.actor as any;
    if (part('modules').classKind(object.constructor) !== 'durableObject') refusePlainActor();
    return { value: object, kind: 'class' };
  }
  const ctx = new ExecutionContext(INTERNAL, context);
  return entrypoint(entry).root(state.env, ctx);
}

/**
 * With a link from the beginning come calls whose arguments hold references, and those that others go on from.
 */
export function serve(context: RequestContext, entry: number, content: Content): void {
  const session = new Session(context, context.id, () => rootOf(context, entry));
  withMessages(
    content,
    (messages) => {
      if ((context.call & FLAG_WEBSOCKET) !== 0) accept(session);
      else session.onSaid = () => settle(session);
      while (messages.size > 0) session.receive(messages.shift());
    },
    (error) => failWith(context, error),
  );
}

/** The result of a call that asked for no link: it goes back whole, unless something in it lives. */
function settle(session: Session): void {
  session.onSaid = null;
  if (session.needsLink) return accept(session);
  const content = contentOfMessages(session.takeOutbox());
  answer(session.context, new Response(INTERNAL, new ResponseState(), content));
  session.end();
}

/** Tells the caller that there is a link, and says what was said so far. */
function accept(session: Session): void {
  const { context } = session;
  context.responded = true;
  const at = record(OUT_RESPONSE, context.id, FLAG_WEBSOCKET, 101, 0, 0, 0, context.cpu);
  if (state.current === context) noteCpuField(at + 7);
  openLink(session, true);
}
