// The Cache API over a cache that is always cold: nothing is found, what is put is dropped. That is within the API's promise (a cache
// may evict at any time), so Workers run unchanged until the node has a cache.
import { contentOf, readBytes } from '../../core/body';
import { defineInterface } from '../../core/interface';
import { derive, rejected, resolved } from '../../core/primordials';
import { Request } from '../../core/request';
import { isResponse } from '../../core/response';

function methodOf(request: unknown): string {
  return (request instanceof Request ? request : new Request(request as any)).method;
}

/** Why the platform refuses to store this response, or '' if it does not. */
function refusal(request: unknown, response: any): string {
  if (methodOf(request) !== 'GET') return 'Cannot cache response to non-GET request.';
  if (response.status === 206) return 'Cannot cache response to a range request (206 Partial Content).';
  if (/(?:^|,)\s*\*\s*(?:,|$)/.test(response.headers.get('vary') ?? ''))
    return "Cannot cache response with 'Vary: *' header.";
  return '';
}

export class Cache {
  match(request: unknown): Promise<undefined> {
    try {
      methodOf(request);
      return resolved(undefined);
    } catch (error) {
      return rejected(error);
    }
  }
  put(request: unknown, response: unknown): Promise<void> {
    try {
      if (!isResponse(response))
        throw new TypeError("Failed to execute 'put' on 'Cache': parameter 2 is not of type 'Response'.");
      const why = refusal(request, response);
      if (why !== '') throw new TypeError(why);
      const read = readBytes(contentOf(response as any));
      return derive(read, () => undefined);
    } catch (error) {
      return rejected(error);
    }
  }
  delete(request: unknown): Promise<boolean> {
    try {
      methodOf(request);
      return resolved(false);
    } catch (error) {
      return rejected(error);
    }
  }
}
defineInterface(Cache, 'Cache');

const only = new Cache();

export class CacheStorage {
  get default(): Cache {
    return only;
  }
  open(name: unknown): Promise<Cache> {
    return `${name as any}`.length > 0 ? resolved(new Cache()) : rejected(new TypeError('Cache name cannot be empty.'));
  }
}
defineInterface(CacheStorage, 'CacheStorage');
export const caches = new CacheStorage();
