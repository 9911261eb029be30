// A node started for a short scripted life: by the training run that fills the start-up caches, and by the smoke test.
// It sees what a person sees: the verbs, the API port and the Workers' port. Every wait has an end.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const HELLO = `export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    if (request.method === "POST") return new Response(await request.text(), { headers: { "x-path": url.pathname } });
    if (url.pathname === "/json") return Response.json({ headers: Object.fromEntries(request.headers) });
    if (url.pathname === "/stream") {
      const { readable, writable } = new TransformStream();
      const writer = writable.getWriter();
      ctx.waitUntil((async () => { await writer.write(new TextEncoder().encode("streamed")); await writer.close(); })());
      return new Response(readable);
    }
    return new Response("Hello from Selvedge");
  },
};
`;

/** Two ports that were free a moment ago; both are held until both are known, so that they differ. */
async function freePorts() {
  const servers = await Promise.all(
    [0, 0].map(
      () => new Promise((resolve, reject) => {
        const server = net.createServer().once("error", reject);
        server.listen(0, "127.0.0.1", () => resolve(server));
      }),
    ),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/**
 * Starts `command … up` on ports of its own with fresh data, and returns once it says that everything serves.
 * `verbs` is the command for the other verbs, where it is not the same.
 */
export async function startNode(command, { verbs = command, environment = {}, seconds = 60 } = {}) {
  const data = mkdtempSync(join(tmpdir(), "selvedge-trial-"));
  const [httpPort, apiPort] = await freePorts();
  const [program, ...first] = command;
  const begun = performance.now();
  const child = spawn(program, [...first, "up", "--http", `${httpPort}`, "--api", `${apiPort}`, "--data", data], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...environment },
  });
  const gone = new Promise((resolve) => child.once("exit", (code, signal) => resolve(signal ?? code)));
  const node = { child, gone, data, httpPort, apiPort };
  const ended = gone.then((how) => Promise.reject(new Error(`the node ended with ${how} before it was ready`)));
  ended.catch(() => {});
  try {
    await Promise.race([waitUntilReady(node, seconds), ended]);
  } catch (error) {
    child.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true });
    throw error;
  }
  return { ...node, milliseconds: performance.now() - begun, environment: credentials(verbs, data) };
}

async function waitUntilReady(node, seconds) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask(node.apiPort, { path: "/ready" }).catch(() => undefined);
    if (answer?.status === 200) return;
    if (performance.now() > end) throw new Error(`the node was not ready after ${seconds} s`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}

/** What `env` prints, as an object. */
function credentials(command, data) {
  const [program, ...first] = command;
  const { stdout, status } = spawnSync(program, [...first, "env", "--data", data], { encoding: "utf8" });
  if (status !== 0) throw new Error(`env ended with ${status}`);
  return Object.fromEntries(
    stdout
      .split("\n")
      .map((line) => /^export (\w+)=["']?(.*?)["']?$/.exec(line))
      .filter(Boolean)
      .map(([, name, value]) => [name, value]),
  );
}

/** One HTTP request to a port of this machine, under the given host name. */
export function ask(port, { method = "GET", path = "/", host, headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { port, host: "127.0.0.1", method, path, headers: { ...(host ? { host } : {}), ...headers }, timeout: 15_000 },
      (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() }),
        );
      },
    );
    request.on("timeout", () => request.destroy(new Error(`no answer from ${method} ${path}`)));
    request.on("error", reject);
    request.end(body);
  });
}

/** Deploys one module as a Worker, with the calls that wrangler makes. */
export async function deploy(node, name, source) {
  const account = `/client/v4/accounts/${node.environment.CLOUDFLARE_ACCOUNT_ID}`;
  const authorization = `Bearer ${node.environment.CLOUDFLARE_API_TOKEN}`;
  const form = new FormData();
  form.set("metadata", JSON.stringify({ main_module: "index.js", compatibility_date: "2026-01-01" }));
  form.set("index.js", new File([source], "index.js", { type: "application/javascript+module" }));
  const encoded = new Response(form);
  const upload = await ask(node.apiPort, {
    method: "PUT",
    path: `${account}/workers/scripts/${name}`,
    headers: { authorization, "content-type": encoded.headers.get("content-type") },
    body: Buffer.from(await encoded.arrayBuffer()),
  });
  if (upload.status !== 200) throw new Error(`deploying ${name} answered ${upload.status}: ${upload.text}`);
  const subdomain = await ask(node.apiPort, {
    method: "POST",
    path: `${account}/workers/scripts/${name}/subdomain`,
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({ enabled: true, previews_enabled: true }),
  });
  if (subdomain.status !== 200) throw new Error(`enabling ${name} answered ${subdomain.status}: ${subdomain.text}`);
}

/** Asks a Worker by its name. */
export function askWorker(node, name, request = {}) {
  return ask(node.httpPort, { ...request, host: `${name}.workers.localhost:${node.httpPort}` });
}

/** Drains and ends the node as a person would, waits for it, and removes its data. */
export async function stopNode(node, seconds = 30) {
  node.child.kill("SIGTERM");
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, seconds * 1000, "late");
  });
  const how = await Promise.race([node.gone, late]);
  clearTimeout(timer);
  if (how === "late") node.child.kill("SIGKILL");
  rmSync(node.data, { recursive: true, force: true });
  if (how === "late") throw new Error(`the node did not stop within ${seconds} s of SIGTERM`);
  return how;
}
