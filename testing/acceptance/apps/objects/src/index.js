import { DurableObject } from "cloudflare:workers";

export class Counter extends DurableObject {
  async fetch() {
    const count = ((await this.ctx.storage.get("count")) ?? 0) + 1;
    await this.ctx.storage.put("count", count);
    return Response.json({ class: "Counter", count });
  }
}

export class Room extends DurableObject {
  async fetch(request) {
    const said = (await this.ctx.storage.get("said")) ?? [];
    said.push(new URL(request.url).searchParams.get("say") ?? "");
    await this.ctx.storage.put("said", said);
    return Response.json({ class: "Room", said });
  }
}

export default {
  async fetch(request, env) {
    const [, binding, name] = new URL(request.url).pathname.split("/");
    return env[binding].get(env[binding].idFromName(name)).fetch(request);
  },
};
