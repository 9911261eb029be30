// The Cache API over a cache that is always cold: nothing is found, what is put is dropped. That is within the API's promise (a cache
// may evict at any time), so Workers run unchanged until the node has a cache.
import { contentOf, readBytes } from '../../core/body';
import { badArgument } from '../../core/errors';
import { defineInterface } from '../../core/interface';
import { derive, ObjectDefineProperty, rejected, resolved } from '../../core/primordials';
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
  add(): never {
    return unimplemented('add', 'Cache');
  }
  addAll(): never {
    return unimplemented('addAll', 'Cache');
  }
  matchAll(): never {
    return unimplemented('matchAll', 'Cache');
  }
  keys(): never {
    return unimplemented('keys', 'Cache');
  }
}
defineInterface(Cache, 'Cache');

/** Methods of the standard that the platform has by name only. */
function unimplemented(method: string, owner: string): never {
  throw new Error(`Failed to execute '${method}' on '${owner}': the method is not implemented.`);
}

export class CacheStorage {
  open(name: unknown): Promise<Cache> {
    if (arguments.length === 0) throw badArgument('open', 'CacheStorage', 1, 'string');
    return `${name as any}`.length > 0 ? resolved(new Cache()) : rejected(new TypeError('Cache name cannot be empty.'));
  }
  delete(): never {
    return unimplemented('delete', 'CacheStorage');
  }
  match(): never {
    return unimplemented('match', 'CacheStorage');
  }
  has(): never {
    return unimplemented('has', 'CacheStorage');
  }
  keys(): never {
    return unimplemented('keys', 'CacheStorage');
  }
}
defineInterface(CacheStorage, 'CacheStorage');
export const caches = new CacheStorage();
ObjectDefineProperty(caches, 'default', {
  __proto__: null,
  value: new Cache(),
  enumerable: true,
  configurable: true,
} as any);
