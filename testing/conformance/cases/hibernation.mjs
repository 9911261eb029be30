import { each, hosting, inside } from "../workers.mjs";

/** What an object answers an upgrade with: a socket that may sleep. */
const slept = ({ ctx }, tags, attachment) => {
  const [client, server] = Object.values(new WebSocketPair());
  ctx.acceptWebSocket(server, tags);
  if (attachment !== undefined) server.serializeAttachment(attachment);
  return new Response(null, { status: 101, webSocket: client });
};

/** A client's conversation with one object, whose handlers are the steps; unless one of them says otherwise it closes when the client does. */
const talk = (says, steps, more = {}) => ({
  says, inside: { fetch: `(given) => slept(given)`, close: (_, socket) => socket.close(), ...steps }, ...more,
  run: ({ actor, request }) => actor(new URL(request.url).searchParams.get("name") ?? undefined).stub.fetch("http://object/socket", { headers: { upgrade: "websocket" } }),
});

/** The Worker itself is the client, so that a case can look at both ends. */
const open = async (a, path = "") => {
  const { webSocket } = await a.stub.fetch(`http://object/${path}`, { headers: { upgrade: "websocket" } });
  const seen = [];
  webSocket.addEventListener("message", (e) => seen.push(typeof e.data === "string" ? e.data : `${e.data.byteLength ?? e.data.size} bytes`));
  webSocket.addEventListener("close", (e) => seen.push(`closed ${e.code} ${e.reason} ${e.wasClean}`));
  webSocket.accept();
  return { socket: webSocket, seen };
};

const echo = (_, socket, message) => socket.send(message);

