// The same for what Durable Objects and RPC hand out, which no global name leads to.
import { DurableObject, RpcStub, RpcTarget } from "cloudflare:workers";
import * as workers from "cloudflare:workers";
import { chain } from "./surface.js";

export class Room extends DurableObject {
  async look() {
    const { ctx } = this, { storage } = ctx, { sql, kv } = storage;
    const cursor = sql.exec("SELECT 1"), found = { state: chain(ctx), objectId: chain(ctx.id), storage: chain(storage), sql: chain(sql), kv: chain(kv), facets: chain(ctx.facets) };
    Object.assign(found, { cursor: chain(cursor), rawCursor: chain(cursor.raw()) });
    found.transaction = await storage.transaction(async (transaction) => chain(transaction));
    const [socket] = Object.values(new WebSocketPair());
    ctx.acceptWebSocket(socket);
    return { ...found, hibernatable: chain(socket), pair: chain(new WebSocketRequestResponsePair("a", "b")) };
  }

  async alarm() {}
}

class Target extends RpcTarget {}

export default {
  async fetch(request, env, ctx) {
    const stub = env.ROOM.getByName("room"), promise = stub.look();
    const found = { namespace: chain(env.ROOM), id: chain(stub.id), stub: chain(stub), rpcPromise: chain(promise), rpcProperty: chain(stub.anything), ...(await promise) };
    Object.assign(found, { rpcStub: chain(new RpcStub(new Target())), target: chain(new Target()), context: chain(ctx) });
    for (const name of Object.keys(workers).sort()) found[`cloudflare:workers ${name}`] = typeof workers[name] === "function" ? { kind: "class", prototype: workers[name].prototype ? chain(workers[name].prototype).own : {} } : { kind: typeof workers[name] };
    return new Response(JSON.stringify(found));
  },
};
