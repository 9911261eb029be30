import { each } from "../workers.mjs";

const members = ["own", "ownMethod", "shadowed", "inherited", "overridden", "inheritedGetter", "secret", "hidden", "#hidden", "fn", "later", "laterFn", "target", "undef", "nul", "object", "list", "instance", "writeOnly", "onTheClass", "generator", "asyncGenerator", "a.b", "", "ü", "1", "$", "_underscore", "thenable", "args", "self", "method", "kept", "value", "nothing", "plain", "arrow", "klass", "unlisted", "written", "ctx", "env", "constructor", "prototype", "__proto__", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "__defineGetter__", "caller", "arguments", "length", "name", "apply", "call", "bind", "onRpcBroken"];

const places = {
  service: "env.SHOWN", object: "env.SHOWNROOM.getByName(random())", target: "await env.GIVER.target()", "result to come": "env.GIVER.target()",
};

/** What awaiting a member gives, and what calling it does. */
const looked = async (fault, holder, name) => {
  const said = (value) => (typeof value === "function" ? `a function ${Object.prototype.toString.call(value)}` : value);
  return [await fault(async () => said(await holder[name])), await fault(async () => said(await holder[name](3)))];
};

const shown = Object.fromEntries(Object.entries(places).flatMap(([place, holder]) => members.map((name) => [
  `${place}: ${JSON.stringify(name)}`, `async ({ env, fault, random }) => { const holder = { at: ${holder} }; return looked(fault, holder.at, ${JSON.stringify(name)}); }`,
])));

export const area = {
  name: "exposed", title: "RPC: which members a caller sees", order: 119, exported: ["exposed.js"], objects: ["ShownRoom"],
  prelude: `const looked = ${looked};`,
  bindings: [...["Shown", "Giver", "Magic", "Failing", "Reserved"].map((entrypoint) => ({ type: "service", name: entrypoint.toUpperCase(), entrypoint })), { type: "durable_object_namespace", name: "SHOWNROOM", class_name: "ShownRoom" }],
  cases: {
    ...shown,
    ...each("further on", ["object.a.b", "object.a", "object.f", "object.t.n", "object.t.own", "object.none", "object.none.more", "list.0", "list.1.a", "list.length", "list.map", "instance.x", "instance.method", "later.x", "fn.x", "fn.length", "value.x", "value.toFixed", "nul.x", "undef.x", "plain.a", "plain.f", "secret.x", "secret.toString", "args.x", "args.call", "klass.name", "target.n", "target.next", "target.own", "laterFn.x"], async ({ env, fault }, path) => {
      const at = path.split(".").reduce((holder, name) => holder[name], env.SHOWN);
      const said = (value) => (typeof value === "function" ? "a function" : value);
      return [await fault(async () => said(await at)), await fault(async () => said(await at(3)))];
    }),
    ...each("a plain object by reference", ["own", "f", "g", "deep", "x", "inherited", "none", "toString"], async ({ env, fault }, name) => looked(fault, env.GIVER.bare(), name)),
    "a plain object as a result": async ({ env, fault }) => fault(async () => {
      const bare = await env.GIVER.bare();
      return [Object.keys(bare), await bare.f(), await fault(() => bare.g()), await bare.deep.h(), bare.x];
    }),
    "a function with properties": async ({ env, fault }) => [await fault(async () => (await env.GIVER.withProperties())(5)), await fault(() => env.GIVER.withProperties().a), await fault(() => env.GIVER.withProperties().f()), await fault(async () => (await env.GIVER.withProperties()).a)],
    "a proxy of a target": async ({ env, fault }) => [await fault(() => env.GIVER.proxied().magic()), await fault(() => env.GIVER.proxied().inherited()), await fault(() => env.GIVER.proxied().own), await fault(async () => (await env.GIVER.proxied()).magic())],
    "an entrypoint that is a proxy": async ({ env, fault }) => [await fault(() => env.MAGIC.magic1(5)), await fault(() => env.MAGIC.plain()), await fault(() => env.MAGIC.none())],
    "an entrypoint whose constructor throws": async ({ env, fault }) => [await fault(() => env.FAILING.anything()), await fault(() => env.FAILING.none())],
    ...each("a name that is reserved", ["fetch", "connect", "alarm", "dup", "then", "tail", "queue", "scheduled", "email", "trace", "test", "webSocketMessage", "toString", "toJSON", "valueOf", "hasOwnProperty", "onRpcBroken", "constructor"], async ({ env, fault }, name) => {
      const it = env.RESERVED[name];
      return [typeof it, await fault(async () => {
        const given = typeof it === "function" ? await it.call(env.RESERVED, "http://a/") : it;
        return given instanceof Response ? given.text() : given;
      })];
    }),
    "fetch on what comes later": async ({ env, fault }) => [await fault(() => env.GIVER.target().fetch("http://a/")), await fault(async () => (await env.GIVER.target()).fetch("http://a/"))],
    "symbols": async ({ env }) => [typeof env.SHOWN[Symbol.for("x")], typeof env.SHOWN[Symbol.iterator], typeof env.SHOWN[Symbol.dispose], typeof env.SHOWN[Symbol.asyncIterator], typeof env.SHOWN[Symbol.toPrimitive], String(env.SHOWN[Symbol.toStringTag])],
    "arguments: none, undefined, many": async ({ env }) => [await env.SHOWN.args(), await env.SHOWN.args(undefined), await env.SHOWN.args(null, undefined), await env.SHOWN.args(...Array.from({ length: 300 }, (_, i) => i)).then((a) => a.length)],
    "call, apply, bind on a method": async ({ env, fault }) => [await fault(() => env.SHOWN.args.call(null, 1)), await fault(() => env.SHOWN.args.apply(null, [1, 2])), await fault(() => env.SHOWN.args.bind(null, 1)(2)), await fault(() => Reflect.apply(env.SHOWN.args, null, [5])), await fault(() => Function.prototype.call.call(env.SHOWN.args, null, 6))],
    "a method taken off its binding": async ({ env, fault }) => fault(async () => {
      const { args } = env.SHOWN;
      return args(4);
    }),
    "new on a method": async ({ env, fault }) => fault(() => new env.SHOWN.args(1)),
    "a stub in the place of a promise": async ({ env, fault }) => fault(async () => {
      const t = await Promise.resolve(env.GIVER.target());
      return [await t.n, await Promise.all([t.inherited(), t.overridden()])];
    }),
    "a property twice": async ({ env, fault }) => fault(async () => {
      const p = env.SHOWN.later;
      return [await p, await p, p === env.SHOWN.later];
    }),
    "the same stub twice in one message": async ({ env, fault }) => fault(async () => {
      const t = await env.GIVER.target(), { value } = await env.SHOWN.hands([t, t]);
      return [value[0] === value[1], await value[0].inherited(), await value[1].inherited()];
    }),
    ...each("what it is over there", [() => (x) => x, () => class {}, () => async () => {}, () => new Proxy(() => {}, {})], ({ env, fault }, make) => fault(() => env.SHOWN.kind(make()))),
    "a stub is, over there": async ({ env, fault }) => [await fault(async () => env.SHOWN.kind(await env.GIVER.target())), await fault(() => env.SHOWN.kind(env.GIVER)), await fault(() => env.SHOWN.kind(env.SHOWNROOM.getByName("a"))), await fault(() => env.SHOWN.kind(env.SHOWNROOM)), await fault(() => env.SHOWN.kind(env.SHOWNROOM.newUniqueId())), await fault(() => env.SHOWN.kind(env.GIVER.target())), await fault(() => env.SHOWN.kind(env.SHOWN.value))],
  },
};