export const area = {
  name: "hibernation", title: "Durable Objects: sockets that sleep", order: 117, ...hosting(["actor.js"], ["Actor", "Bare"]),
  prelude: `const slept = ${slept};\nconst open = ${open};`,
  cases: {
    "an echo": talk(["one", "ünï", "", Buffer.from([1, 2, 255]), "x".repeat(70000), [1000, "bye"]], { message: echo, close: (_, socket, code, reason) => socket.close(code, reason) }),
    "what a message is": talk(["text", Buffer.from([1, 2]), [1000]], { message: (_, socket, message) => socket.send(`${typeof message} ${Object.prototype.toString.call(message)} ${message.byteLength ?? message.length}`) }),
    "what a socket is": talk(["?", [1000]], { message: (_, socket) => socket.send(JSON.stringify([Object.prototype.toString.call(socket), socket instanceof WebSocket, socket.readyState, socket.url, socket.protocol, socket.extensions])) }),
    "the same socket each time": talk(["a", "b", [1000]], { message: ({ self, ctx }, socket) => {
      const same = self.last === undefined || self.last === socket;
      self.last = socket;
      socket.send(`${same} ${ctx.getWebSockets()[0] === socket}`);
    } }),
    "messages arrive in order": talk(["1", "2", "3", "?", [1000]], { message: ({ self }, socket, message) => {
      self.seen.push(message);
      socket.send(message === "?" ? self.seen.join() : "ok");
    } }),
    "several answers to one message": talk(["3", undefined, undefined, [1000]], { message: (_, socket, n) => {
      for (let i = 0; i < +n; i++) socket.send(`${i}`);
    } }),
    "an answer after a wait": talk(["x", [1000]], { message: async ({ wait }, socket) => {
      await wait(20);
      socket.send("late");
    } }),
    "an answer after storage": talk(["x", "y", [1000]], { message: async ({ storage }, socket) => {
      const n = ((await storage.get("n")) ?? 0) + 1;
      await storage.put("n", n);
      socket.send(`${n}`);
    } }),
    "a greeting when it is accepted": talk([undefined, [1000]], { fetch: ({ ctx }) => {
      const [client, server] = Object.values(new WebSocketPair());
      ctx.acceptWebSocket(server);
      server.send("welcome");
      return new Response(null, { status: 101, webSocket: client });
    } }),
    "the object closes": talk(["x"], { message: (_, socket) => socket.close(4001, "enough") }),
    "the object closes, what its handler hears": { inside: { fetch: `(given) => slept(given)`, message: (_, socket) => socket.close(4001, "enough"), close: ({ self }, socket, ...rest) => void self.seen.push(rest), log: ({ self }) => self.seen }, run: async ({ actor, wait }) => {
      const a = actor(), client = await open(a);
      client.socket.send("x");
      await wait(60);
      client.socket.close(4002, "yes");
      await wait(60);
      return [client.seen, await a.log()];
    } },
    "the client closes": { inside: { fetch: `(given) => slept(given)`, close: ({ self, ctx }, socket, ...rest) => void self.seen.push([rest, socket.readyState, ctx.getWebSockets().length]), log: ({ self, ctx }) => [self.seen, ctx.getWebSockets().length] }, run: async ({ actor, wait }) => {
      const a = actor(), client = await open(a);
      client.socket.close(4000, "why");
      await wait(80);
      return [client.seen, await a.log()];
    } },
    "the client closes, the object answers": talk(["x", [4000, "why"]], { message: echo, close: (_, socket, code, reason, clean) => socket.close(code, `${reason}!`) }),
    "the client closes without a code": talk(["x", []], { message: echo, close: ({ caught }, socket, code, reason, clean) => socket.close(4003, `${code} ${clean}`) }),
    "the client closes, the object speaks on": talk([[4000, "why"]], { close: (_, socket) => {
      socket.send("late");
      socket.close(4003, "bye");
    } }),
    "the client closes, the object answers later": talk(["x", [4000, "why"]], { message: echo, close: async ({ wait }, socket) => {
      await wait(30);
      socket.close(4003, "bye");
    } }),
    "the object closes first, and the client in other words": { inside: { fetch: `(given) => slept(given)`, close: ({ self }, _, ...rest) => void self.seen.push(rest), tell: ({ ctx }) => ctx.getWebSockets()[0].close(4001, "mine"), log: ({ self, ctx }) => [self.seen, ctx.getWebSockets().length] }, run: async ({ actor, wait }) => {
      const a = actor(), { webSocket } = await a.stub.fetch("http://object/", { headers: { upgrade: "websocket" } }), seen = [];
      webSocket.accept({ allowHalfOpen: true });
      webSocket.addEventListener("close", (e) => {
        seen.push(e.code, e.reason, webSocket.readyState);
        webSocket.close(4002, "yours");
      });
      await a.tell();
      await wait(60);
      return [seen, await a.log(), webSocket.readyState];
    } },
    ...each("an ordinary socket of the object, the client closes with", [[[4000, "why"]], [[1000]], [[]]], async ({ actor, wait }, how) => {
      const a = actor(), { webSocket } = await a.stub.fetch("http://object/", { headers: { upgrade: "websocket" } }), seen = [];
      webSocket.accept();
      for (const type of ["message", "close"]) webSocket.addEventListener(type, (e) => seen.push([type, e.data, e.code, e.reason, e.wasClean]));
      webSocket.close(...how);
      await wait(60);
      return [seen, await a.log(), webSocket.readyState];
    }, { inside: { fetch: ({ self }) => {
      const [client, server] = Object.values(new WebSocketPair());
      server.accept({ allowHalfOpen: true });
      server.addEventListener("close", (e) => {
        self.seen.push(e.code, e.reason, e.wasClean, server.readyState);
        server.send("late");
        server.close(4003, "bye");
      });
      return new Response(null, { status: 101, webSocket: client });
    }, log: ({ self }) => self.seen } }),
    "an ordinary socket through the object": talk(["x", []], { fetch: () => {
      const [client, server] = Object.values(new WebSocketPair());
      server.accept({ allowHalfOpen: true });
      server.addEventListener("message", (e) => server.send(e.data));
      server.addEventListener("close", (e) => server.close(4003, `${e.code} ${e.wasClean}`));
      return new Response(null, { status: 101, webSocket: client });
    } }),
    "the client closes, what its handlers hear": { inside: { fetch: `(given) => slept(given)`, close: ({ self }, _, code, reason, clean) => void self.seen.push(["close", code, reason, clean]), error: ({ self }, _, e) => void self.seen.push(["error", e?.message]), log: ({ self }) => self.seen }, run: async ({ actor, wait }) => {
      const a = actor(), client = await open(a);
      client.socket.close(1000);
      await wait(50);
      return a.log();
    } },
    "the client closes, and nobody answers": talk(["x", [4000, "why"]], { message: echo, close: () => {} }),
    "a handler that throws": talk(["x", "y", [1000]], { message: (_, socket, message) => {
      socket.send(`got ${message}`);
      if (message === "x") throw new Error("mine");
    } }),
    "no handler": { inside: { fetch: `({ ctx, caught }) => caught(() => slept({ ctx }))` }, run: async ({ actor, env, wait, fault, random }) => fault(async () => {
      const a = actor(random(), env.BARE), client = await open(a);
      client.socket.send("x");
      await wait(50);
      return client.seen;
    }) },
    "getWebSockets": { inside: { fetch: `(given, request) => slept(given, [new URL(request.url).pathname.slice(1)])`, count: ({ ctx }, tag) => (tag === null ? ctx.getWebSockets() : ctx.getWebSockets(tag)).length }, run: async ({ actor, wait }) => {
      const a = actor(), sockets = [];
      for (const tag of ["a", "b", "a"]) sockets.push(await open(a, tag));
      const before = [await a.count(null), await a.count("a"), await a.count("b"), await a.count("c")];
      sockets[0].socket.close(1000);
      await wait(60);
      return [before, await a.count(null), await a.count("a")];
    } },
    "getWebSockets, their order and state": { inside: { fetch: `(given, request) => slept(given, ["t"], request.url.slice(-1))`, all: ({ ctx }) => ctx.getWebSockets().map((s) => [s.deserializeAttachment(), s.readyState, ctx.getTags(s)]) }, run: async ({ actor }) => {
      const a = actor();
      for (const n of ["1", "2", "3"]) await open(a, n);
      return (await a.all()).sort();
    } },
    "messages to all": { inside: { fetch: `(given) => slept(given)`, message: ({ ctx }, socket, message) => {
      for (const other of ctx.getWebSockets()) other.send(`${other === socket ? "me" : "other"}: ${message}`);
    } }, run: async ({ actor, wait }) => {
      const a = actor(), [one, two] = [await open(a), await open(a)];
      one.socket.send("hello");
      await wait(60);
      return [one.seen, two.seen];
    } },
    "sent by a request": { inside: { fetch: `(given) => slept(given)`, tell: ({ ctx }, text) => ctx.getWebSockets().map((s) => s.send(text)).length }, run: async ({ actor, wait }) => {
      const a = actor(), client = await open(a);
      await a.tell("news");
      await wait(40);
      return client.seen;
    } },
    ...each("tags", [[undefined], [[]], [["a"]], [["a", "b"]], [["a", "a"]], [[""]], [[5]], ["text"], [null], [Array.from({ length: 10 }, (_, i) => `t${i}`)], [Array.from({ length: 11 }, (_, i) => `t${i}`)], [["x".repeat(256)]], [["x".repeat(257)]], [["ü".repeat(129)]], [{}]], ({ actor }) => actor().inside(), { inside: ({ ctx, caught }, tags) => caught(() => {
      const server = new WebSocketPair()[1];
      ctx.acceptWebSocket(server, tags);
      return ctx.getTags(server);
    }) }),
    ...each("acceptWebSocket of", [() => undefined, () => null, () => 5, () => ({}), () => {
      const s = new WebSocketPair()[0];
      s.accept();
      return s;
    }], ({ actor }) => actor().inside(), { inside: ({ ctx, caught }, make) => caught(() => ctx.acceptWebSocket(make())) }),
    "accepted twice": inside(({ ctx, thrown }) => {
      const s = new WebSocketPair()[0];
      ctx.acceptWebSocket(s);
      return [thrown(() => ctx.acceptWebSocket(s)), thrown(() => s.accept())];
    }),
    "both ends of a pair": inside(({ ctx, thrown }) => {
      const [a, b] = Object.values(new WebSocketPair());
      return [thrown(() => ctx.acceptWebSocket(a)), thrown(() => ctx.acceptWebSocket(b))];
    }),
    "listeners on one that sleeps": inside(({ ctx, thrown }) => {
      const s = new WebSocketPair()[0];
      ctx.acceptWebSocket(s);
      return [thrown(() => s.addEventListener("message", () => {})), thrown(() => s.send("x")), s.readyState];
    }),
    "getTags of one that is not accepted": inside(({ ctx, thrown }) => [thrown(() => ctx.getTags(new WebSocketPair()[0])), thrown(() => ctx.getTags(5)), thrown(() => ctx.getTags())]),
    ...each("an attachment", [() => 5, () => null, () => undefined, () => "text", () => ({ a: new Date(7), m: new Map([["k", 1]]) }), () => new Uint8Array([1, 2]), () => () => {}, () => 5n], ({ actor }) => actor().inside(), { inside: ({ ctx, caught }, make) => caught(() => {
      const s = new WebSocketPair()[0];
      ctx.acceptWebSocket(s);
      const before = s.deserializeAttachment();
      s.serializeAttachment(make());
      const back = s.deserializeAttachment();
      return [before, Object.prototype.toString.call(back), back?.m ? [...back.m] : back];
    }) }),
    ...each("an attachment's size", [[2000], [2048], [16000], [16384], [17000]], ({ actor }) => actor().inside(), { inside: ({ ctx, caught }, n) => caught(() => {
      const s = new WebSocketPair()[0];
      ctx.acceptWebSocket(s);
      s.serializeAttachment("x".repeat(n));
      return s.deserializeAttachment().length;
    }) }),
    "an attachment is a copy": inside(({ ctx }) => {
      const s = new WebSocketPair()[0], o = { a: 1 };
      ctx.acceptWebSocket(s);
      s.serializeAttachment(o);
      o.a = 2;
      return [s.deserializeAttachment(), s.deserializeAttachment() === s.deserializeAttachment()];
    }),
    "an attachment in the handler": talk(["?", [1000]], { fetch: `(given) => slept(given, ["t"], { n: 7 })`, message: ({ ctx }, socket) => socket.send(JSON.stringify([socket.deserializeAttachment(), ctx.getTags(socket)])) }),
    "an attachment changed between messages": talk(["a", "b", "c", [1000]], { fetch: `(given) => slept(given, [], 0)`, message: (_, socket) => {
      const n = socket.deserializeAttachment() + 1;
      socket.serializeAttachment(n);
      socket.send(`${n}`);
    } }),
    "auto response": talk(["ping", "other", "ping", [1000]], { fetch: `(given) => { given.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong")); return slept(given); }`, message: ({ self, ctx }, socket, message) => {
      self.seen.push(message);
      const at = ctx.getWebSocketAutoResponseTimestamp(socket);
      socket.send(`${self.seen.join()} ${at instanceof Date}`);
    } }),
    "auto response: set, get, unset": inside(({ ctx, thrown }) => {
      const before = ctx.getWebSocketAutoResponse();
      ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
      const pair = ctx.getWebSocketAutoResponse();
      ctx.setWebSocketAutoResponse();
      return [before, pair.request, pair.response, Object.prototype.toString.call(pair), Object.keys(pair), ctx.getWebSocketAutoResponse()];
    }),
    ...each("an auto response of", [["a", "b"], ["", ""], ["x".repeat(2048), "y"], ["x".repeat(2049), "y"], ["x", "y".repeat(2049)], [5, 6], ["x"]], ({ actor }) => actor().inside(), { inside: ({ ctx, thrown }, ...pair) => thrown(() => ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(...pair))) }),
    "auto response of something else": inside(({ ctx, thrown }) => [5, null, {}, "x"].map((x) => thrown(() => ctx.setWebSocketAutoResponse(x)))),
    "auto response and its time": inside(({ ctx, thrown }) => {
      const s = new WebSocketPair()[0];
      ctx.acceptWebSocket(s);
      return [ctx.getWebSocketAutoResponseTimestamp(s), thrown(() => ctx.getWebSocketAutoResponseTimestamp(new WebSocketPair()[0])), thrown(() => ctx.getWebSocketAutoResponseTimestamp())];
    }),
    "the event timeout": inside(({ ctx, thrown }) => [ctx.getHibernatableWebSocketEventTimeout(), thrown(() => ctx.setHibernatableWebSocketEventTimeout(1000)), ctx.getHibernatableWebSocketEventTimeout(), thrown(() => ctx.setHibernatableWebSocketEventTimeout(-1)), thrown(() => ctx.setHibernatableWebSocketEventTimeout(604800001)), thrown(() => ctx.setHibernatableWebSocketEventTimeout("x")), thrown(() => ctx.setHibernatableWebSocketEventTimeout())]),
    "ordinary sockets are not among them": { inside: { fetch: ({ ctx }) => {
      const [client, server] = Object.values(new WebSocketPair());
      server.accept();
      return new Response(null, { status: 101, webSocket: client });
    }, count: ({ ctx }) => ctx.getWebSockets().length }, run: async ({ actor }) => {
      const a = actor();
      await open(a);
      return a.count();
    } },
    "sockets and a reset": { inside: { fetch: `(given) => slept(given)`, message: echo, die: ({ ctx }) => ctx.abort("mine"), count: ({ ctx }) => ctx.getWebSockets().length }, run: async ({ actor, fault, wait }) => {
      const a = actor(), name = a.stub.name.replace(/^\d+ /, ""), client = await open(a);
      await fault(() => a.die());
      await wait(60);
      return [client.seen, await fault(() => actor(name).count())];
    } },
    "sent and closed at once": talk(["x"], { message: (_, socket) => {
      socket.send("one");
      socket.send("two");
      socket.close(1000, "done");
    } }),
    "sends after close": talk(["x"], { message: ({ thrown }, socket) => {
      socket.close(1000, "done");
      socket.send("late");
    } }),
    "sends after close, what is thrown": { inside: { fetch: `(given) => slept(given)`, message: ({ self, thrown }, socket) => {
      self.seen.push(socket.readyState);
      socket.close(1000, "done");
      self.seen.push(socket.readyState, thrown(() => socket.send("late")), thrown(() => socket.close(1000, "again")));
    }, log: ({ self }) => self.seen }, run: async ({ actor, wait }) => {
      const a = actor(), client = await open(a);
      client.socket.send("x");
      await wait(60);
      return a.log();
    } },
    ...each("the object closes with", [[[1000]], [[1005]], [[999]], [[3000, "r"]], [[5000]], [[]], [[1000, "r".repeat(124)]]], async ({ actor, wait }) => {
      const a = actor(), client = await open(a);
      client.socket.send("x");
      await wait(50);
      return [await a.log(), client.seen];
    }, { inside: { fetch: "({ ctx }) => slept({ ctx })", message: ({ self, thrown }, how, socket) => void self.seen.push(thrown(() => socket.close(...how)), socket.readyState), log: ({ self }) => self.seen } }),
    "many sockets": { inside: { fetch: `(given) => slept(given)`, message: ({ ctx }, socket, message) => {
      for (const other of ctx.getWebSockets()) other.send(message);
    } }, run: async ({ actor, wait }) => {
      const a = actor(), all = await Promise.all(Array.from({ length: 50 }, () => open(a)));
      all[0].socket.send("to all");
      await wait(150);
      return all.filter(({ seen }) => seen.length === 1 && seen[0] === "to all").length;
    } },
    "it sleeps, and wakes for a message": { patience: 30000, ...talk(["a", 13000, "b", [1000]], { fetch: `(given) => (given.self.seen.push("accepted"), slept(given, ["tag"], { kept: 1 }))`, message: ({ self, ctx }, socket, message) => {
      self.seen.push(message);
      socket.send(`${self.seen.join()} ${ctx.getTags(socket)} ${JSON.stringify(socket.deserializeAttachment())} ${ctx.getWebSockets().length}`);
    } }) },
    "a timer keeps it awake": { patience: 30000, ...talk(["a", 13000, "b", [1000]], { fetch: `(given) => { setInterval(() => {}, 1000); return slept(given); }`, message: ({ self }, socket, message) => {
      self.seen.push(message);
      socket.send(self.seen.join());
    } }) },
    "asleep, auto response does not wake it": { patience: 30000, ...talk(["ping", 12000, "ping", "look", [1000]], { fetch: `(given) => { given.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong")); given.self.seen.push("accepted"); return slept(given); }`, message: ({ self, ctx }, socket, message) => {
      self.seen.push(message);
      socket.send(`${self.seen.join()} ${ctx.getWebSocketAutoResponse()?.response}`);
    } }) },
  },
};
