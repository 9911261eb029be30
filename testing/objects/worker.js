// The objects of this lane. Each keeps its state in one of the ways that the platform offers, and every answer tells it.
import { DurableObject } from "cloudflare:workers";

/** A number, kept by the asynchronous interface, by SQL, in memory with a write that nobody awaits, or by an object within. */
export class Counter extends DurableObject {
  async add(way) {
    return this[way](1);
  }

  async read(way) {
    return this[way](0);
  }

  async kv(n) {
    const sum = ((await this.ctx.storage.get("n")) ?? 0) + n;
    if (n) await this.ctx.storage.put("n", sum);
    return sum;
  }

  sql(n) {
    const { sql } = this.ctx.storage;
    sql.exec("CREATE TABLE IF NOT EXISTS counts(id INTEGER PRIMARY KEY, n INTEGER)");
    return sql.exec("INSERT INTO counts VALUES (1, ?1) ON CONFLICT(id) DO UPDATE SET n = n + ?1 RETURNING n", n).one().n;
  }

  facet(n) {
    return this.ctx.facets.get("inner", () => ({ class: this.ctx.exports.Counter })).kv(n);
  }

  async memory(n) {
    this.n ??= this.ctx.storage.kv.get("n") ?? 0;
    this.n += n;
    if (n) this.ctx.storage.put("n", this.n);
    return this.n;
  }
}

export class List extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS items(place INTEGER PRIMARY KEY AUTOINCREMENT, item INTEGER)");
  }

  append(item) {
    return this.ctx.storage.sql.exec("INSERT INTO items(item) VALUES (?) RETURNING place", item).one().place;
  }

  read() {
    return this.ctx.storage.sql.exec("SELECT item FROM items ORDER BY place").raw().toArray().map(([item]) => item);
  }
}

const accounts = ["a", "b", "c", "d"];

/** Four accounts; what leaves one arrives at another, by two statements, two writes, or a transaction with pauses. */
export class Bank extends DurableObject {
  async transfer(way, from, to, amount) {
    return this[way](from, to, amount);
  }

  async read(way) {
    const balances = way === "sql" ? this.#rows() : await this.#values();
    return accounts.map((name) => balances[name]);
  }

  #rows() {
    const { sql } = this.ctx.storage;
    sql.exec("CREATE TABLE IF NOT EXISTS balances(name TEXT PRIMARY KEY, amount INTEGER)");
    for (const name of accounts) sql.exec("INSERT OR IGNORE INTO balances VALUES (?, 100)", name);
    return Object.fromEntries(sql.exec("SELECT name, amount FROM balances").raw().toArray());
  }

  async #values(storage = this.ctx.storage) {
    const held = await storage.get(accounts);
    return Object.fromEntries(accounts.map((name) => [name, held.get(name) ?? 100]));
  }

  sql(from, to, amount) {
    const { sql } = this.ctx.storage;
    if (this.#rows()[from] < amount) return null;
    sql.exec("UPDATE balances SET amount = amount - ? WHERE name = ?", amount, from);
    sql.exec("UPDATE balances SET amount = amount + ? WHERE name = ?", amount, to);
    return accounts.map((name) => this.#rows()[name]);
  }

  async kv(from, to, amount) {
    const balances = await this.#values();
    if (balances[from] < amount) return null;
    balances[from] -= amount;
    balances[to] += amount;
    this.ctx.storage.put(from, balances[from]);
    this.ctx.storage.put(to, balances[to]);
    return accounts.map((name) => balances[name]);
  }

  transaction(from, to, amount) {
    return this.ctx.storage.transaction(async (storage) => {
      const balances = await this.#values(storage);
      if (balances[from] < amount) return null;
      await storage.put(from, (balances[from] -= amount));
      await new Promise((go) => setTimeout(go, 1));
      await storage.put(to, (balances[to] += amount));
      return accounts.map((name) => balances[name]);
    });
  }
}

/** Rings once, some time after it was told to, and writes that down. */
export class Clock extends DurableObject {
  async set(after) {
    await this.ctx.storage.setAlarm(Date.now() + after);
    return true;
  }

  async alarm() {
    await this.ctx.storage.put("rung", ((await this.ctx.storage.get("rung")) ?? 0) + 1);
  }

  async read() {
    return (await this.ctx.storage.get("rung")) ?? 0;
  }
}

/** Sockets that sleep, and say their number and how often they were heard. */
export class Room extends DurableObject {
  born = crypto.randomUUID();

  async fetch(request) {
    const [client, server] = Object.values(new WebSocketPair());
    this.ctx.acceptWebSocket(server);
    server.serializeAttachment({ number: +new URL(request.url).searchParams.get("number") });
    return new Response(null, { status: 101, webSocket: client });
  }

  /** `born?` asks for what every new instance has anew. */
  webSocketMessage(socket, message) {
    socket.send(`${socket.deserializeAttachment().number} ${message === "born?" ? this.born : message}`);
  }

  webSocketClose(socket) {
    socket.close();
  }
}

/** `POST /` with { kind, name, method, args }; the answer is what the object's method returns. */
export default {
  async fetch(request, env) {
    if (request.headers.get("upgrade")) return env.Room.getByName(new URL(request.url).searchParams.get("room")).fetch(request);
    if (request.method !== "POST") return new Response("ready");
    const { kind, name, method, args } = await request.json();
    return Response.json({ value: await env[kind].getByName(name)[method](...args) });
  },
};
