// `ctx.facets`: objects inside of an object. The platform shows them; here there are none yet.
import { badArgument } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';

const OWNER = 'DurableObjectFacets';

function refuse(method: string, given: number): never {
  if (given === 0) throw badArgument(method, OWNER, 1, 'string');
  throw new Error('Facets of Durable Objects are not supported yet.');
}

export class DurableObjectFacets {
  constructor(token: unknown) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
  }
  get(_: unknown, startup: unknown): never {
    if (arguments.length > 0 && typeof startup !== 'function') throw badArgument('get', OWNER, 2, 'function');
    return refuse('get', arguments.length);
  }
  abort(): never {
    return refuse('abort', arguments.length);
  }
  delete(): never {
    return refuse('delete', arguments.length);
  }
  clone(): never {
    return refuse('clone', arguments.length);
  }
}
defineInterface(DurableObjectFacets, OWNER);
