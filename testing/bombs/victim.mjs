// A Worker that has done nothing wrong, asked steadily while its neighbours explode.
import { inline } from "../kit/bundle.mjs";
import { sleep } from "../kit/processes.mjs";

const source = `export default { async fetch(request) {
  const { n } = await request.json();
  return Response.json({ n, double: n * 2, path: new URL(request.url).pathname });
} };`;

/** The same with an object that counts: what it acknowledged is never taken back, whatever its engine goes through. */
const counting = `import { DurableObject } from "cloudflare:workers";
export class Tally extends DurableObject {
  async add() {
    const n = ((await this.ctx.storage.get("n")) ?? 0) + 1;
    await this.ctx.storage.put("n", n);
    return n;
  }
}
export default { async fetch(request, env) {
  if (request.method === "GET") return Response.json({ n: await env.TALLY.getByName("tally").add() });
  ${source.slice(source.indexOf("const"))}`;
const bindings = [{ type: "durable_object_namespace", name: "TALLY", class_name: "Tally" }];

export class Victim {
  failures = [];
  lost = [];
  asked = 0;
  slowest = 0;
  #running = true;

  constructor(node, api, { connections = 4, objects = false } = {}) {
    Object.assign(this, { node, api, connections, objects });
  }

  async start() {
    await this.api.deploy(this.objects ? inline("victim", counting, { objects: ["Tally"], bindings }) : inline("victim", source));
    this.loops = Array.from({ length: this.connections }, (_, i) => this.#loop(i));
    if (this.objects) this.loops.push(this.#count());
  }

  /** Counts on one object; an addition without an answer may have happened or not. */
  async #count() {
    let last = 0, doubtful = 0;
    while (this.#running) {
      const answer = await this.node.ask("victim", "/", { api: this.api, timeout: 30000 }).catch((e) => ({ status: 0, text: e.message }));
      this.asked++;
      if (answer.status !== 200) {
        doubtful++;
        this.failures.push(`the object: ${answer.status} ${answer.text.replaceAll(/<[^>]*>|\s+/g, " ").trim().slice(0, 100)}`);
      } else {
        const { n } = answer.json();
        if (n <= last || n > last + 1 + doubtful) this.lost.push(`the victim's object said ${n} after ${last}, with ${doubtful} in doubt`);
        [last, doubtful] = [n, 0];
      }
      await sleep(20);
    }
  }

  async #loop(connection) {
    for (let n = connection; this.#running; n += this.connections) {
      const began = performance.now();
      try {
        const answer = await this.node.ask("victim", `/n/${n}`, { api: this.api, method: "POST", body: JSON.stringify({ n }), headers: { "content-type": "application/json" }, timeout: 30000 });
        if (answer.status !== 200 || answer.json().double !== n * 2) this.failures.push(`${answer.status} ${answer.text.replaceAll(/<[^>]*>|\s+/g, " ").trim().slice(0, 100)}`);
      } catch (e) {
        this.failures.push(e.message);
      }
      this.asked++;
      this.slowest = Math.max(this.slowest, performance.now() - began);
      await sleep(5);
    }
  }

  /** What happened since the last time this was asked. */
  report() {
    const since = { failures: this.failures.length, messages: [...new Set(this.failures)].slice(0, 2), asked: this.asked, slowest: this.slowest };
    this.failures = [];
    this.asked = this.slowest = 0;
    return since;
  }

  async stop() {
    this.#running = false;
    await Promise.all(this.loops);
  }
}
