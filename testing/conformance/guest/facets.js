// Classes of objects within another one. They have no namespaces of their own.
import { DurableObject, RpcTarget } from "cloudflare:workers";

class Counter extends RpcTarget {
  #n = 0;
  next() {
    return ++this.#n;
  }
}

/** What a client of the facet says comes back, by one kind of socket or the other. */
function upgraded(ctx, sleeps) {
  const [client, server] = Object.values(new WebSocketPair());
  if (sleeps) ctx.acceptWebSocket(server, ["tag"]);
  else {
    server.accept();
    server.addEventListener("message", ({ data }) => server.send(`heard ${data}`));
  }
  return new Response(null, { status: 101, webSocket: client });
}

export class Facet extends DurableObject {
  count() {
    return (this.n = (this.n ?? 0) + 1);
  }

  async add(n) {
    const sum = ((await this.ctx.storage.get("n")) ?? 0) + n;
    await this.ctx.storage.put("n", sum);
    return sum;
  }

  row(text) {
    const { sql } = this.ctx.storage;
    sql.exec("CREATE TABLE IF NOT EXISTS rows (text TEXT)");
    sql.exec("INSERT INTO rows VALUES (?)", text);
    return sql.exec("SELECT text FROM rows").toArray().map((row) => row.text);
  }

  async twice(fails) {
    const before = (await this.ctx.storage.get("n")) ?? 0;
    await this.ctx.storage.transaction(async (txn) => {
      await txn.put("n", before + 1);
      if (fails) throw new RangeError("undone");
    }).catch(() => {});
    return this.ctx.storage.get("n");
  }

  who() {
    return [this.ctx.id.toString(), this.ctx.id.name, typeof this.ctx.id];
  }

  props() {
    return this.ctx.props;
  }

  keys() {
    return [Object.keys(this.ctx.exports).sort(), Object.prototype.toString.call(this.ctx), this.constructor.name];
  }

  echo(value) {
    return value;
  }

  counter() {
    return new Counter();
  }

  call(f) {
    return f(5);
  }

  throws(message) {
    throw Object.assign(new RangeError(message), { code: 7 });
  }

  never() {
    return new Promise(() => {});
  }

  abort(reason) {
    this.ctx.abort(reason);
  }

  async alarm() {}

  async setAlarm() {
    await this.ctx.storage.setAlarm(Date.now() + 60_000);
    return "set";
  }

  getAlarm() {
    return this.ctx.storage.getAlarm();
  }

  async clear() {
    await this.ctx.storage.deleteAll();
    return (await this.ctx.storage.list()).size;
  }

  async inside(name, path, method, ...args) {
    const child = this.ctx.facets.get(name, () => ({ class: this.ctx.exports.Facet }));
    return path.length ? child.inside(path[0], path.slice(1), method, ...args) : child[method](...args);
  }

  end(name) {
    this.ctx.facets.delete(name);
  }

  slowly() {
    return this.ctx.blockConcurrencyWhile(async () => {
      this.n = 1;
      await scheduler.wait(20);
      return this.n;
    });
  }

  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (request.headers.get("upgrade")) return upgraded(this.ctx, pathname === "/sleeps");
    return Response.json([request.method, pathname, searchParams.get("q"), await request.text()], { status: 201, headers: { "x-facet": "yes" } });
  }

  webSocketMessage(socket, message) {
    socket.send(`${this.ctx.getTags(socket)} heard ${message}`);
  }

  webSocketClose(socket, code, reason) {
    socket.close(code, reason);
  }
}

/** Cannot be made. */
export class Broken extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    throw new RangeError("never made");
  }

  count() {
    return 1;
  }
}

/** Waits before anybody may call it. */
export class Slow extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.blockConcurrencyWhile(async () => {
      await scheduler.wait(10);
      this.n = (await ctx.storage.get("n")) ?? 0;
      await ctx.storage.put("n", this.n + 1);
    });
  }

  starts() {
    return this.n;
  }
}

/** As classes were written before there was a base class. */
export class Old {
  constructor(ctx) {
    this.ctx = ctx;
  }

  fetch() {
    return new Response("old");
  }
}
