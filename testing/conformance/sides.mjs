// The two sides: each gets the same Workers and the same requests, and what comes back is put into one form.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { ApiError } from "../kit/api.mjs";
import { ask } from "../kit/client.mjs";
import { testing } from "../kit/paths.mjs";
import { until } from "../kit/processes.mjs";
import { Selvedge } from "../kit/selvedge.mjs";
import { openTail } from "../kit/tail.mjs";
import { Workerd } from "../kit/workerd.mjs";

/** Belongs to the connection or the server, not to the Worker's answer. */
const ignored = new Set(["date", "connection", "keep-alive", "transfer-encoding", "cf-ray", "server", "alt-svc"]);

/** The same name on both sides, so that `request.url` is the same. */
export const hostOf = (worker, port) => `${worker}.workers.localhost:${port}`;

/** The name of the Worker that keeps what workerd's tails tell. */
const listener = "c-listener";

const listening = `const traces = [];
export default {
  fetch: () => new Response(JSON.stringify(traces.splice(0))),
  tail(events) {
    for (const event of events) traces.push({ logs: event.logs.map(({ level, message }) => [level, message]), errors: event.exceptions.map((e) => [e.name, e.message]) });
  },
};`;

export class SelvedgeSide {
  refused = new Map();

  static async start(origin) {
    const side = new SelvedgeSide();
    side.node = await Selvedge.start({ options: [origin.port, 1].flatMap((port) => ["--allow-fetch", `127.0.0.1:${port}`]) });
    side.named = side.node.http;
    return side;
  }

  /** A Worker that is turned down makes its cases fail, not the run. */
  async deploy(workers) {
    for (const worker of workers.toReversed()) {
      await this.node.api.deploy(worker).catch((error) => {
        if (!(error instanceof ApiError)) throw error;
        this.refused.set(worker.name, error.message);
      });
    }
  }

  port() {
    return this.node.http;
  }

  /** Opens the ear for one Worker; the function that it gives takes what the next request logged. */
  async ear(worker) {
    const tail = await openTail(this.node.api, worker);
    return {
      next: () => until("the tail", () => tail.events.length && tail.events.splice(0)[0], { within: 3000 }).then(({ logs, exceptions }) => ({
        logs: logs.map(({ level, message }) => [level, message]), errors: exceptions.map((e) => [e.name, e.message]),
      })),
      close: () => tail.close(),
    };
  }

  /** Those that stand `beside` are here from the start. */
  alone(workers) {
    return this.deploy(workers).then(() => ({ side: this, stop: () => {} }));
  }

  stop() {
    return this.node.stop();
  }
}

export class WorkerdSide {
  /** workerd takes its Workers when it starts. `named` is the port that the other side's host names carry. */
  static async start(workers, named) {
    const side = new WorkerdSide();
    side.named = named;
    const tailed = workers.map((worker) => ({ ...worker, tails: worker.tailed ? [listener] : undefined }));
    const ear = { name: listener, modules: [{ name: "index.js", type: "esm", content: listening }] };
    side.workerd = await Workerd.start(workers.some((w) => w.tailed) ? [...tailed, ear] : tailed);
    return side;
  }

  port(worker) {
    return this.workerd.port(worker);
  }

  deploy() {}

  async ear() {
    const take = async () => (await ask(this.port(listener), {})).json();
    await take();
    return { next: () => until("the tail", async () => (await take())[0], { within: 3000 }), close: () => {} };
  }

  async alone(workers, beside) {
    const side = await WorkerdSide.start([...workers, ...beside], this.named);
    return { side, stop: () => side.stop() };
  }

  stop() {
    return this.workerd.stop();
  }
}

function headersOf(answer) {
  const list = [];
  for (let i = 0; i < answer.rawHeaders.length; i += 2) {
    const name = answer.rawHeaders[i].toLowerCase();
    if (!ignored.has(name)) list.push(`${name}: ${answer.rawHeaders[i + 1]}`);
  }
  return list.toSorted();
}

const unpackers = { gzip: gunzipSync, br: brotliDecompressSync };

/** Two packers give other bytes for the same content; what matters is that it is packed and what comes out. */
function unpacked({ headers, body }) {
  const unpack = unpackers[headers["content-encoding"]];
  try {
    return unpack ? Buffer.concat([Buffer.from("packed: "), unpack(body)]) : body;
  } catch {
    return body; // not packed at all, or broken: the bytes themselves are the answer
  }
}

function whole(answer) {
  const content = unpacked(answer);
  const body = content.length > 3000 ? `${content.length} bytes ${createHash("sha256").update(content).digest("hex")}` : content.toString("latin1");
  return { status: answer.status, headers: headersOf(answer), body };
}

/** What one side makes of a case: { value }, { thrown }, { answer } or { broken }; with `logs`, what was logged besides. */
export async function outcome(side, chosen, timeout) {
  try {
    if (side.refused?.has(chosen.worker)) return { broken: side.refused.get(chosen.worker) };
    if (!chosen.logs) return await answered(side, chosen, timeout);
    const ear = await side.ear(chosen.worker);
    const found = { ...(await answered(side, chosen, timeout)), ...(await ear.next()) };
    await ear.close();
    return found;
  } catch (error) {
    return { broken: error.message };
  }
}

async function answered(side, chosen, timeout) {
  const { method, headers, body, path } = chosen.send ?? {};
  const request = {
    method, path, body, host: hostOf(chosen.worker, side.named), timeout, agent: undefined,
    headers: { "x-case": String(chosen.index), ...headers },
  };
  if (chosen.says) return { answer: await conversation(side.port(chosen.worker), request, chosen.says) };
  const answer = await ask(side.port(chosen.worker), request);
  if (chosen.answers) return { answer: whole(answer) };
  if (answer.status !== 200) return { broken: `status ${answer.status}: ${answer.text.replaceAll(/\s+/g, " ").slice(0, 200)}` };
  return answer.json();
}

/** A WebSocket client that says its lines one after another, each once an answer to the last has come; a number is a pause in ms. */
function conversation(port, { host, path = "/", headers, timeout }, lines) {
  const WebSocket = createRequire(`${testing}package.json`)("ws");
  const { protocols = [], ...more } = headers;
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers: { ...more, host }, perMessageDeflate: false });
  const seen = [], say = lines.slice();
  const next = () => {
    const line = say.shift();
    if (Array.isArray(line)) socket.close(...line);
    else if (typeof line === "number") setTimeout(next, line);
    else if (line !== undefined) socket.send(line);
  };
  return new Promise((done) => {
    const timer = setTimeout(() => (seen.push("no end in time"), socket.terminate(), done(seen)), timeout);
    socket.on("open", () => (seen.push(`open ${socket.protocol}`), next()));
    socket.on("message", (data, binary) => (seen.push(binary ? `binary ${data.toString("hex").slice(0, 200)}` : `text ${data.toString().slice(0, 200)}`), next()));
    socket.on("close", (code, reason) => (clearTimeout(timer), seen.push(`closed ${code} ${reason}`), done(seen)));
    socket.on("error", (e) => seen.push(`error ${e.message}`));
    socket.on("unexpected-response", (_, answer) => (clearTimeout(timer), seen.push(`status ${answer.statusCode}`), socket.terminate(), done(seen)));
  });
}
