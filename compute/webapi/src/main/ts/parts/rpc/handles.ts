// Which values are something to call by reference.
import { loadedPart } from '../../core/lazy';
import type { Handle } from './handle';
import { stubHandle } from './reference';
import { serviceHandle } from './service';

/** The handle behind a stub or a binding; null for everything else. */
export function handleOf(value: unknown): Handle | null {
  const handle = stubHandle(value);
  if (handle !== null) return handle;
  return loadedPart('fetch')?.isFetcher(value) === true ? serviceHandle(value as object) : null;
}
