// The platform's own objects in structuredClone: the few that can be copied, and words for the rest.
import { type Body, contentOf } from '../../core/body';
import { NONE } from '../../core/content';
import { DOMException, isDOMException } from '../../core/errors';
import { isHeaders, listOf, newHeaders } from '../../core/headers';
import { platformPrototypes } from '../../core/interface';
import { loadedPart } from '../../core/lazy';
import { ObjectDefineProperty, ReflectGetPrototypeOf, SafeSet } from '../../core/primordials';
import { isRequest, Request } from '../../core/request';
import { isResponse, Response, responseState } from '../../core/response';
import { hasFlag } from '../../core/state';

export function refuse(what: string): never {
  throw new DOMException(what, 'DataCloneError');
}

/** A copy of one of the platform's own objects, of which few can be copied; null if it is none. */
export function copyOfPlatformObject(value: any): object | null {
  if (isHeaders(value)) return newHeaders(listOf(value).copy(), false);
  const forms = loadedPart('form');
  if (forms?.isBlob(value) && !forms.isFile(value)) return forms.copyBlob(value);
  if (isRequest(value)) return new Request(withoutBody(value));
  if (isResponse(value)) return copyOfResponse(withoutBody(value));
  if (isDOMException(value)) {
    const copy = new DOMException(value.message, value.name);
    const stack = `${(value as any).stack}`;
    ObjectDefineProperty(copy, 'stack', { __proto__: null, value: stack, writable: true, configurable: true } as any);
    return copy;
  }
  refusePlatformObject(value);
  return null;
}

/** Requests and responses can be copied as long as no stream comes with them. */
function withoutBody<T extends Body>(body: T): T {
  if (contentOf(body).kind !== NONE) refuse('ReadableStream can only be serialized for RPC.');
  return body;
}
function copyOfResponse(response: Response): Response {
  const own = responseState(response);
  const init = { __proto__: null, status: own.status, statusText: own.statusText, headers: response.headers };
  return new Response(null, init);
}

const RPC_ONLY = new SafeSet<string>();
for (const name of ['ReadableStream', 'WritableStream', 'AbortSignal']) RPC_ONLY.add(name);

/** Words for what cannot be copied. */
export function refusePlatformObject(value: object): void {
  if (loadedPart('fetch')?.isFetcher(value)) refuse('ServiceStub cannot be serialized in this context.');
  for (let at = ReflectGetPrototypeOf(value); at !== null; at = ReflectGetPrototypeOf(at)) {
    const name = platformPrototypes.get(at);
    if (name !== undefined) {
      if (name === 'AbortSignal' && !hasFlag('enable_abortsignal_rpc'))
        refuse('AbortSignal serialization is not enabled.');
      if (RPC_ONLY.has(name)) refuse(`${name} can only be serialized for RPC.`);
      refuse(`Could not serialize object of type "${name}". This type does not support serialization.`);
    }
  }
}
