// The requests that Durable Objects are measured by. A plain module without anything of one runtime.
import { DurableObject } from "cloudflare:workers";

export class Counter extends DurableObject {
  async fetch(request) {
    if (request.headers.get("upgrade") === "websocket") return this.#socket(request);
    const n = ((await this.ctx.storage.get("n")) ?? 0) + 1;
    await this.ctx.storage.put("n", n);
    return new Response(String(n));
  }

  #socket(request) {
    const [client, server] = Object.values(new WebSocketPair());
    if (request.url.endsWith("/sleeping")) this.ctx.acceptWebSocket(server);
    else {
      server.accept();
      server.addEventListener("message", (e) => server.send(e.data));
    }
    return new Response(null, { status: 101, webSocket: client });
  }

  webSocketMessage(socket, message) {
    socket.send(message);
  }

  webSocketClose(socket) {
    socket.close();
  }

  upsert() {
    const { sql } = this.ctx.storage;
    if (!this.made) sql.exec("CREATE TABLE IF NOT EXISTS counts(id INTEGER PRIMARY KEY, n INTEGER)");
    this.made = true;
    return sql.exec("INSERT INTO counts VALUES (1, 1) ON CONFLICT(id) DO UPDATE SET n = n + 1 RETURNING n").one().n;
  }

  add(a, b) {
    return a + b;
  }

  /** Keeps the object from going to sleep. */
  stay() {
    this.timer ??= setInterval(() => {}, 30000);
    return this.upsert();
  }
}

const any = () => `c${(Math.random() * 100) | 0}`;
const number = async (promise) => new Response(String(await promise));

const routes = {
  "/": () => new Response("ready"),
  "/one": (request, env) => env.COUNTER.getByName("one").fetch(request),
  "/hundred": (request, env) => env.COUNTER.getByName(any()).fetch(request),
  "/sql/one": (_, env) => number(env.COUNTER.getByName("sql").upsert()),
  "/sql/hundred": (_, env) => number(env.COUNTER.getByName(`sql ${any()}`).upsert()),
  "/rpc/one": (_, env) => number(env.COUNTER.getByName("rpc").add(1, 2)),
  "/rpc/hundred": (_, env) => number(env.COUNTER.getByName(`rpc ${any()}`).add(1, 2)),
  "/echo": (request, env) => env.COUNTER.getByName("echo").fetch(request),
  "/echo/sleeping": (request, env) => env.COUNTER.getByName("sleeping").fetch(request),
};

export default {
  fetch(request, env) {
    const { pathname } = new URL(request.url);
    const [, verb, name] = pathname.split("/");
    if (verb === "touch") return number(env.COUNTER.getByName(name).upsert());
    if (verb === "stay") return number(env.COUNTER.getByName(name).stay());
    return routes[pathname]?.(request, env) ?? new Response("not found", { status: 404 });
  },
};
