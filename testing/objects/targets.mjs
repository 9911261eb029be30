// Whom the lane attacks: a Selvedge node with its engines, or workerd, which proves the lane itself.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inline } from "../kit/bundle.mjs";
import { signal, until } from "../kit/processes.mjs";
import { Selvedge } from "../kit/selvedge.mjs";
import { Workerd } from "../kit/workerd.mjs";

const classes = ["Counter", "List", "Bank", "Clock", "Room"];
const worker = inline("objects", readFileSync(fileURLToPath(new URL("./worker.js", import.meta.url)), "utf8"), {
  objects: classes, bindings: classes.map((c) => ({ type: "durable_object_namespace", name: c, class_name: c })),
});

export class SelvedgeTarget {
  /** Of what a round picks one: mostly a kill, now and then a deployment, which starts every object anew. */
  blows = ["engine", "node", "engine", "node", "deployment"];

  static async start(data) {
    const target = new SelvedgeTarget();
    target.node = await Selvedge.start(data ? { data } : {});
    await target.node.api.deploy(worker);
    await target.ready();
    return target;
  }

  ask(options) {
    return this.node.ask("objects", "/", options);
  }

  socketAddress() {
    return { port: this.node.http, host: `${this.node.host("objects")}:${this.node.http}` };
  }

  ready() {
    return until("the first answer", async () => (await this.ask({ agent: undefined })).status === 200, { within: 20000 });
  }

  async strike(what) {
    if (what === "deployment") return this.node.api.deploy(worker);
    const [node, ...engines] = this.node.pids();
    if (what === "engine") return engines.forEach((pid) => signal(pid, "SIGKILL"));
    signal(node, "SIGKILL");
    await this.node.child.ended;
    return until("the engines to end with their node", () => engines.every((pid) => !signal(pid, 0)), { within: 5000 });
  }

  /** In order, as an operator would. */
  async again() {
    await this.node.stop();
    await this.restart();
  }

  async restart() {
    await this.node.up();
    await this.ready();
  }

  memory() {
    return this.node.usage().rss;
  }

  tailOfLog() {
    return this.node.tailOfLog();
  }

  stop() {
    return this.node.stop();
  }
}

export class WorkerdTarget {
  blows = ["node"];

  static async start() {
    const target = new WorkerdTarget();
    target.workerd = await Workerd.start([worker]);
    return target;
  }

  ask(options) {
    return this.workerd.ask("objects", "/", options);
  }

  socketAddress() {
    return { port: this.workerd.port("objects"), host: "localhost" };
  }

  async strike() {
    this.workerd.child.kill("SIGKILL");
    await this.workerd.child.ended;
  }

  restart() {
    return this.workerd.up(10000);
  }

  memory() {
    return this.workerd.usage().rss;
  }

  tailOfLog() {
    return this.workerd.tailOfLog();
  }

  stop() {
    return this.workerd.stop();
  }
}
