// Clients with sockets that sleep: an engine that is killed must not close them, and the next message is answered.
import { createRequire } from "node:module";
import { until } from "../kit/processes.mjs";
import { testing } from "../kit/paths.mjs";

export class Sockets {
  constructor(target, count) {
    Object.assign(this, { target, count });
  }

  async open() {
    const WebSocket = createRequire(`${testing}package.json`)("ws");
    const { port, host } = this.target.socketAddress();
    this.all = await Promise.all(Array.from({ length: this.count }, (_, number) => new Promise((done, failed) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/?number=${number}`, { headers: { host }, perMessageDeflate: false });
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

  drop() {
    for (const { socket } of this.all) socket.on("error", () => {}).terminate();
  }
}
