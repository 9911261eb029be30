// What crosses between isolates and into storage: values as text, and calls of methods.
export { flush } from './rpc/call';
export { dispose, dup, finallyOf, isReference, newProperty, newStub, thenOf } from './rpc/reference';
export { serve } from './rpc/serve';
export { propertyOf, stubOver } from './rpc/shown';
export { deserialize, serialize } from './rpc/text';
export { readThrown, serializeThrown } from './rpc/thrown';
