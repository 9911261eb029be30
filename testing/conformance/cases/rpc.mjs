import { both, bothEach } from "../both.mjs";

const kinds = ["error", "type", "range", "mine", "string", "nothing", "object", "cause", "aggregate", "abort", "extra", "empty"];

/** All that a caller can see of an error. */
const anatomy = async (run) => {
  try {
    return ["no error", await run()];
  } catch (e) {
    if (typeof e !== "object" || e === null) return ["thrown", typeof e, e];
    return [e.constructor.name, e.name, e.message, Object.keys(e).sort(), e.code, e.cause, e.remote, e.retryable, e.list, e instanceof Error];
  }
};

export const area = {
  name: "rpc", title: "RPC: objects, entrypoints, stubs, promises", order: 114,
  exported: ["rpc.js"], objects: ["Room"],
  prelude: `import { RpcTarget, RpcStub, RpcPromise, RpcProperty, ServiceStub, WorkerEntrypoint, DurableObject, env as importedEnv, exports as loopback } from "cloudflare:workers";\nimport { Counter } from "./rpc.js";\nconst anatomy = ${anatomy};`,
  bindings: [
    { type: "durable_object_namespace", name: "ROOM", class_name: "Room" }, { type: "service", name: "NAMED", entrypoint: "Named" }, { type: "service", name: "PLAIN", entrypoint: "plain" },
    { type: "service", name: "PROPS", entrypoint: "Named", props: { who: "me", list: [1] } }, { type: "service", name: "FAR", service: "c-far" }, { type: "service", name: "MISSING", service: "c-far", entrypoint: "Other" },
  ],
  beside: [{ name: "c-far", modules: [{ name: "index.js", type: "esm", content: `import { WorkerEntrypoint } from "cloudflare:workers";
    export default class extends WorkerEntrypoint { fetch() { return new Response("far"); } add(a, b) { return a + b; } async call(f) { return "far " + await f(1); } }
    export class Other extends WorkerEntrypoint { add(a, b) { return "other " + (a + b); } }` }] }],
  cases: {
    ...bothEach("an argument and back", [
      () => 5, () => -0, () => NaN, () => "ü", () => "\ud800", () => null, () => undefined, () => true, () => 2n ** 70n, () => new Date(7), () => /a/g, () => [1, , 3], () => ({ a: { b: 1 }, u: undefined }), () => new Map([["a", { b: 1 }]]), () => new Set([1]), () => new Uint8Array([1, 2, 3]).subarray(1), () => new ArrayBuffer(2), () => new Float32Array([1.5]), () => new DataView(new ArrayBuffer(1)),
      () => new Error("e"), () => Object.assign(new TypeError("t"), { code: 5 }), () => Object(5), () => ({ __proto__: null, x: 1 }), () => new (class Plain { x = 1; })(), () => [[[[1]]]], () => "x".repeat(200000).length, () => new URL("http://a/b"), () => new Blob(["x"]), () => Symbol("x"), () => new WeakMap(), () => Promise.resolve(5),
    ], `async ({ remote, caught }, make) => caught(async () => {
      const back = await remote.echo(make());
      return [Object.prototype.toString.call(back), back instanceof Map || back instanceof Set ? [...back] : back instanceof RegExp ? String(back) : back];
    })`),
    ...bothEach("an error", kinds, "({ remote }, kind) => anatomy(() => remote.fail(kind))"),
    ...bothEach("a later error", ["error", "mine", "extra"], "({ remote }, kind) => anatomy(() => remote.failLater(kind))"),
    ...both({
      "many arguments": async ({ remote }) => [await remote.echo(1, "a", [2]), await remote.count(), await remote.count(undefined, undefined), await remote.echo()],
      "nothing comes back as undefined": async ({ remote }) => [await remote.nothing()],
      "a missing method": ({ remote, fault }) => fault(() => remote.missing(1)),
      "own properties are not shown": async ({ remote, fault }) => [await fault(() => remote.own), await fault(() => remote.ownFunction())],
      "a getter": async ({ remote }) => remote.property,
      "a getter that throws": ({ remote }) => anatomy(() => remote.failing),
      "a getter called": ({ remote, fault }) => fault(() => remote.property()),
      "a method awaited and not called": async ({ remote, fault }) => fault(async () => typeof (await remote.echo)),
      "a method kept and called later": async ({ remote, fault }) => fault(async () => {
        const echo = await remote.echo;
        return echo(7);
      }),
      "a property of a property": async ({ remote, fault }) => fault(async () => [await remote.tree.leaf, await remote.tree.branch.leaf, await remote.tree.branch.grow(4)]),
      "a property that is not there": async ({ remote, fault }) => [await fault(() => remote.tree.none), await fault(() => remote.tree.none.more), await fault(() => remote.none.more)],
      ...Object.fromEntries(["constructor", "toString", "hasOwnProperty", "__proto__", "valueOf", "fetch", "connect", "then", "dup", "ctx", "env", "alarm", "webSocketMessage", "#n", "", "tail", "scheduled"].map((name) => [`the name ${JSON.stringify(name)}`, `({ remote, fault }) => fault(async () => { const it = remote[${JSON.stringify(name)}]; return [typeof it, typeof it === "function" ? await it.call(remote) instanceof Object : it]; })`])),
      "what a call returns": ({ remote }) => {
        const p = remote.echo(1);
        const seen = [p instanceof Promise, p instanceof RpcPromise, p.constructor.name, typeof p.then, typeof p.catch, typeof p.finally, typeof p.anything, Object.prototype.toString.call(p), typeof p];
        p.then(() => {});
        return seen;
      },
      "what a property is": ({ remote }) => [remote.tree instanceof RpcProperty, remote.tree.constructor.name, typeof remote.tree, Object.prototype.toString.call(remote.tree), typeof remote.tree.leaf],
      "then, catch, finally": async ({ remote }) => [await remote.echo(1).then((x) => x + 1), await remote.fail("error").catch((e) => e.message), await remote.echo(2).finally(() => {})],
      "calls in a row arrive in order": async ({ remote }) => Promise.all(Array.from({ length: 20 }, (_, i) => remote.echo(i))),
      "calls are answered out of order": async ({ remote }) => {
        const seen = [];
        await Promise.all([remote.slow(40, "slow").then((x) => seen.push(x)), remote.slow(1, "fast").then((x) => seen.push(x))]);
        return seen;
      },
      "a target by reference": async ({ remote }) => {
        const counter = await remote.counter(5);
        return [counter instanceof RpcStub, counter.constructor.name, await counter.add(), await counter.add(2), await counter.value, typeof counter, Object.prototype.toString.call(counter)];
      },
      "a target's own properties are hidden": async ({ remote, fault }) => {
        const counter = await remote.counter(5);
        return fault(() => counter.own);
      },
      "pipelining: a call on a result to come": async ({ remote }) => [await remote.counter(5).add(3), await remote.counter(5).value, await remote.counter(2).child().add(1), await remote.counter(2).child().child().value],
      "pipelining: properties of plain results": async ({ remote }) => [await remote.echo({ a: { b: 7 } }).a.b, await remote.echo([1, 2, 3])[1]],
      "pipelining: a property that a plain result lacks": ({ remote, fault }) => fault(() => remote.echo({ f: 1 }).missing),
      "pipelining: a getter and what is in it": async ({ remote }) => [await remote.counter(5).nested.plain, await remote.counter(5).nested.deep.add(2), await remote.counter(1).nested.deep.list],
      "pipelining: a failed call": async ({ remote, fault }) => fault(() => remote.fail("type").anything.more()),
      "pipelining: one promise twice": async ({ remote }) => {
        const counter = remote.counter(1);
        return [await counter.add(), await counter.add(), await (await counter).add()];
      },
      "pipelining: a promise as an argument": async ({ remote, fault }) => fault(async () => remote.echo(await remote.echo(5))),
      "pipelining: a stub of a promise as an argument": async ({ remote, fault }) => fault(() => remote.ask(remote.counter(5))),
      "a function by reference": async ({ remote }) => {
        const add = await remote.adder(5);
        return [typeof add, await add(3), add instanceof RpcStub];
      },
      "a function called on the spot": async ({ remote }) => remote.adder(5)(4),
      "a list of targets": async ({ remote }) => {
        const list = await remote.counters(3);
        return Promise.all(list.map((c) => c.add(1)));
      },
      "a callback": async ({ remote }) => remote.call((a, b) => `called ${a} ${b}`, 1, "x"),
      "a callback that throws": ({ remote }) => anatomy(() => remote.call(() => {
        throw new RangeError("mine");
      })),
      "an async callback, thrice": async ({ remote, wait }) => remote.callThrice(async (n) => (await wait(1), n * n)),
      "a callback that calls back": async ({ remote }) => remote.call(async (f) => `outer ${await f(1)}`, (n) => `inner ${n}`),
      "a callback with an object's state": async ({ remote }) => {
        const seen = [];
        await remote.callThrice((n) => void seen.push(n));
        return seen;
      },
      "a target of the caller": async ({ remote }) => remote.ask(new Counter(10)),
      "a target sent there and back": async ({ remote }) => {
        const back = await remote.echo(new Counter(10));
        return [back instanceof RpcStub, back instanceof Counter, await back.add(1)];
      },
      "a stub made here": async ({ fault }) => fault(async () => {
        const stub = new RpcStub(new Counter(3));
        return [await stub.add(1), stub instanceof RpcStub, await stub.value];
      }),
      "targets in nested places": async ({ remote }) => {
        const back = await remote.echo({ a: [new Counter(1)], m: new Map([["c", new Counter(2)]]), f: () => 9 });
        return [await back.a[0].add(1), await back.m.get("c").add(1), await back.f()];
      },
      "a class instance that is no target": ({ remote, fault }) => fault(() => remote.classInstance()),
      "what cannot be sent back": ({ remote, fault }) => fault(() => remote.unclonable()),
      "the remote itself sent back": ({ remote, fault }) => fault(async () => typeof (await remote.self())),
      "disposal: of a stub": async ({ remote, fault }) => {
        const counter = await remote.counter(5);
        counter[Symbol.dispose]();
        return fault(() => counter.add());
      },
      // As text, because the runner's own Node may not know the word.
      "disposal: at the end of a block": `async ({ remote, wait }) => {
        const seen = [];
        {
          using watched = await remote.watched((what) => void seen.push(what));
          seen.push(await watched.ping());
        }
        await wait(50);
        return seen;
      }`,
      "disposal: twice": async ({ remote }) => {
        const counter = await remote.counter(5);
        counter[Symbol.dispose]();
        counter[Symbol.dispose]();
        return "fine";
      },
      "disposal: dup": async ({ remote, fault }) => {
        const counter = await remote.counter(5), second = counter.dup();
        counter[Symbol.dispose]();
        const still = await second.add();
        second[Symbol.dispose]();
        return [still, await fault(() => second.add())];
      },
      "disposal: the target is told": async ({ remote, wait }) => {
        const seen = [];
        const watched = await remote.watched((what) => void seen.push(what));
        seen.push(await watched.ping());
        watched[Symbol.dispose]();
        await wait(50);
        return seen;
      },
      "disposal: a result is an object with it": async ({ remote }) => {
        const result = await remote.echo({ a: 1 });
        const list = await remote.echo([1]);
        return [typeof result[Symbol.dispose], Object.keys(result), typeof list[Symbol.dispose], JSON.stringify(result)];
      },
      "a stream as a result": async ({ remote, textOf }) => textOf(await remote.stream(["a", "b", "c"])),
      "a stream as an argument": async ({ remote }) => remote.take(new Response("streamed").body),
      "a big stream as an argument": async ({ remote }) => (await remote.take(new Response("x".repeat(1 << 20)).body)).length,
      "a stream that breaks": async ({ remote, fault }) => fault(() => remote.take(new ReadableStream({ type: "bytes", pull(c) {
        c.error(new RangeError("broke"));
      } }))),
      "a stream of text is refused": async ({ remote, fault }) => fault(() => remote.take(new ReadableStream({ start(c) {
        c.enqueue("text");
        c.close();
      } }))),
      "both ends of a pipe": async ({ remote, textOf, fault }) => fault(async () => {
        const { readable, writable } = await remote.upper();
        const writer = writable.getWriter();
        const read = textOf(readable);
        await writer.write(new TextEncoder().encode("shout"));
        await writer.close();
        return read;
      }),
      "a writable as an argument": async ({ remote, textOf, fault }) => fault(async () => {
        const { readable, writable } = new IdentityTransformStream();
        const read = textOf(readable);
        await remote.fill(writable);
        return read;
      }),
      "a Request as an argument": async ({ remote }) => remote.readRequest(new Request("http://a/b?c", { method: "POST", body: "said", headers: { "x-a": "1" } })),
      "a Response as an argument": async ({ remote }) => remote.readResponse(new Response("said", { status: 202, headers: { "x-a": "2" } })),
      "a Response as a result": async ({ remote }) => {
        const r = await remote.respond("hello");
        return [r instanceof Response, r.status, r.headers.get("x-a"), await r.text()];
      },
      "Headers as a result": async ({ remote }) => [...(await remote.headers())],
      "an AbortSignal as an argument": async ({ remote, fault }) => [await fault(() => remote.signal(AbortSignal.abort())), await fault(() => remote.signal(new AbortController().signal))],
      "fetch beside it": async ({ remote }) => (await remote.fetch("http://a/path")).text(),
      "a stub as JSON, as text": ({ remote, thrown }) => [thrown(() => JSON.stringify({ remote })), thrown(() => `${remote}`), "x" in remote, Object.keys(remote).length > 3],
      "setting a property of a stub": ({ remote, thrown }) => [thrown(() => {
        "use strict";
        remote.echo = 5;
      }), typeof remote.echo],
      "a call without await": async ({ remote, wait }) => {
        let told = "not yet";
        remote.call(() => (told = "told"));
        await wait(50);
        return told;
      },
      "a large argument": async ({ remote }) => (await remote.echo("x".repeat(1 << 20))).length,
      "too large an argument": async ({ remote, fault }) => fault(async () => (await remote.echo("x".repeat(33 << 20))).length),
      "a loop in an argument": async ({ remote }) => {
        const o = { a: 1 };
        o.self = o;
        const back = await remote.echo(o);
        return [back.self === back, back.a];
      },
      "a getter that throws in an argument": ({ remote, fault }) => fault(() => remote.echo({ get a() {
        throw new RangeError("mine");
      } })),
    }),
    "an object keeps its state between calls": async ({ env, random }) => {
      const room = env.ROOM.getByName(random());
      return [await room.increase(), await room.increase(), await room.increase()];
    },
    "an object's calls arrive in order": async ({ env, random }) => {
      const room = env.ROOM.getByName(random());
      await Promise.all(Array.from({ length: 30 }, (_, i) => room.note(i)));
      return room.notes();
    },
    "an object that gives up": async ({ env, random, fault }) => {
      const room = env.ROOM.getByName(random());
      await room.increase();
      return [await fault(() => room.quit("mine")), await fault(() => env.ROOM.get(room.id).increase())];
    },
    "a stub whose object gave up": async ({ env, random, fault, wait }) => {
      const room = env.ROOM.getByName(random());
      const counter = await room.echo(new Counter(1)), mine = await room.counter(3);
      await fault(() => room.quit("mine"));
      await wait(20);
      return [await fault(() => mine.add())];
    },
    "an entrypoint is new for each call": async ({ env }) => [await env.NAMED.instance(), await env.NAMED.instance()],
    "an entrypoint's context": ({ env }) => env.NAMED.props(),
    "an entrypoint's props": ({ env }) => env.PROPS.props(),
    "an entrypoint hands on an object": async ({ env, random, fault }) => fault(async () => {
      const room = await env.NAMED.room(random());
      return [await room.increase(), await room.increase()];
    }),
    "a handed object, on the spot": async ({ env, random, fault }) => fault(() => env.NAMED.room(random()).increase()),
    "an exported plain object": async ({ env, fault }) => [await fault(() => env.PLAIN.fetch("http://a/").then((r) => r.text())), await fault(() => env.PLAIN.hello()), await fault(() => env.PLAIN.add(1, 2))],
    "another Worker's default class": async ({ env }) => [await env.FAR.add(1, 2), await (await env.FAR.fetch("http://a/")).text()],
    "another Worker's named class": ({ env }) => env.MISSING.add(1, 2),
    "a class without fetch": async ({ env, fault }) => fault(() => env.MISSING.fetch("http://a/").then((r) => r.text())),
    "a callback to another Worker": ({ env }) => env.FAR.call((n) => `back ${n}`),
    "an object's stub handed to another Worker": async ({ env, random }) => {
      const add = await env.ROOM.getByName(random()).adder(5);
      return env.FAR.call(add);
    },
    "classes of cloudflare:workers": ({ thrown }) => [RpcTarget, RpcStub, RpcPromise, RpcProperty, ServiceStub, WorkerEntrypoint, DurableObject].map((c) => [c.name, c.length, thrown(() => new c()), thrown(() => c())]),
    "targets are made, not called": ({ thrown }) => [thrown(() => new (class extends RpcTarget {})().anything), thrown(() => new RpcStub(5)), thrown(() => new RpcStub({})), thrown(() => new RpcStub()), thrown(() => typeof new RpcStub(() => 1))],
    "env of cloudflare:workers": ({ env }) => [typeof importedEnv, importedEnv.ROOM === env.ROOM, typeof importedEnv.ORIGIN],
    "exports of cloudflare:workers": ({ fault }) => fault(() => [typeof loopback, Object.keys(loopback ?? {}).sort()]),
    "ctx.exports": ({ ctx, fault }) => fault(() => [typeof ctx.exports, Object.keys(ctx.exports ?? {}).sort()]),
    "ctx.exports, an own entrypoint": ({ ctx, fault }) => fault(() => ctx.exports.Named.echo(5)),
    "ctx.exports with props": ({ ctx, fault }) => fault(() => ctx.exports.Named({ props: { a: 1 } }).props()),
    "ctx.exports, an own object": ({ ctx, fault, random }) => fault(async () => {
      const room = ctx.exports.Room.getByName(random());
      return [await room.increase(), await room.increase()];
    }),
    "a service's shape": ({ env }) => [Object.prototype.toString.call(env.NAMED), env.NAMED.constructor.name, typeof env.NAMED.fetch, typeof env.NAMED.connect, typeof env.NAMED.anything, env.NAMED instanceof ServiceStub],
  },
};
