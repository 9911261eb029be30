// What is to happen next, apart from the record that runs: a step of its own, so that its microtasks, its CPU and its operations
// are not mixed with those of anybody else. Runs before the next record does.
import type { RequestContext } from './context';
import { Queue } from './queue';

/** Enters a context; no if it must not run any more. */
export type Enter = (context: RequestContext) => boolean;

const steps = new Queue<(enter: Enter) => void>();

export function later(step: (enter: Enter) => void): void {
  steps.push(step);
}
export function hasSteps(): boolean {
  return steps.size > 0;
}
export function nextStep(): (enter: Enter) => void {
  return steps.shift();
}
