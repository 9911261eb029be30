// The alarm of a Durable Object. It is gone for good once its handler succeeded; if not, the node sends it again.
import { failWith, handled, type RequestContext } from '../../core/context';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { JSONParse, resolved, then } from '../../core/primordials';
import type { DurableActor } from './actor';

class AlarmInvocationInfo {
  scheduledTime: number;
  retryCount: number;
  isRetry: boolean;
  constructor(token: unknown, scheduledTime: number, retryCount: number, isRetry: boolean) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.scheduledTime = scheduledTime;
    this.retryCount = retryCount;
    this.isRetry = isRetry;
  }
}
defineInterface(AlarmInvocationInfo, 'AlarmInvocationInfo');

export function alarm(context: RequestContext, json: string): void {
  const actor = context.actor as DurableActor;
  const { scheduledTime, retryCount, isRetry } = JSONParse(json);
  const handler = actor.handler('alarm');
  const done = (succeeded: boolean) => {
    if (actor.broken === undefined) actor.store.endAlarm(succeeded);
  };
  const fail = (error: unknown) => {
    done(false);
    failWith(context, error);
  };
  try {
    actor.store.beginAlarm();
    const info = new AlarmInvocationInfo(INTERNAL, scheduledTime, retryCount, isRetry);
    const result = handler === undefined ? undefined : actor.call(handler, [info]);
    then(
      resolved(result),
      () => {
        done(true);
        handled(context);
      },
      fail,
    );
  } catch (error) {
    fail(error);
  }
}
