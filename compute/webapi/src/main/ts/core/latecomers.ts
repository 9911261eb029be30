// What V8 puts on the global scope only once the snapshot is restored: taken before any code of a Worker runs.
import { ObjectCreate } from './primordials';

export const latecomers: { Float16Array?: any; SuppressedError?: any } = ObjectCreate(null);

export function takeLatecomers(): void {
  const { Float16Array, SuppressedError } = globalThis as any;
  latecomers.Float16Array = Float16Array;
  latecomers.SuppressedError = SuppressedError;
}
