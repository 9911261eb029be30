// Bindings as something that can be held, called and passed on.
import { DOMException } from '../../core/errors';
import { part } from '../../core/lazy';
import { TO_FACET } from '../../core/wire';
import { callBinding } from './call';
import type { Handle, Pending } from './handle';
import { attempt, ResultHandle } from './local';

/** A service binding or the stub of a Durable Object. It belongs to the Worker, so nobody has to let go of it. */
class ServiceHandle implements Handle {
  readonly #service: any;
  constructor(service: object) {
    this.#service = service;
  }
  call(path: string, args: unknown[] | null): Pending {
    const { channelOf, fetchBy } = part('fetch');
    if (path !== '"fetch"' || args === null) return callBinding(channelOf(this.#service), path, args);
    const promise = attempt(() => fetchBy(this.#service, args[0], args[1]));
    return { promise, result: new ResultHandle(promise) };
  }
  run(path: string, args: unknown[] | null): Promise<unknown> {
    return this.call(path, args).promise;
  }
  dup(): Handle {
    return this;
  }
  release(): void {
    // See above.
  }
}

const OF_FACET = 'Stubs pointing to Durable Object facets are not serializable.';

/** The handle of a binding to pass on: only the object around a facet may call it. */
export function sharedHandle(service: object): Handle {
  const { channelOf } = part('fetch');
  if (channelOf(service).target === TO_FACET) throw new DOMException(OF_FACET, 'DataCloneError');
  return serviceHandle(service);
}

/** The handle of a binding, or of one that another Worker passed on. */
export function serviceHandle(service: object): Handle {
  return part('fetch').remoteOf(service)?.dup() ?? new ServiceHandle(service);
}
