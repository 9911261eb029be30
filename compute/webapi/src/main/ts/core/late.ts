// What V8 puts on the global scope only once the snapshot is restored: taken before any code of a Worker runs.
import { ObjectCreate } from './primordials';

export const late: { Float16Array?: any; SuppressedError?: any } = ObjectCreate(null);

export function takeLate(): void {
  const { Float16Array, SuppressedError } = globalThis as any;
  late.Float16Array = Float16Array;
  late.SuppressedError = SuppressedError;
}
