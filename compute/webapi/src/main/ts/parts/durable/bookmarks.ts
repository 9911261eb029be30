// What storage asks the node: whether all is durable by now, and for names of moments to which an object can return.
import type { RequestContext } from '../../core/context';
import { currentContext, type NodeOperation, nextId, operations } from '../../core/operations';
import { put, record } from '../../core/outbox';
import { type Deferred, deferred, derive, JSONStringify } from '../../core/primordials';
import { errorOf } from '../../core/tunnel';
import { OUT_BOOKMARK, OUT_CANCEL, OUT_SYNC, REFUSED_ERROR } from '../../core/wire';

/** A question that the node answers with a text. */
class Question implements NodeOperation {
  readonly id = nextId();
  readonly context: RequestContext;
  readonly answer: Deferred<string> = deferred();

  constructor(context: RequestContext) {
    this.context = context;
    operations.set(this.id, this);
    context.add(this);
  }
  #end(): void {
    operations.delete(this.id);
    this.context.remove(this);
  }
  value(text: string): void {
    this.#end();
    this.answer.resolve(text);
  }
  reply(): void {}
  refused(code: number, message: string): void {
    this.#end();
    this.answer.reject(code === REFUSED_ERROR ? errorOf(message) : new Error(message));
  }
  drop(): void {
    operations.delete(this.id);
    record(OUT_CANCEL, this.id, 0, 0, 0, 0, 0, 0);
  }
}

export function whenDurable(): Promise<void> {
  const question = new Question(currentContext());
  record(OUT_SYNC, question.id, question.context.id, 0, 0, 0, 0, 0);
  return derive(question.answer.promise, () => {});
}

export function askBookmark(wanted: object): Promise<string> {
  const json = JSONStringify(wanted);
  const question = new Question(currentContext());
  record(OUT_BOOKMARK, question.id, question.context.id, json.length, 0, 0, 0, 0);
  put(json);
  return question.answer.promise;
}
