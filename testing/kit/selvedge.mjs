// A Selvedge node of our own: started through the launcher on free ports and a fresh data folder, seen from outside only.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Api } from "./api.mjs";
import { ask } from "./client.mjs";
import { launcher, scratch } from "./paths.mjs";
import { descendants, freePorts, start, stop, until, usage } from "./processes.mjs";

export class Selvedge {
  /** `options` go to `selvedge up` as they are. Resolves once `GET /ready` says 200; the first start may have to build. */
  static async start({ data = scratch("data"), options = [], within = 300000, ports } = {}) {
    if (!existsSync(launcher)) throw new Error(`there is no launcher at ${launcher}`);
    const node = new Selvedge();
    node.data = data;
    node.options = options;
    node.log = `${data}.log`;
    [node.http, node.apiPort] = ports ?? (await freePorts(2));
    await node.up(within);
    node.env = node.exports();
    node.api = new Api({ port: node.apiPort, token: node.env.CLOUDFLARE_API_TOKEN, account: node.env.CLOUDFLARE_ACCOUNT_ID });
    return node;
  }

  /** Starts the process (again, on the same data and ports after a stop or a kill) and waits until it is ready. */
  async up(within = 30000) {
    const args = ["up", "--http", `${this.http}`, "--api", `${this.apiPort}`, "--data", this.data, ...this.options];
    this.began = performance.now();
    this.child = start(launcher, args, { log: this.log });
    await until("GET /ready", async () => {
      if (this.child.exitCode !== null || this.child.signalCode) throw Object.assign(new Error(`it ended: ${this.tailOfLog()}`), { final: true });
      return (await ask(this.apiPort, { path: "/ready", agent: undefined, timeout: 2000 })).status === 200;
    }, { within });
  }

  exports(extra = []) {
    return Object.fromEntries(
      this.run("env", ...extra).split("\n").map((line) => /^export (\w+)=(.*)$/.exec(line.trim()))
        .filter(Boolean).map(([, name, value]) => [name, value.replace(/^(['"])(.*)\1$/, "$2")]),
    );
  }

  /** A verb of the launcher on this node's data; gives what it printed. */
  run(verb, ...args) {
    return execFileSync(launcher, [verb, ...args, "--data", this.data], { encoding: "utf8", timeout: 60000 });
  }

  /** Another account, therefore another cordon; gives an Api for it whose `host(name)` is right. */
  secondAccount(name) {
    const told = JSON.parse(this.run("token", "create", "--account", name, "--json"));
    const api = new Api({ port: this.apiPort, token: told.token, account: told.account });
    api.subdomain = told.subdomain;
    return api;
  }

  host(worker, api = this.api) {
    return `${worker}.${api.subdomain ? `${api.subdomain}.` : ""}workers.localhost`;
  }

  ask(worker, path = "/", options = {}) {
    return ask(this.http, { host: `${this.host(worker, options.api)}:${this.http}`, path, ...options });
  }

  /** Pids of the JVMs, the node first. */
  pids() {
    return descendants(this.child.pid).filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("java");
      } catch {
        return false;
      }
    });
  }

  usage(options) {
    return usage(this.child.pid, options);
  }

  tailOfLog(lines = 12) {
    return existsSync(this.log) ? readFileSync(this.log, "utf8").trim().split("\n").slice(-lines).join("\n") : "";
  }

  logs() {
    const folder = join(this.data, "logs");
    return `${this.tailOfLog(1e6)}\n${existsSync(folder) ? execFileSync("sh", ["-c", `cat ${folder}/* 2>/dev/null || true`], { encoding: "utf8", maxBuffer: 1 << 30 }) : ""}`;
  }

  stop(grace = 15000) {
    return stop(this.child, grace);
  }
}
