// What the classes of `cloudflare:workers` and the bindings ask of this part.
import { isPlain, isTarget } from './follow';
import { LocalHandle } from './local';
import { joined, newProperty, newStub, stubHandle } from './reference';
import { serviceHandle } from './service';

/** `new RpcStub(target)` */
export function stubOver(target: unknown): object {
  if ((typeof target !== 'object' && typeof target !== 'function') || target === null) {
    throw new TypeError("Failed to construct 'JsRpcStub': constructor parameter 1 is not of type 'Object'.");
  }
  const held = stubHandle(target);
  if (held !== null) return newStub(held.dup());
  if (typeof target !== 'function' && !isPlain(target) && !isTarget(target)) {
    throw new TypeError('RpcStubs can only wrap plain objects, functions, and RpcTarget derivatives.');
  }
  return newStub(new LocalHandle(target));
}

/** A member of a binding that the platform does not have itself: a property of what it leads to. */
export function propertyOf(service: object, name: string): object {
  return newProperty(serviceHandle(service), joined('', name));
}
