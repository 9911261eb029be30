// What the cases of RPC call: the same methods on an object, on a named entrypoint, and by callback on the caller's own targets.
import { DurableObject, RpcTarget, WorkerEntrypoint } from "cloudflare:workers";

export class Counter extends RpcTarget {
  #n = 0;
  own = "own";

  constructor(n = 0) {
    super();
    this.#n = n;
  }

  add(n = 1) {
    return (this.#n += n);
  }

  get value() {
    return this.#n;
  }

  child() {
    return new Counter(this.#n * 10);
  }

  get nested() {
    return { plain: 1, deep: { add: (n) => this.add(n), list: [1, 2] } };
  }

  async slow(ms) {
    await new Promise((go) => setTimeout(go, ms));
    return this.#n;
  }
}

/** Tells when it is disposed of, through a callback that its maker was given. */
class Watched extends RpcTarget {
  constructor(tell) {
    super();
    this.tell = tell;
  }

  ping() {
    return "pong";
  }

  [Symbol.dispose]() {
    this.tell("disposed");
  }
}

class Mine extends Error {
  name = "Mine";
  code = 42;
}

const faults = {
  error: () => new Error("plain"), type: () => new TypeError("typed"), range: () => new RangeError("ranged"), mine: () => new Mine("own class"), string: () => "a string", nothing: () => undefined, object: () => ({ message: "no error", code: 7 }),
  cause: () => new Error("outer", { cause: new TypeError("inner") }), aggregate: () => new AggregateError([new Error("a")], "many"), abort: () => new DOMException("gone", "AbortError"), extra: () => Object.assign(new Error("with more"), { code: "E_MORE", list: [1, { a: 2 }], retryable: true }), empty: () => new Error(""),
};

const rpc = (Base) => class extends Base {
  own = "own";
  ownFunction = () => "own function";

  echo(...list) {
    return list.length === 1 ? list[0] : list;
  }

  kind(value) {
    return Object.prototype.toString.call(value);
  }

  count(...list) {
    return list.length;
  }

  fail(kind) {
    throw faults[kind]();
  }

  async failLater(kind) {
    await null;
    throw faults[kind]();
  }

  async slow(ms, value) {
    await new Promise((go) => setTimeout(go, ms));
    return value;
  }

  get property() {
    return "by getter";
  }

  get failing() {
    throw new RangeError("in a getter");
  }

  get tree() {
    return { leaf: 5, branch: { leaf: 6, grow: (n) => n * 2 } };
  }

  counter(n) {
    return new Counter(n);
  }

  counters(n) {
    return Array.from({ length: n }, (_, i) => new Counter(i));
  }

  adder(a) {
    return (b) => a + b;
  }

  async call(callback, ...args) {
    return callback(...args);
  }

  async callThrice(callback) {
    return [await callback(1), await callback(2), await callback(3)];
  }

  async ask(target) {
    return [await target.add(5), await target.value];
  }

  watched(tell) {
    return new Watched(tell.dup());
  }

  stream(parts) {
    return new ReadableStream({
      start(c) {
        for (const part of parts) c.enqueue(new TextEncoder().encode(part));
        c.close();
      },
    });
  }

  async take(stream) {
    return new Response(stream).text();
  }

  upper() {
    const { readable, writable } = new TransformStream({ transform: (x, c) => c.enqueue(new TextEncoder().encode(new TextDecoder().decode(x).toUpperCase())) });
    return { readable, writable };
  }

  async fill(writable) {
    const writer = writable.getWriter();
    await writer.write(new TextEncoder().encode("filled"));
    await writer.close();
  }

  async readRequest(request) {
    return [request.url, request.method, request.headers.get("x-a"), await request.text()];
  }

  async readResponse(response) {
    return [response.status, response.headers.get("x-a"), await response.text()];
  }

  respond(text) {
    return new Response(text, { status: 201, headers: { "x-a": "1" } });
  }

  headers() {
    return new Headers([["a", "1"], ["b", "2"]]);
  }

  nothing() {}

  self() {
    return this;
  }

  unclonable() {
    return new WeakMap();
  }

  classInstance() {
    class Plain {
      x = 1;
    }
    return new Plain();
  }

  async signal(signal) {
    return [signal.aborted, signal instanceof AbortSignal];
  }
};

export class Room extends rpc(DurableObject) {
  async fetch(request) {
    return new Response(`room ${new URL(request.url).pathname}`);
  }

  increase() {
    return (this.n = (this.n ?? 0) + 1);
  }

  note(x) {
    (this.seen ??= []).push(x);
  }

  notes() {
    return this.seen;
  }

  quit(reason) {
    this.ctx.abort(reason);
  }
}

export class Named extends rpc(WorkerEntrypoint) {
  async fetch(request) {
    return new Response(`named ${new URL(request.url).pathname}`);
  }

  props() {
    return [this.ctx.props, typeof this.env, typeof this.ctx.waitUntil];
  }

  instance() {
    return (this.n = (this.n ?? 0) + 1);
  }

  /** Hands an object's stub or one's own service on. */
  room(name) {
    return this.env.ROOM.getByName(name);
  }
}

export const plain = { fetch: () => new Response("a plain object"), hello: () => "hello", add: (a, b) => a + b };
