// What a class can have, and of which a caller sees some: the same members on an object, on a named entrypoint and on a target.
import { DurableObject, RpcTarget, WorkerEntrypoint } from "cloudflare:workers";

class Target extends RpcTarget {
  own = "own";

  #n = 1;

  get n() {
    return this.#n;
  }

  next() {
    return ++this.#n;
  }
}

const inherited = (Root) => class Inherited extends Root {
  inherited() {
    return "inherited";
  }

  overridden() {
    return "base";
  }

  get inheritedGetter() {
    return `getter of ${typeof this.overridden}`;
  }
};

const exposed = (Root) => class Exposed extends inherited(Root) {
  #secret = 5;

  own = "own";

  ownMethod = () => "own method";

  shadowed = () => "by the instance";

  shadowed() {
    return "by the prototype";
  }

  overridden() {
    return `derived ${super.overridden()}`;
  }

  #hidden() {
    return this.#secret;
  }

  get secret() {
    return this.#hidden();
  }

  get fn() {
    return (x) => x + this.#secret;
  }

  get later() {
    return Promise.resolve(9);
  }

  get laterFn() {
    return Promise.resolve((x) => x * 3);
  }

  get target() {
    return new Target();
  }

  get undef() {
    return undefined;
  }

  get nul() {
    return null;
  }

  get object() {
    return { a: { b: 1 }, f: (x) => x * 2, t: new Target() };
  }

  get list() {
    return [1, { a: 2 }, (x) => x];
  }

  get instance() {
    return new (class Plain {
      x = 1;

      method() {
        return "of a plain instance";
      }
    })();
  }

  set writeOnly(value) {
    this.written = value;
  }

  static onTheClass() {
    return "static";
  }

  *generator() {
    yield 1;
  }

  async *asyncGenerator() {
    yield 1;
  }

  "a.b"() {
    return "dotted";
  }

  ""() {
    return "empty";
  }

  "ü"() {
    return "umlaut";
  }

  "1"() {
    return "one";
  }

  $() {
    return "dollar";
  }

  _underscore() {
    return "underscore";
  }

  thenable() {
    return { then: (go) => go("by then") };
  }

  args() {
    return [arguments.length, ...arguments];
  }

  [Symbol.for("x")]() {
    return "by symbol";
  }

  self() {
    return this;
  }

  method() {
    return this.args;
  }

  kept() {
    return this.method;
  }

  async make() {
    return new Target();
  }

  hands(value) {
    return { value };
  }

  kind(value) {
    return [typeof value, Object.prototype.toString.call(value), value?.constructor?.name];
  }
};

/** The same with what only a prototype can have. */
const withValues = (Exposed) => {
  const { prototype } = Exposed;
  prototype.value = 7;
  prototype.nothing = undefined;
  prototype.plain = { a: 1, f: () => "in a plain object of the prototype" };
  prototype.arrow = () => "arrow of the prototype";
  prototype.klass = class {};
  Object.defineProperty(prototype, "unlisted", { value: () => "not enumerable", enumerable: false });
  return Exposed;
};

export class Shown extends withValues(exposed(WorkerEntrypoint)) {}

export class ShownRoom extends withValues(exposed(DurableObject)) {}

class ShownTarget extends withValues(exposed(RpcTarget)) {}

/** Gives targets; what a target shows is looked at through it. */
export class Giver extends WorkerEntrypoint {
  target() {
    return new ShownTarget();
  }

  bare() {
    return { own: "own", f: () => "f", g() {
      return this.own;
    }, deep: { h: () => "h" }, get x() {
      return "x";
    }, [Symbol.for("s")]: 1, __proto__: { inherited: () => "inherited" } };
  }

  withProperties() {
    return Object.assign((x) => x, { a: 1, f: () => "f of a function" });
  }

  proxied() {
    return new Proxy(new ShownTarget(), { get: (target, key) => (key === "magic" ? () => "magic" : Reflect.get(target, key, target)) });
  }
}

/** An entrypoint that answers to every name. */
export class Magic extends WorkerEntrypoint {
  constructor(ctx, env) {
    super(ctx, env);
    return new Proxy(this, { get: (target, key) => (typeof key === "string" && key.startsWith("magic") ? (...args) => [key, ...args] : Reflect.get(target, key)) });
  }

  plain() {
    return "plain";
  }
}

/** Whose constructor throws. */
export class Failing extends WorkerEntrypoint {
  constructor(ctx, env) {
    super(ctx, env);
    throw new RangeError("not made");
  }

  anything() {}
}

/** Members that the platform calls, as methods of an entrypoint. */
export class Reserved extends WorkerEntrypoint {
  fetch(request) {
    return new Response(`fetched ${request.url}`);
  }

  connect() {
    return "connect";
  }

  alarm() {
    return "alarm";
  }

  dup() {
    return "dup";
  }

  then(x) {
    return "then";
  }

  tail() {
    return "tail";
  }

  queue(batch) {
    return "queue";
  }

  scheduled() {
    return "scheduled";
  }

  email() {
    return "email";
  }

  trace() {
    return "trace";
  }

  test() {
    return "test";
  }

  webSocketMessage() {
    return "message";
  }

  toString() {
    return "toString";
  }

  toJSON() {
    return "toJSON";
  }

  valueOf() {
    return "valueOf";
  }

  hasOwnProperty() {
    return "hasOwnProperty";
  }

  onRpcBroken() {
    return "onRpcBroken";
  }

  [Symbol.dispose]() {}
}
