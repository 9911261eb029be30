// A Worker that has done nothing wrong, asked steadily while its neighbours explode.
import { inline } from "../kit/bundle.mjs";
import { sleep } from "../kit/processes.mjs";

const source = `export default { async fetch(request) {
  const { n } = await request.json();
  return Response.json({ n, double: n * 2, path: new URL(request.url).pathname });
} };`;

export class Victim {
  failures = [];
  asked = 0;
  slowest = 0;
  #running = true;

  constructor(node, api, connections = 4) {
    Object.assign(this, { node, api, connections });
  }

  async start() {
    await this.api.deploy(inline("victim", source));
    this.loops = Array.from({ length: this.connections }, (_, i) => this.#loop(i));
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
