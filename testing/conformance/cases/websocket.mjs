import { each } from "../workers.mjs";

/** Answers with one end of a pair and hands the other to `talk`. */
const upgraded = (talk, init, options) => {
  const [client, server] = Object.values(new WebSocketPair());
  server.accept(options);
  talk(server);
  return new Response(null, { status: 101, webSocket: client, ...init });
};

/** An end that does not close when the client does, but when it has said what it wants to. */
const stubborn = (name, how) => ({ [name]: { says: [how], run: () => upgraded((s) => s.addEventListener("close", (e) => {
  s.send(`late ${e.code} ${e.reason} ${s.readyState}`);
  setTimeout(() => s.close(4003, "bye"), 10);
}), {}, { allowHalfOpen: true }) } });

export const area = {
  name: "websocket", title: "WebSocket: pairs, clients, outgoing", order: 60,
  prelude: `const upgraded = ${upgraded};`,
  cases: {
    "a pair talks to itself": async ({ wait }) => {
      const [a, b] = Object.values(new WebSocketPair()), seen = [];
      a.accept();
      b.accept();
      b.addEventListener("message", (e) => (seen.push([e.type, e.data, e instanceof MessageEvent]), b.send(`re ${e.data}`)));
      a.addEventListener("message", (e) => seen.push(e.data));
      a.send("hello");
      await wait(10);
      return seen;
    },
    "bytes between a pair": async ({ wait, hex }) => {
      const [a, b] = Object.values(new WebSocketPair()), seen = [];
      a.accept();
      b.accept();
      b.addEventListener("message", (e) => seen.push([Object.prototype.toString.call(e.data), typeof e.data === "string" ? e.data : e.data.byteLength]));
      a.send(new Uint8Array([1, 2]));
      a.send(new ArrayBuffer(3));
      a.send(new Uint8Array([9, 8, 7, 6]).subarray(1, 3));
      await wait(10);
      return seen;
    },
    ...each("send of", [() => 5, () => null, () => undefined, () => ({}), () => new Blob(["x"]), () => [1], () => "", () => "\ud800"], async ({ wait, caught }, make) => {
      const [a, b] = Object.values(new WebSocketPair()), seen = [];
      a.accept();
      b.accept();
      b.addEventListener("message", (e) => seen.push(e.data));
      const said = await caught(() => a.send(make()));
      await wait(5);
      return [said, seen];
    }),
    "messages wait for accept": async ({ wait }) => {
      const [a, b] = Object.values(new WebSocketPair()), seen = [];
      a.accept();
      a.send("early");
      b.addEventListener("message", (e) => seen.push(e.data));
      await wait(5);
      const before = seen.length;
      b.accept();
      await wait(5);
      return [before, seen];
    },
    "send before accept": ({ caught }) => caught(() => new WebSocketPair()[0].send("x")),
    "close before accept": ({ caught }) => caught(() => new WebSocketPair()[0].close()),
    "accept twice": ({ caught }) => caught(() => {
      const a = new WebSocketPair()[0];
      a.accept();
      a.accept();
      return "fine";
    }),
    "close": async ({ wait, caught }) => {
      const [a, b] = Object.values(new WebSocketPair()), seen = [];
      a.accept();
      b.accept();
      b.addEventListener("close", (e) => (seen.push(["b", e.code, e.reason, e.wasClean, b.readyState]), b.close(4001, "back")));
      a.addEventListener("close", (e) => seen.push(["a", e.code, e.reason, e.wasClean, a.readyState]));
      a.close(4000, "done");
      const during = a.readyState;
      await wait(10);
      return [during, seen, a.readyState, b.readyState, await caught(() => a.send("late")), await caught(() => a.close())];
    },
    "close without arguments": async ({ wait }) => {
      const [a, b] = Object.values(new WebSocketPair()), seen = [];
      a.accept();
      b.accept();
      b.addEventListener("close", (e) => seen.push([e.code, e.reason, e.wasClean]));
      a.close();
      await wait(5);
      return seen;
    },
    ...each("close with", [[1000], [1001], [1005], [1006], [2999], [3000, "r"], [4999], [5000], [999], ["x"], [undefined, "r"], [1000, "r".repeat(124)], [1000, 5], [1011], [1015], [1004]], ({ caught }, ...args) => {
      const [a, b] = Object.values(new WebSocketPair());
      a.accept();
      b.accept();
      return caught(() => a.close(...args));
    }),
    "shapes": () => {
      const pair = new WebSocketPair(), [a, b] = Object.values(pair);
      return [Object.keys(pair), pair[0] === a, pair[1] === b, a instanceof WebSocket, a.readyState, a.url, a.protocol, a.extensions, a.binaryType, Object.prototype.toString.call(a), Object.prototype.toString.call(pair), a instanceof EventTarget];
    },
    "a pair is iterated": ({ caught }) => caught(() => {
      const [a, b] = new WebSocketPair();
      return [a instanceof WebSocket, b instanceof WebSocket];
    }),
    "constants": () => [WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED, WebSocket.READY_STATE_OPEN, WebSocket.prototype.OPEN],
    "illegal this": ({ caught }) => caught(() => WebSocket.prototype.send.call({}, "x")),
    "without new": ({ caught }) => Promise.all([caught(() => WebSocket("ws://a")), caught(() => WebSocketPair())]),
    "attachments": ({ caught }) => {
      const a = new WebSocketPair()[0];
      return Promise.all([caught(() => a.deserializeAttachment()), caught(() => a.serializeAttachment({ a: 1 })), caught(() => a.deserializeAttachment())]);
    },
    ...each("binaryType of", ["blob", "arraybuffer", "x", 5], ({ caught }, type) => caught(() => {
      const a = new WebSocketPair()[0];
      a.binaryType = type;
      return a.binaryType;
    })),
    "accept with options": ({ caught }) => Promise.all([undefined, null, {}, { allowHalfOpen: true }, 5].map((o) => caught(() => new WebSocketPair()[0].accept(o)))),
    "a client is echoed": { says: ["hello", "ünï", Buffer.from([1, 2, 255]), "", "x".repeat(70000), [1000, "bye"]], run: () => upgraded((s) => s.addEventListener("message", (e) => s.send(e.data))) },
    "the server closes": { says: ["go"], run: () => upgraded((s) => s.addEventListener("message", () => s.close(4321, "enough"))) },
    "the server speaks first": { says: [undefined, [1000]], run: () => upgraded((s) => s.send("welcome")) },
    "the server closes at once": { says: [undefined], run: () => upgraded((s) => s.close(1000, "no")) },
    "the server throws in a listener": { says: ["a", "b", [1000]], run: () => upgraded((s) => s.addEventListener("message", (e) => {
      s.send(e.data);
      if (e.data === "a") throw new Error("mine");
    })) },
    "the client closes": { says: ["x", [4000, "why"]], run: () => upgraded((s) => {
      s.addEventListener("message", (e) => s.send(e.data));
      s.addEventListener("close", (e) => s.close(e.code, `${e.reason}!`));
    }) },
    "the client closes without a code": { says: ["x", []], run: () => upgraded((s) => {
      s.addEventListener("message", (e) => s.send(e.data));
      s.addEventListener("close", (e) => s.close(4000, `${e.code}`));
    }) },
    ...stubborn("an end that stays open", [4000, "why"]),
    ...stubborn("an end that stays open, and a close without a code", []),
    "a protocol": { says: ["x", [1000]], send: { headers: { protocols: ["one", "two"] } }, run: () => upgraded((s) => s.addEventListener("message", (e) => s.send(e.data)), { headers: { "sec-websocket-protocol": "two" } }) },
    "an upgrade that is refused": { says: ["x"], run: () => new Response("no", { status: 403 }) },
    "many messages": { says: ["50", [1000]], run: () => upgraded((s) => s.addEventListener("message", (e) => {
      for (let i = 0; i < +e.data; i++) s.send(`m${i}`);
    })) },
    "messages after a wait": { says: ["x", [1000]], run: ({ wait }) => upgraded((s) => s.addEventListener("message", async (e) => {
      await wait(5);
      s.send(`late ${e.data}`);
    })) },
    "101 without an upgrade": { answers: true, run: () => upgraded(() => {}) },
    "101 without a socket": ({ caught }) => caught(() => new Response(null, { status: 101 })),
    "a socket with another status": ({ caught }) => Promise.all([caught(() => new Response(null, { webSocket: new WebSocketPair()[0] }).status), caught(() => new Response("b", { status: 101, webSocket: new WebSocketPair()[0] }).status)]),
    "an accepted socket in an answer": { says: ["x"], run: () => {
      const [client, server] = Object.values(new WebSocketPair());
      client.accept();
      server.accept();
      return new Response(null, { status: 101, webSocket: client });
    } },
    "the same socket twice": ({ caught }) => caught(() => {
      const { 0: client } = new WebSocketPair();
      new Response(null, { status: 101, webSocket: client });
      return new Response(null, { status: 101, webSocket: client }).webSocket === client;
    }),
    "outgoing by its constructor": ({ origin }) => new Promise((done) => {
      const s = new WebSocket(origin.replace("http", "ws")), seen = [s.readyState, s.url.startsWith("ws://127")];
      s.addEventListener("open", (e) => (seen.push(e.type, s.readyState, s.protocol), s.send("hello")));
      s.addEventListener("message", (e) => (seen.push(e.data), s.close(4000, "bye")));
      s.addEventListener("close", (e) => done([...seen, e.code, e.reason, e.wasClean, s.readyState]));
      s.addEventListener("error", (e) => done([...seen, "error", e.message]));
    }),
    "outgoing bytes": ({ origin }) => new Promise((done) => {
      const s = new WebSocket(origin.replace("http", "ws"));
      s.addEventListener("open", () => s.send(new Uint8Array([1, 2, 3])));
      s.addEventListener("message", (e) => (done([Object.prototype.toString.call(e.data), e.data.byteLength ?? e.data.size]), s.close()));
      s.addEventListener("error", (e) => done(["error", e.message]));
    }),
    "outgoing by fetch": async ({ origin }) => {
      const answer = await fetch(origin, { headers: { upgrade: "websocket" } }), s = answer.webSocket;
      s.accept();
      return new Promise((done) => {
        s.addEventListener("message", (e) => (s.close(1000), done([answer.status, answer.statusText, s.readyState, e.data])));
        s.send("by fetch");
      });
    },
    "outgoing by fetch, with headers": async ({ origin }) => {
      const s = (await fetch(origin, { headers: { upgrade: "websocket", "x-sent": "mine" } })).webSocket;
      s.accept();
      return new Promise((done) => {
        s.addEventListener("message", (e) => (s.close(1000), done(e.data)));
        s.send("header");
      });
    },
    "outgoing by fetch, refused": async ({ origin }) => {
      const answer = await fetch(`${origin}/refuse`, { headers: { upgrade: "websocket" } });
      return [answer.status, answer.webSocket, await answer.text()];
    },
    "outgoing, refused": ({ origin }) => new Promise((done) => {
      const seen = [], s = new WebSocket(`${origin.replace("http", "ws")}/refuse`);
      s.addEventListener("open", () => seen.push("open"));
      s.addEventListener("error", (e) => seen.push([e.type, e.message]));
      s.addEventListener("close", (e) => done([...seen, e.code, e.reason, e.wasClean]));
      setTimeout(() => done([...seen, "no close"]), 500);
    }),
    "outgoing with a protocol": ({ origin }) => new Promise((done) => {
      const s = new WebSocket(origin.replace("http", "ws"), ["one", "two"]);
      s.addEventListener("open", () => (done([s.protocol, s.extensions]), s.close()));
      s.addEventListener("error", (e) => done(["error", e.message]));
    }),
    "outgoing, closed by the other side": ({ origin }) => new Promise((done) => {
      const s = new WebSocket(origin.replace("http", "ws"));
      s.addEventListener("open", () => s.send("close 4123 over there"));
      s.addEventListener("close", (e) => done([e.code, e.reason, e.wasClean]));
    }),
    "outgoing, vanished": ({ origin }) => new Promise((done) => {
      const seen = [], s = new WebSocket(origin.replace("http", "ws"));
      s.addEventListener("open", () => s.send("vanish"));
      s.addEventListener("error", (e) => seen.push(["error", e.message]));
      s.addEventListener("close", (e) => done([...seen, e.code, e.reason, e.wasClean]));
      setTimeout(() => done([...seen, "no close"]), 500);
    }),
    ...each("outgoing to", ["http://127.0.0.1/x", "ftp://a", "nonsense", "", "ws://a#frag", "wss://u:p@a/"], ({ caught }, url) => caught(() => {
      const s = new WebSocket(url);
      s.addEventListener("error", () => {});
      return s.url;
    })),
    ...each("a protocol of", ["a b", "", ["a", "a"], 5, ["ä"], []], ({ caught, origin }, protocols) => caught(() => {
      const s = new WebSocket(origin.replace("http", "ws"), protocols);
      s.addEventListener("error", () => {});
      s.addEventListener("open", () => s.close());
      return s.readyState;
    })),
    "fetch of a ws address": ({ caught, origin }) => caught(async () => (await fetch(origin.replace("http", "ws"), { headers: { upgrade: "websocket" } })).status),
    "a proxied socket": {
      says: ["through", [1000]],
      run: ({ origin }) => fetch(origin, { headers: { upgrade: "websocket" } }),
    },
    "a socket bridged by hand": {
      says: ["bridge", "two", [1000]],
      run: async ({ origin }) => {
        const far = (await fetch(origin, { headers: { upgrade: "websocket" } })).webSocket;
        far.accept();
        return upgraded((near) => {
          near.addEventListener("message", (e) => far.send(`to ${e.data}`));
          far.addEventListener("message", (e) => near.send(`back ${e.data}`));
          near.addEventListener("close", () => far.close());
        });
      },
    },
  },
};
