// What a binding is: something to fetch from, whose every other member is a method or value of the Worker behind it.
import { badArgument } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface, isIndex, shownClass } from '../../core/interface';
import { part } from '../../core/lazy';
import {
  ObjectCreate,
  ObjectPrototype,
  ObjectSetPrototypeOf,
  ReflectGet,
  ReflectHas,
  rejected,
  StringPrototypeStartsWith,
} from '../../core/primordials';
import { Request } from '../../core/request';
import type { Response } from '../../core/response';
import { fetchFrom } from '../fetch';
import type { Handle } from '../rpc/handle';
import { Channel, INTERNET } from './channel';

let fetchOf: (fetcher: Fetcher, input: unknown, init: unknown) => Promise<Response>;
export let isFetcher: (value: unknown) => value is Fetcher;
export let channelOf: (fetcher: Fetcher) => Channel;
/** For a binding that another Worker passed on, what it is held by. */
export let remoteOf: (fetcher: Fetcher) => Handle | null;

/** By a service binding, or from the internet if there is none. */
export function fetchBy(fetcher: Fetcher | null, input: unknown, init: unknown): Promise<Response> {
  return fetcher === null ? fetchFrom(input, init, INTERNET) : fetchOf(fetcher, input, init);
}

function fetchRemote(remote: Handle, input: unknown, init: unknown): Promise<Response> {
  try {
    return remote.call('"fetch"', [new Request(input, init)]).promise as Promise<Response>;
  } catch (error) {
    return rejected(error);
  }
}

/** Lets a function be a binding too: the fields go where it says. */
class Bearer {
  constructor(target: object | undefined) {
    // biome-ignore lint/correctness/noConstructorReturn: see above
    if (target !== undefined) return target;
  }
}

/** A service binding, or the stub of a Durable Object: then `lead` says which. */
export class Fetcher extends Bearer {
  #channel: Channel;
  #remote: Handle | null;
  static {
    fetchOf = (fetcher, input, init) =>
      fetcher.#remote === null ? fetchFrom(input, init, fetcher.#channel) : fetchRemote(fetcher.#remote, input, init);
    isFetcher = (value): value is Fetcher =>
      (typeof value === 'object' || typeof value === 'function') && value !== null && #channel in value;
    channelOf = (fetcher) => fetcher.#channel;
    remoteOf = (fetcher) => fetcher.#remote;
  }
  constructor(
    token: unknown,
    target: number | Channel,
    lead = '',
    remote: Handle | null = null,
    callable: object | undefined = undefined,
  ) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    super(callable);
    this.#channel = typeof target === 'number' ? new Channel(target, lead) : target;
    this.#remote = remote;
  }
  fetch(input: unknown, init: unknown = undefined): Promise<Response> {
    if (arguments.length === 0) {
      return rejected(
        new TypeError("Failed to execute 'fetch' on 'Fetcher': parameter 1 is not of type 'Request or string'."),
      );
    }
    const local = this.#channel.lead === '' && typeof input === 'string' && StringPrototypeStartsWith(input, '/');
    return fetchOf(this, local ? `https://fake-host${input}` : input, init);
  }
  connect(address: unknown = undefined): never {
    if (typeof address !== 'string' && (typeof address !== 'object' || address === null)) {
      throw badArgument('connect', 'Fetcher', 1, 'SocketAddress or string');
    }
    throw new TypeError('Service bindings do not accept TCP connections yet.');
  }
}
defineInterface(Fetcher, 'Fetcher');
export const ServiceStub = shownClass(Fetcher, true);

/** Stands behind the prototypes of bindings: whatever they do not have is over there. A `then` would make promises of them. */
const elsewhere = {
  __proto__: null,
  get(_: object, name: string | symbol, receiver: unknown): unknown {
    if (typeof name === 'symbol' || ReflectHas(ObjectPrototype, name))
      return ReflectGet(ObjectPrototype, name, receiver);
    return name !== 'then' && isFetcher(receiver) && !isIndex(name)
      ? part('rpc').propertyOf(receiver, name)
      : undefined;
  },
  has: (_: object, name: string | symbol) =>
    (typeof name === 'string' && !isIndex(name)) || ReflectHas(ObjectPrototype, name),
};
ObjectSetPrototypeOf(Fetcher.prototype, new Proxy(ObjectCreate(ObjectPrototype), elsewhere as ProxyHandler<object>));

export function newFetcher(target: number): Fetcher {
  return new Fetcher(INTERNAL, target);
}
export function newRemoteFetcher(remote: Handle): Fetcher {
  return new Fetcher(INTERNAL, 0, '', remote);
}
