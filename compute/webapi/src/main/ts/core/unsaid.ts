// What is gathered over a turn and told to the host once, before the turn's records leave.
import { Queue } from './queue';

const waiting = new Queue<() => void>();

/** Runs at the end of the turn, before anything of it is said. */
export function beforeSaying(tell: () => void): void {
  waiting.push(tell);
}

export function tellUnsaid(): void {
  while (waiting.size > 0) waiting.shift()();
}
