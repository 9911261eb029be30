// Events that are not requests: cron triggers.
import { failWith, finishIfComplete, type RequestContext } from '../core/context';
import { ExecutionContext } from '../core/execution';
import { entrypoint } from '../core/handlers';
import { INTERNAL } from '../core/headers';
import { defineInterface } from '../core/interface';
import { JSONParse, resolved, then } from '../core/primordials';
import { state } from '../core/state';

const SCHEDULED = 1;

export class ScheduledController {
  #cron: string;
  #scheduledTime: number;
  constructor(token: unknown, cron: string, scheduledTime: number) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#cron = cron;
    this.#scheduledTime = scheduledTime;
  }
  get cron(): string {
    return this.#cron;
  }
  get scheduledTime(): number {
    return this.#scheduledTime;
  }
  get type(): string {
    return 'scheduled';
  }
  /** Failed events are not run again in any case. */
  noRetry(): void {}
}
defineInterface(ScheduledController, 'ScheduledController');

export function startEvent(context: RequestContext, type: number, json: string): void {
  if (type !== SCHEDULED) return failWith(context, new Error(`The platform sent an event of unknown type ${type}.`));
  const { cron, scheduledTime } = JSONParse(json);
  const controller = new ScheduledController(INTERNAL, cron, scheduledTime);
  const done = () => {
    if (context.finished || context.responded) return;
    context.responded = true;
    finishIfComplete(context);
  };
  try {
    const result = entrypoint(0).scheduled(controller, state.env, new ExecutionContext(INTERNAL, context));
    then(resolved(result), done, (error) => failWith(context, error));
  } catch (error) {
    failWith(context, error);
  }
}
