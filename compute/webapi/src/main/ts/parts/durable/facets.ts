// `ctx.facets`: objects inside of an object. The platform shows them; here there are none yet.
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';

function refuse(): never {
  throw new Error('Facets of Durable Objects are not supported yet.');
}

export class DurableObjectFacets {
  constructor(token: unknown) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
  }
  get(): never {
    return refuse();
  }
  abort(): never {
    return refuse();
  }
  delete(): never {
    return refuse();
  }
  clone(): never {
    return refuse();
  }
}
defineInterface(DurableObjectFacets, 'DurableObjectFacets');
