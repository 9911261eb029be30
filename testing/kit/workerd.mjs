// workerd beside us, running the same Workers: the judge for answers and the peer for figures.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ask } from "./client.mjs";
import { workerd as binary, scratch } from "./paths.mjs";
import { freePorts, start, stop, until, usage } from "./processes.mjs";

const kinds = { esm: "esModule", commonjs: "commonJsModule", wasm: "wasm", text: "text", data: "data", json: "json" };
const quote = (text) => JSON.stringify(text);

function designator({ service, entrypoint, props }) {
  if (!entrypoint && !props) return quote(service);
  return `(name = ${quote(service)}${entrypoint ? `, entrypoint = ${quote(entrypoint)}` : ""}${props ? `, props = (json = ${quote(JSON.stringify(props))})` : ""})`;
}

function binding(b) {
  const value = {
    plain_text: () => `text = ${quote(b.text)}`,
    secret_text: () => `text = ${quote(b.text)}`,
    json: () => `json = ${quote(JSON.stringify(b.json))}`,
    service: () => `service = ${designator(b)}`,
    durable_object_namespace: () => `durableObjectNamespace = (className = ${quote(b.class_name)}${b.script_name ? `, serviceName = ${quote(b.script_name)}` : ""})`,
    worker_loader: () => "workerLoader = (id = \"loader\")",
  }[b.type]();
  return `(name = ${quote(b.name)}, ${value})`;
}

/** The classes of objects that the Worker hosts, each with a SQLite database on disk. */
function objects({ name, objects: classes = [] }) {
  if (!classes.length) return "";
  const namespaces = classes.map((c) => `(className = ${quote(c)}, uniqueKey = ${quote(`${name}-${c}`)}, enableSql = true)`);
  return `, durableObjectNamespaces = [${namespaces.join(", ")}], durableObjectStorage = (localDisk = "disk of objects")`;
}

function service(worker, folder) {
  const modules = worker.modules.filter((m) => m.type in kinds).map((m, i) => {
    const file = join(worker.name, `${i}-${m.name.replaceAll(/[^\w.]/g, "_")}`);
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), m.content);
    return `(name = ${quote(m.name)}, ${kinds[m.type]} = embed ${quote(file)})`;
  });
  const flags = (worker.flags ?? []).map(quote).join(", ");
  const bindings = (worker.bindings ?? []).filter((b) => b.type !== "version_metadata").map(binding).join(", ");
  const tails = worker.tails ? `, tails = [${worker.tails.map(quote).join(", ")}]` : "";
  return `(name = ${quote(worker.name)}, worker = (modules = [${modules.join(", ")}], compatibilityDate = ${quote(worker.date ?? "2026-04-01")}, `
    + `compatibilityFlags = [${flags}], bindings = [${bindings}]${tails}${objects(worker)}))`;
}

export class Workerd {
  /** Each Worker gets a socket of its own: `port(name)`. */
  static async start(workers, { within = 60000 } = {}) {
    const self = new Workerd();
    self.folder = scratch("workerd");
    const ports = await freePorts(workers.length);
    self.ports = new Map(workers.map((worker, i) => [worker.name, ports[i]]));
    const services = workers.map((w) => service(w, self.folder));
    services.push(`(name = "internet", network = (allow = ["public", "private"]))`);
    mkdirSync(join(self.folder, "disk"));
    services.push(`(name = "disk of objects", disk = (path = ${quote(join(self.folder, "disk"))}, writable = true))`);
    const sockets = [...self.ports].map(([name, port]) => `(name = ${quote(name)}, address = "127.0.0.1:${port}", http = (), service = ${quote(name)})`);
    const config = `using Workerd = import "/workerd/workerd.capnp";\nconst config :Workerd.Config = (\n`
      + `  services = [\n    ${services.join(",\n    ")}\n  ],\n  sockets = [\n    ${sockets.join(",\n    ")}\n  ]\n);\n`;
    writeFileSync(join(self.folder, "config.capnp"), config);
    await self.up(within);
    return self;
  }

  async up(within) {
    this.began = performance.now();
    this.child = start(binary, ["serve", "--experimental", "config.capnp"], { cwd: this.folder, log: join(this.folder, "log") });
    const [first] = this.ports.values();
    await until("workerd", async () => {
      if (this.child.exitCode !== null) throw Object.assign(new Error(`workerd ended: ${this.tailOfLog()}`), { final: true });
      return ask(first, { path: "/", agent: undefined, timeout: 5000 });
    }, { within });
  }

  tailOfLog(lines = 12) {
    return readFileSync(join(this.folder, "log"), "utf8").trim().split("\n").slice(-lines).join("\n");
  }

  port(name) {
    return this.ports.get(name);
  }

  ask(worker, path = "/", options = {}) {
    return ask(this.port(worker), { path, host: options.host ?? `${worker}.workers.localhost`, ...options });
  }

  usage(options) {
    return usage(this.child.pid, options);
  }

  stop() {
    return stop(this.child, 2000);
  }
}
