// Thirty-two callers of the same objects, and what each asked, when, and what it was told.
import { Agent } from "node:http";
import { operation } from "./models.mjs";

/** Asks once; an answer that is no value leaves the operation in doubt. */
export async function perform(target, asked, clock, agent) {
  const operation = { ...asked, called: clock() };
  try {
    const { kind, name, method, args } = asked;
    const answer = await target.ask({ method: "POST", body: JSON.stringify({ kind, name, method, args }), headers: { "content-type": "application/json" }, agent, timeout: 20000 });
    if (answer.status !== 200) throw Object.assign(new Error(`${answer.status} ${answer.text.replaceAll(/<[^>]*>|\s+/g, " ").trim().slice(0, 160)}`), { status: answer.status });
    return { ...operation, value: answer.json().value, answered: clock() };
  } catch (error) {
    return { ...operation, failed: error };
  }
}

export class Clients {
  history = [];

  constructor(target, objects, pick, clock, count = 32) {
    Object.assign(this, { target, objects, pick, clock });
    this.agent = new Agent({ keepAlive: true, maxSockets: count });
    this.running = true;
    this.loops = Array.from({ length: count }, () => this.#loop());
  }

  async #loop() {
    while (this.running) {
      const object = this.objects[this.pick(this.objects.length)];
      const done = await perform(this.target, operation(object, this.pick), this.clock, this.agent);
      this.history.push(done);
      // A dead node refuses at once: what is asked of it then cannot have happened, and need not be asked again and again.
      if (done.failed) await new Promise((go) => setTimeout(go, 20));
    }
  }

  get acknowledged() {
    return this.history.reduce((count, { failed }) => count + (failed ? 0 : 1), 0);
  }

  async stop() {
    this.running = false;
    await Promise.all(this.loops);
    this.agent.destroy();
    return this.history;
  }
}

/** Refused at the door. */
export const suspended = ({ failed }) => /Worker is suspended/.test(failed?.message ?? "");
/** What was never sent, or refused at the door, has not happened: it is no operation at all. */
export const happened = (operation) => operation.failed?.code !== "ECONNREFUSED" && !suspended(operation);
