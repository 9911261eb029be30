// Who takes values and gives them back, and says what they were over there.
import { DurableObject, RpcTarget, WorkerEntrypoint } from "cloudflare:workers";

class Handle extends RpcTarget {
  constructor(tell) {
    super();
    this.tell = tell;
  }

  ping() {
    return "pong";
  }

  [Symbol.dispose]() {
    this.tell?.("disposed");
  }
}

class Mine extends TypeError {
  code = 42;

  constructor(message, options) {
    super(message, options);
    this.name = "Mine";
    this.detail = { list: [1, { deep: new Date(5) }] };
  }

  get computed() {
    return "never sent";
  }
}

const made = {
  mine: () => new Mine("own class", { cause: new RangeError("why") }),
  withBytes: () => Object.assign(new Error("bytes"), { bytes: new Uint8Array([1, 2, 255]) }),
  withFunction: () => Object.assign(new Error("function"), { f: () => 1, code: 2 }),
  withSymbol: () => Object.assign(new Error("symbol"), { [Symbol.for("s")]: 1, code: 2 }),
  hidden: () => Object.defineProperty(new Error("hidden"), "code", { value: 5, enumerable: false }),
  renamed: () => Object.assign(new Error("renamed"), { name: "Renamed" }),
  noMessage: () => Object.assign(new Error(), { code: 1 }),
  stackless: () => Object.assign(new Error("stackless"), { stack: "my own stack" }),
  aggregate: () => new AggregateError([new TypeError("a"), 5], "many"),
  dom: () => Object.assign(new DOMException("gone", "AbortError"), { extra: 1 }),
  suppressed: () => new SuppressedError(new Error("a"), new Error("b"), "suppressed"),
  loop: () => {
    const error = new Error("loop");
    error.self = error;
    return error;
  },
};

const taking = (Base) => class extends Base {
  echo(value) {
    return value;
  }

  /** What can be said of a value where it arrived. */
  about(value) {
    return [Object.prototype.toString.call(value), value?.constructor?.name, typeof value, Object.keys(Object(value)).sort()];
  }

  give(kind) {
    return made[kind]();
  }

  throw(kind) {
    throw made[kind]();
  }

  async textOf(body) {
    return body.text();
  }

  async request(request) {
    return [request.method, request.url, [...request.headers], request.redirect, request.cf === undefined ? null : request.cf, request.body === null, request.bodyUsed, await request.text()];
  }

  async response(response) {
    return [response.status, response.statusText, [...response.headers], response.url, response.redirected, response.type, response.body === null, response.bodyUsed, await response.text()];
  }

  async read(stream) {
    return new Response(stream).text();
  }

  async chunks(stream) {
    const sizes = [];
    for await (const chunk of stream) sizes.push(chunk.constructor.name);
    return [...new Set(sizes)];
  }

  async write(stream, parts, end) {
    const writer = stream.getWriter();
    for (const part of parts) await writer.write(part);
    await (end === "abort" ? writer.abort(new RangeError("given up")) : end === "close" ? writer.close() : undefined);
    return "written";
  }

  readable(kind) {
    return new ReadableStream({
      pull(c) {
        if (kind === "fails") return c.error(new RangeError("broke"));
        if (kind === "text") c.enqueue("text");
        else if (kind === "objects") c.enqueue({ a: 1 });
        else c.enqueue(new TextEncoder().encode("bytes"));
        return c.close();
      },
    });
  }

  collecting() {
    const seen = [];
    const writable = new WritableStream({ write: (chunk) => void seen.push(new TextDecoder().decode(chunk)), close: () => void seen.push("closed"), abort: (e) => void seen.push(`aborted ${e}`) });
    return { writable, log: () => seen };
  }

  handle(tell) {
    return new Handle(tell?.dup());
  }

  handles() {
    return { a: new Handle(), list: [new Handle()], map: new Map([["m", new Handle()]]), f: () => "f", nested: { g: (x) => new Handle(x) } };
  }

  async useTwice(stub) {
    return [await stub.ping(), await stub.ping()];
  }

  async useLater(stub) {
    const kept = stub.dup();
    await new Promise((go) => setTimeout(go, 10));
    return kept.ping();
  }

  hold(stub) {
    globalThis.kept = stub.dup();
    return "held";
  }

  async useHeld() {
    return globalThis.kept.ping();
  }

  broken(stub) {
    return typeof stub.onRpcBroken;
  }

  async listen(signal) {
    if (!signal.aborted) await new Promise((go) => signal.addEventListener("abort", go));
    return [signal.aborted, signal.reason];
  }

  socket() {
    const [client, server] = Object.values(new WebSocketPair());
    server.accept();
    return new Response(null, { status: 101, webSocket: client });
  }
};

export class Taker extends taking(WorkerEntrypoint) {}

export class TakerRoom extends taking(DurableObject) {
  leave(reason) {
    this.ctx.abort(reason);
  }
}
