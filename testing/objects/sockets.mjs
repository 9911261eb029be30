// Clients with sockets that sleep: an engine that is killed must not close them, and the next message is answered.
import { createRequire } from "node:module";
import { until } from "../kit/processes.mjs";
import { testing } from "../kit/paths.mjs";

export class Sockets {
  constructor(target, count, room = "room") {
    Object.assign(this, { target, count, room });
  }

  async open() {
    this.all = [];
    // Not all at once: a listener takes only so many that wait.
    for (let n = 0; n < this.count; n += 50) this.all.push(...(await this.#some(n, Math.min(50, this.count - n))));
  }

  #some(first, count) {
    const WebSocket = createRequire(`${testing}package.json`)("ws");
    const { port, host } = this.target.socketAddress();
    return Promise.all(Array.from({ length: count }, (_, i) => first + i).map((number) => new Promise((done, failed) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/?number=${number}&room=${this.room}`, { headers: { host }, perMessageDeflate: false });
      const client = { number, socket, seen: [], closed: false };
      socket.on("message", (data) => client.seen.push(data.toString()));
      socket.on("close", (code) => (client.closed = code));
      socket.on("open", () => done(client));
      socket.on("error", failed);
    })));
  }

  /** Says `text` on each; gives what is wrong. */
  async check(text) {
    for (const { socket, closed } of this.all) if (closed === false) socket.send(text);
    const heard = ({ number, seen }) => seen.includes(`${number} ${text}`);
    await until("the sockets to answer", () => this.all.every((c) => c.closed !== false || heard(c)), { within: 10000 }).catch(() => {});
    return this.all.flatMap((c) => (c.closed !== false ? [`socket ${c.number} was closed (${c.closed})`] : heard(c) ? [] : [`socket ${c.number} was not answered`]));
  }

  /** Asks the first for what each instance has anew. */
  async born() {
    const { socket, seen } = this.all[0], before = seen.length;
    socket.send("born?");
    return until("the object to answer", () => seen[before], { within: 10000 });
  }

  again() {
    this.drop();
    return this.open();
  }

  drop() {
    for (const { socket } of this.all) socket.on("error", () => {}).terminate();
  }
}
