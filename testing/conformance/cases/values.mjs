import { both, bothEach } from "../both.mjs";

const errors = ["mine", "withBytes", "withFunction", "withSymbol", "hidden", "renamed", "noMessage", "stackless", "aggregate", "dom", "suppressed", "loop"];

/** Everything of an error that two sides can agree on. */
const whole = (e) => (e instanceof Error ? [e.constructor.name, e.name, e.message, Object.getOwnPropertyNames(e).filter((name) => name !== "stack").sort(), e.code, e.detail, e.bytes, e.cause instanceof Error ? [e.cause.constructor.name, e.cause.message] : e.cause, e.self === e, e.errors?.length, /values\.js|cases\.js/.test(e.stack)] : ["no error", typeof e]);

export const area = {
  name: "values", title: "RPC: values that cross", order: 120, exported: ["values.js"], objects: ["TakerRoom"],
  prelude: `import { RpcTarget, RpcStub } from "cloudflare:workers";\nconst whole = ${whole};`,
  bindings: [{ type: "service", name: "NAMED", entrypoint: "Taker" }, { type: "durable_object_namespace", name: "ROOM", class_name: "TakerRoom" }],
  cases: {
    ...bothEach("there and back", [
      () => new Int8Array([-1, 2]), () => new Uint8ClampedArray([300]), () => new Int16Array([-5]), () => new Uint16Array([65535]), () => new Int32Array([-7]), () => new Uint32Array([7]), () => new Float64Array([0.1, -0, NaN]), () => new BigInt64Array([-1n]), () => new BigUint64Array([2n ** 63n]), () => new Float16Array([1.5]),
      () => new Uint8Array(0), () => new ArrayBuffer(0), () => new Uint8Array(70000).fill(7).subarray(5, 9), () => new DataView(new Uint8Array([1, 2, 3]).buffer, 1), () => new ArrayBuffer(2, { maxByteLength: 8 }), () => new Uint8Array(new ArrayBuffer(2, { maxByteLength: 8 })),
      () => 0n, () => -(2n ** 100n), () => new Date(NaN), () => new Date(-1), () => Object.assign(/x/dgimsuy, { lastIndex: 3 }), () => new RegExp("[a&&b]", "v"),
      () => new Map([[{ k: 1 }, new Set([new Map()])], [NaN, -0]]), () => new Set([[1], "a", undefined]), () => [undefined, null, , 3], () => Object.assign([1], { extra: 2 }), () => ({ "": 1, "a b": 2, 5: 3, "__proto__": 4 }), () => ({ get computed() { return 5; } }), () => Object.defineProperty({ a: 1 }, "hidden", { value: 2 }),
      () => Object("boxed"), () => Object(true), () => Object(5n), () => ({ [Symbol.for("s")]: 1, a: 1 }), () => Object.freeze({ a: 1 }), () => ({ undefined: undefined, f: undefined }),
      () => new Headers([["set-cookie", "a=1"], ["set-cookie", "b=2"], ["x", "ü"]]), () => new Blob(["text"], { type: "a/b" }), () => new File(["x"], "name.txt"), () => new URLSearchParams("a=1"), () => new FormData(), () => new DOMException("m", "NotFoundError"), () => new Event("e"), () => new WebSocketPair(), () => new TextEncoder(), () => new AbortController(), () => crypto.subtle, () => new Proxy({ a: 1 }, {}), () => new Proxy([1], {}), () => (function () { return arguments; })(1), () => function* () {}, () => (function* () {})(), () => async () => 1, () => new (class extends Map {})([[1, 2]]), () => new (class extends Array {})(3), () => globalThis, () => new WeakRef({}), () => Symbol.iterator, () => new Intl.NumberFormat("en"), () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
    ], `async ({ remote, caught, hex }, make) => caught(async () => {
      const back = await remote.echo(make());
      const shown = back instanceof Map || back instanceof Set || back instanceof Headers ? [...back] : back instanceof RegExp ? [String(back), back.lastIndex] : back instanceof Blob ? [back.type, await back.text()] : back instanceof ArrayBuffer || ArrayBuffer.isView(back) ? [hex(back.buffer ?? back).slice(0, 40), (back.buffer ?? back).byteLength, back.byteOffset, (back.buffer ?? back).resizable] : typeof back === "function" ? "a function" : back;
      return [Object.prototype.toString.call(back), back?.constructor?.name, shown];
    })`),
    ...bothEach("an error given", errors, "async ({ remote, caught }, kind) => caught(async () => whole(await remote.give(kind)))"),
    ...bothEach("an error thrown", errors, "async ({ remote }, kind) => remote.throw(kind).then(() => 'nothing thrown', whole)"),
    ...both({
      "an error as an argument": async ({ remote, caught }) => caught(async () => [await remote.about(Object.assign(new RangeError("r"), { code: 1 })), whole(await remote.echo({ e: Object.assign(new RangeError("r"), { code: 1 }) }).then(({ e }) => e))]),
      "a buffer that is detached": ({ remote, fault }) => fault(() => {
        const buffer = new ArrayBuffer(8);
        structuredClone(buffer, { transfer: [buffer] });
        return remote.echo(buffer);
      }),
      "two views of one buffer": async ({ remote }) => {
        const buffer = new Uint8Array([1, 2, 3, 4]).buffer;
        const { a, b } = await remote.echo({ a: new Uint8Array(buffer, 1, 2), b: new DataView(buffer) });
        return [a.buffer === b.buffer, a.byteLength, b.byteLength];
      },
      "a megabyte of bytes": async ({ remote, hex }) => {
        const bytes = Uint8Array.from({ length: 1 << 20 }, (_, i) => i * 31);
        const back = await remote.echo(bytes);
        return [back.length, back.every((x, i) => x === bytes[i])];
      },
      "too many bytes": ({ remote, fault }) => fault(async () => (await remote.echo(new Uint8Array(33 << 20))).length),
      "a Request, whole": async ({ remote }) => remote.request(new Request("http://a/b?c#d", { method: "PUT", body: "ünï", headers: { "x-a": "ü" }, redirect: "manual", cf: { cacheTtl: 5 } })),
      "a Request without a body": async ({ remote }) => remote.request(new Request("http://a/")),
      "a Request whose body streams": async ({ remote }) => remote.request(new Request("http://a/", { method: "POST", body: new Response("streamed").body })),
      "a Request whose body is used": async ({ remote, fault }) => fault(async () => {
        const request = new Request("http://a/", { method: "POST", body: "x" });
        await request.text();
        return remote.request(request);
      }),
      "the Request that came": async ({ remote, request, fault }) => fault(async () => (await remote.request(request)).slice(0, 1)),
      "a Request there and back": async ({ remote, fault }) => fault(async () => {
        const back = await remote.echo(new Request("http://a/", { method: "POST", body: "x" }));
        return [back instanceof Request, back.method, await back.text()];
      }),
      "a Request used after it was sent": async ({ remote, fault }) => {
        const request = new Request("http://a/", { method: "POST", body: "x" });
        await remote.request(request);
        return [request.bodyUsed, await fault(() => request.text())];
      },
      "a Response, whole": async ({ remote }) => remote.response(new Response("ünï", { status: 299, statusText: "Fine", headers: { "x-a": "1", "content-type": "a/b" } })),
      "a Response without a body": async ({ remote }) => remote.response(new Response(null, { status: 204 })),
      "a Response that redirects": async ({ remote }) => remote.response(Response.redirect("http://b/")),
      "a Response that is an error": ({ remote, fault }) => fault(() => remote.response(Response.error())),
      "a Response from elsewhere": async ({ remote, origin, fault }) => fault(async () => (await remote.response(await fetch(`${origin}/status?code=201`))).slice(0, 2)),
      "a Response whose body is used": ({ remote, fault }) => fault(async () => {
        const response = new Response("x");
        await response.text();
        return remote.response(response);
      }),
      "a Response with a WebSocket": ({ remote, fault }) => fault(async () => {
        const response = await remote.socket();
        return [response.status, response.webSocket === null];
      }),
      "a Response there and back": async ({ remote }) => {
        const back = await remote.echo(new Response("x", { headers: { a: "b" } }));
        return [back instanceof Response, back.headers.get("a"), await back.text()];
      },
      "a Response pipelined": ({ remote, fault }) => fault(() => remote.echo(new Response("x")).text()),
      "Headers pipelined": ({ remote, fault }) => fault(() => remote.echo(new Headers({ a: "b" })).get("a")),
      "a Map pipelined": ({ remote, fault }) => fault(() => remote.echo(new Map([["a", 1]])).get("a")),
      "a Date pipelined": ({ remote, fault }) => fault(() => remote.echo(new Date(5)).getTime()),
      "a string pipelined": ({ remote, fault }) => fault(() => remote.echo("text").length),
      "an array pipelined": async ({ remote, fault }) => [await fault(() => remote.echo([1, 2])[0]), await fault(() => remote.echo([1, 2]).length), await fault(() => remote.echo([1, 2]).at(0))],
      "a stream of bytes": async ({ remote, textOf }) => [await textOf(await remote.readable("bytes")), await remote.read((await remote.readable("bytes")))],
      "a stream of text": ({ remote, textOf, fault }) => fault(async () => textOf(await remote.readable("text"))),
      "a stream of objects": ({ remote, textOf, fault }) => fault(async () => textOf(await remote.readable("objects"))),
      "a stream that fails": ({ remote, textOf, fault }) => fault(async () => textOf(await remote.readable("fails"))),
      "a stream that is locked": ({ remote, fault }) => fault(() => {
        const stream = new Response("x").body;
        stream.getReader();
        return remote.read(stream);
      }),
      "a stream after it was sent": async ({ remote, thrown }) => {
        const stream = new Response("x").body;
        const read = remote.read(stream);
        return [stream.locked, thrown(() => stream.getReader()), await read];
      },
      "a stream twice in one message": ({ remote, fault }) => fault(async () => {
        const stream = new Response("x").body;
        const { a, b } = await remote.echo({ a: stream, b: stream });
        return [a === b, await new Response(a).text()];
      }),
      "a stream there and back": async ({ remote, textOf }) => textOf(await remote.echo(new Response("around").body)),
      "a stream, its chunks over there": async ({ remote }) => remote.chunks(new ReadableStream({ start(c) {
        c.enqueue(new Uint16Array([1]));
        c.close();
      } })),
      "a stream cancelled over here": async ({ remote, wait }) => {
        const seen = [];
        const back = await remote.echo(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(10)), cancel: (e) => void seen.push(`${e}`) }));
        const reader = back.getReader();
        await reader.read();
        await reader.cancel("enough");
        await wait(30);
        return seen;
      },
      "a writable, written to": async ({ remote, textOf }) => {
        const { readable, writable } = new IdentityTransformStream();
        const text = textOf(readable);
        return [await remote.write(writable, [new TextEncoder().encode("one "), new TextEncoder().encode("two")], "close"), await text];
      },
      "a writable, given text": ({ remote, textOf, fault }) => fault(async () => {
        const { readable, writable } = new IdentityTransformStream();
        const text = textOf(readable);
        return [await remote.write(writable, ["text"], "close"), await text];
      }),
      "a writable, given an object": ({ remote, fault }) => fault(() => remote.write(new WritableStream(), [{ a: 1 }], "close")),
      "a writable, given up": async ({ remote, fault, wait }) => {
        const seen = [];
        const said = await fault(() => remote.write(new WritableStream({ write: (c) => void seen.push(c.byteLength), abort: (e) => void seen.push(`${e}`) }), [new Uint8Array(3)], "abort"));
        await wait(20);
        return [said, seen];
      },
      "a writable that fails": ({ remote, fault }) => fault(() => remote.write(new WritableStream({ write() {
        throw new RangeError("full");
      } }), [new Uint8Array(3), new Uint8Array(3)], "close")),
      "a writable given": async ({ remote }) => {
        const { writable, log } = await remote.collecting();
        const writer = writable.getWriter();
        await writer.write(new TextEncoder().encode("a"));
        await writer.close();
        return log();
      },
      "a transform, both ends": async ({ remote, textOf, fault }) => fault(async () => {
        const { readable, writable } = await remote.echo(new TransformStream());
        const text = textOf(readable), writer = writable.getWriter();
        await writer.write(new Uint8Array([65]));
        await writer.close();
        return text;
      }),
      "nested stubs": async ({ remote }) => {
        const { a, list, map, f, nested } = await remote.handles();
        return [await a.ping(), await list[0].ping(), await map.get("m").ping(), await f(), await (await nested.g()).ping()];
      },
      "nested stubs, pipelined": async ({ remote, fault }) => [await fault(() => remote.handles().a.ping()), await fault(() => remote.handles().list[0].ping()), await fault(() => remote.handles().map.get("m").ping()), await fault(() => remote.handles().nested.g().ping())],
      "a stub given back": async ({ remote, fault }) => fault(async () => {
        const handle = await remote.handle(), back = await remote.echo(handle);
        return [back === handle, await back.ping(), await handle.ping()];
      }),
      "a stub of a stub": ({ remote, fault }) => fault(async () => {
        const handle = await remote.handle(), again = new RpcStub(handle);
        return [again === handle, await again.ping()];
      }),
      "a stub used over there, twice and later": async ({ remote, fault }) => [await fault(async () => remote.useTwice(await remote.handle())), await fault(async () => remote.useLater(await remote.handle())), await fault(async () => remote.useTwice({ ping: () => "own" })), await fault(() => remote.useTwice(new (class extends RpcTarget {
        ping() {
          return "of a target";
        }
      })()))],
      "a stub held from one call to the next": async ({ remote, fault }) => [await fault(() => remote.hold(new (class extends RpcTarget {
        ping() {
          return "held";
        }
      })())), await fault(() => remote.useHeld())],
      "dup of a function, of a property, of a result to come": async ({ remote, fault }) => [await fault(async () => {
        const { f } = await remote.handles(), g = f.dup();
        f[Symbol.dispose]();
        return [await g(), await fault(() => f())];
      }), await fault(async () => typeof (await remote.handles().f.dup())), await fault(async () => typeof remote.handle().dup)],
      "onRpcBroken": async ({ remote, fault }) => {
        const handle = await remote.handle();
        return [typeof handle.onRpcBroken, await fault(() => handle.onRpcBroken(() => {})), await fault(() => remote.broken(() => 1))];
      },
      "disposal: of a result with stubs": async ({ remote, fault }) => {
        const all = await remote.handles();
        all[Symbol.dispose]();
        return [await fault(() => all.a.ping()), await fault(() => all.f())];
      },
      "disposal: `using` and a throw": `async ({ remote, fault, wait }) => {
        const seen = [];
        const said = await fault(async () => {
          using handle = await remote.handle((what) => void seen.push(what));
          throw new RangeError(await handle.ping());
        });
        await wait(30);
        return [said, seen];
      }`,
      "disposal: `await using`": `async ({ remote, fault }) => fault(async () => {
        await using handle = await remote.handle();
        return handle.ping();
      })`,
      "disposal: of a promise, before and after": async ({ remote, fault, wait }) => {
        const seen = [], tell = (what) => void seen.push(what);
        const early = remote.handle(tell);
        early[Symbol.dispose]();
        const late = remote.handle(tell);
        await late;
        late[Symbol.dispose]();
        await wait(40);
        return [seen, await fault(() => early.ping()), await fault(() => late.ping())];
      },
      "disposal: each dup counts": async ({ remote, wait }) => {
        const seen = [], one = await remote.handle((what) => void seen.push(what)), two = one.dup(), three = two.dup();
        one[Symbol.dispose]();
        two[Symbol.dispose]();
        await wait(20);
        const before = seen.length;
        three[Symbol.dispose]();
        await wait(20);
        return [before, seen.length];
      },
      "pipelining over three calls": async ({ remote, fault }) => fault(() => remote.echo({ next: { echo: (x) => ({ x }) } }).next.echo(5).x),
      "a promise of the language in an argument": ({ remote, fault }) => fault(() => remote.echo({ p: Promise.resolve(5) })),
      "a call that nobody awaits and that fails": async ({ remote, wait }) => {
        remote.throw("mine").catch(() => {});
        await wait(10);
        return "fine";
      },
      "a signal": async ({ remote, fault }) => [await fault(() => remote.listen(AbortSignal.abort("why"))), await fault(() => remote.listen(new AbortController().signal)), await fault(() => remote.request(new Request("http://a/", { signal: AbortSignal.abort() })))],
    }),
    "an object's handle after its reset": async ({ env, random, fault, wait }) => {
      const room = env.ROOM.getByName(random()), handle = await room.handle(), { f } = await room.handles();
      const flying = fault(() => room.useLater(handle));
      const said = await fault(() => room.leave("mine"));
      return [said, await fault(() => handle.ping()), await fault(() => f()), await flying, await fault(() => handle.dup().ping()), await fault(() => room.handle()), await fault(() => env.ROOM.get(room.id).handle().ping())];
    },
    "an object's stream after its reset": async ({ env, random, fault, textOf }) => {
      const room = env.ROOM.getByName(random());
      const back = await room.echo(new ReadableStream({ pull: (c) => new Promise((go) => setTimeout(() => (c.enqueue(new Uint8Array(1)), go()), 10)) }));
      const read = fault(() => textOf(back));
      await fault(() => room.leave("mine"));
      return read;
    },
    "what an object held of its caller": async ({ env, random, fault, wait }) => {
      const seen = [], room = env.ROOM.getByName(random());
      await room.hold(new (class extends RpcTarget {
        ping() {
          return "held";
        }

        [Symbol.dispose]() {
          seen.push("disposed");
        }
      })());
      await fault(() => room.leave("mine"));
      await wait(40);
      return seen;
    },
  },
};
