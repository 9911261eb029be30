// Durable Objects, as a lazy part: namespaces and stubs for those who call, and all that an object has for itself.
export { actorOf, evict, openActor } from './durable/actor';
export { alarm } from './durable/alarm';
export { newLoopbackNamespace, newNamespace } from './durable/namespace';
export { autoResponded, socketEvent } from './durable/socket-events';
