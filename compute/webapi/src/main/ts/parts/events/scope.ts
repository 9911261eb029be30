// The classes of the global scope itself. It becomes an EventTarget when somebody first looks at events.
import { defineInterface } from '../../core/interface';
import { ObjectSetPrototypeOf } from '../../core/primordials';
import { EventTarget } from './target';

export class WorkerGlobalScope extends EventTarget {
  constructor() {
    throw new TypeError('Illegal constructor');
    // biome-ignore lint/correctness/noUnreachable: a derived class must call it
    super();
  }
}
defineInterface(WorkerGlobalScope, 'WorkerGlobalScope');

export class ServiceWorkerGlobalScope extends WorkerGlobalScope {}
defineInterface(ServiceWorkerGlobalScope, 'ServiceWorkerGlobalScope');

ObjectSetPrototypeOf(globalThis, ServiceWorkerGlobalScope.prototype);
