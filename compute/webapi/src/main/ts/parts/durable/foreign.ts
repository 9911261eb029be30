// Several objects of a class share an isolate, and may hand each other what is theirs. Using it is refused: what an object writes
// must be part of its own events, or its gates would mean nothing.
import type { ContextActor } from '../../core/context';
import { state } from '../../core/state';

/** Throws unless the code that runs belongs to this object. */
export function checkOwner(actor: ContextActor, type: string): void {
  const { current } = state;
  if (current === null || current.actor !== actor) throw foreign(type);
}

function foreign(type: string): Error {
  const inObject = state.current !== null && state.current.actor !== null;
  const whom = inObject ? 'Durable Object' : 'request';
  const where = inObject ? 'Durable Object' : 'request handler';
  const whose = inObject ? 'Durable Object in the same isolate' : "request's handler";
  return new Error(
    `Cannot perform I/O on behalf of a different ${whom}. I/O objects (such as streams, request/response bodies, and others) created in the context of one ${where} cannot be accessed from a different ${whose}. This is a limitation of Cloudflare Workers which allows us to improve overall performance. (I/O type: ${type})`,
  );
}
