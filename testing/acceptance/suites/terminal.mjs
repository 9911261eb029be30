// What someone at a terminal meets: verbs, wrong words, a taken port, a second node, a drained end.
import { execFile } from "node:child_process";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { ask } from "../../kit/client.mjs";
import { inline } from "../../kit/bundle.mjs";
import { launcher, scratch } from "../../kit/paths.mjs";
import { freePort, signal, sleep, until } from "../../kit/processes.mjs";
import { Selvedge } from "../../kit/selvedge.mjs";
import { equal, truth } from "../checks.mjs";

const run = (...args) => new Promise((done) => {
  execFile(launcher, args, { encoding: "utf8", timeout: 20000 }, (error, out, err) => done({ code: error ? (error.code ?? `killed ${error.signal}`) : 0, out, err, text: out + err }));
});

/** Refused in one sentence that has these words, with nothing of Java in it. */
async function sentence(args, words) {
  const { code, text } = await run(...args);
  truth(code !== 0, `it went on: ${text.slice(0, 200)}`);
  truth(text.trim().split("\n").length <= 3, `it is not one sentence: ${text.slice(0, 400)}`);
  for (const word of words) truth(text.includes(word), `"${text.trim().slice(0, 300)}" does not name ${word}`);
  truth(!/Exception|at dev\.selvedge/.test(text), `Java shows through: ${text.slice(0, 300)}`);
}

export async function terminal(node, checks) {
  const free = async () => ["--http", `${await freePort()}`, "--api", `${await freePort()}`];
  await checks.that("env prints what wrangler and the SDK need", async () => {
    const names = ["CLOUDFLARE_API_BASE_URL", "CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_BASE_URL", "WRANGLER_SEND_METRICS", "WRANGLER_HIDE_BANNER"];
    equal(names.filter((name) => !node.env[name]), []);
    equal(node.env.CLOUDFLARE_API_BASE_URL, `http://127.0.0.1:${node.apiPort}/client/v4`.replace("127.0.0.1", new URL(node.env.CLOUDFLARE_API_BASE_URL).hostname));
  });
  for (const verb of ["status", "doctor", "config", "logs"]) {
    await checks.that(`${verb} says something`, async () => {
      const { code, text } = await run(verb, "--data", node.data);
      truth(code === 0 && text.trim().length > 20, `ended with ${code}: ${text.slice(0, 200)}`);
    });
  }
  await checks.that("status --json is JSON", async () => truth(typeof JSON.parse((await run("status", "--json", "--data", node.data)).out) === "object", "no object"));
  await checks.that("/metrics is Prometheus text with requests counted", async () => {
    const { text } = await ask(node.apiPort, { path: "/metrics" });
    truth(/^# TYPE \w+ counter/m.test(text) && /^selvedge_\w+(\{[^}]*\})? \d/m.test(text), text.slice(0, 300));
  });
  await checks.that("what was logged by a Worker is in the logs, with the ray of its request", async () => {
    await node.api.deploy(inline("logging", `export default { fetch() { console.log("needle in the log"); return new Response("x"); } };`));
    const ray = (await node.ask("logging")).headers["cf-ray"];
    truth(ray, "no cf-ray header");
    await until("the line", () => node.logs().includes("needle in the log") && node.logs().includes(ray.split("-")[0]), { within: 5000, every: 200 });
  });
  await checks.that("secrets at rest are readable by their owner only and not in clear text", async () => {
    await node.api.deploy(inline("keeper", `export default { fetch() { return new Response("x"); } };`));
    await node.api.putSecret("keeper", "S", "clear-text-needle-4711");
    const found = await new Promise((done) => execFile("grep", ["-rl", "clear-text-needle-4711", node.data], (_, out) => done(out.trim())));
    equal(found, "");
    truth(existsSync(join(node.data, "secret.key")) && (statSync(join(node.data, "secret.key")).mode & 0o077) === 0, "secret.key is missing or open to others");
  });

  await checks.that("a second node on the same data is refused", async () => sentence(["up", "--data", node.data, ...(await free())], [node.data]));
  await checks.that("a taken port is named with the option that moves it", async () => sentence(["up", "--data", scratch("taken"), "--http", `${node.http}`, "--api", `${await freePort()}`], [`${node.http}`, "--http"]));
  await checks.that("an unknown option names the nearest one", async () => sentence(["up", "--htp", "1"], ["--htp", "--http"]));
  await checks.that("an unknown verb names the nearest one", async () => sentence(["stauts"], ["stauts", "status"]));
  await checks.that("an unknown configuration key names the nearest one", async () => {
    const file = join(scratch("config"), "selvedge.toml");
    const key = /^\s*#?\s*([a-z][\w.-]+)\s*=/m.exec((await run("config")).out)?.[1];
    truth(key, "config lists no key");
    writeFileSync(file, `${key}x = 1\n`);
    await sentence(["up", "--data", scratch("config"), "--config", file, ...(await free())], [`${key}x`, key]);
  });
  await checks.that("a port that is no number", async () => sentence(["up", "--http", "many"], ["--http", "many"]));
  await checks.that("only loopback is listened on", async () => {
    const { stdout } = await new Promise((done) => execFile("ss", ["-ltnH"], (_, out) => done({ stdout: out })));
    const own = stdout.split("\n").filter((line) => line.includes(`:${node.http} `) || line.includes(`:${node.apiPort} `)).map((line) => line.trim().split(/\s+/)[3]);
    truth(own.length >= 2 && own.every((at) => at.includes("127.0.0.1:") || at.includes("[::1]") || at.includes("[::ffff:127.0.0.1]")), `listening on ${own}`);
  });
}

/** fetch() from a Worker to addresses that belong to the machine and its network. */
export async function fetching(checks) {
  const answer = (text) => (_, response) => response.end(text);
  const [allowed, hidden] = [createServer(), createServer(answer("hidden"))];
  for (const server of [allowed, hidden]) await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const port = (server) => server.address().port;
  allowed.on("request", (incoming, response) => {
    if (incoming.url === "/to-hidden") response.writeHead(302, { location: `http://127.0.0.1:${port(hidden)}/` }).end();
    else if (incoming.url === "/to-itself") response.writeHead(302, { location: "/plain" }).end();
    else if (incoming.url === "/slow") setTimeout(() => response.end("slow"), 200);
    else if (incoming.method === "POST") incoming.pipe(response);
    else response.writeHead(200, { "x-from": "inside", "set-cookie": ["a=1", "b=2"] }).end(`got ${incoming.method} ${incoming.url} ${incoming.headers["x-custom"] ?? ""}`);
  });
  const node = await Selvedge.start({ options: ["--allow-fetch", `127.0.0.1:${port(allowed)}`] });
  try {
    await node.api.deploy(inline("fetcher", `export default { async fetch(request) {
      const target = new URL(request.url).searchParams.get("to");
      try {
        const answer = await fetch(target, { method: request.method, body: request.body, headers: { "x-custom": "yes" } });
        return new Response(answer.body, { headers: { "x-status": String(answer.status), "x-from": answer.headers.get("x-from") ?? "", "x-cookies": answer.headers.getSetCookie().join("|"), "x-redirected": String(answer.redirected) } });
      } catch (e) { return new Response(e.name + ": " + e.message, { status: 502 }); }
    } };`));
    const to = (target, more) => node.ask("fetcher", `/?to=${encodeURIComponent(target)}`, more);
    const inside = `http://127.0.0.1:${port(allowed)}`;
    await checks.that("fetch to an address that was allowed, with headers and cookies", async () => {
      const got = await to(`${inside}/plain`);
      equal([got.text, got.headers["x-from"], got.headers["x-cookies"]], ["got GET /plain yes", "inside", "a=1|b=2"]);
    });
    await checks.that("fetch follows a redirect and says so", async () => equal((await to(`${inside}/to-itself`)).headers["x-redirected"], "true"));
    await checks.that("fetch streams 20 MB up and back", async () => {
      const body = Buffer.alloc(20 << 20, 5);
      truth((await to(`${inside}/echo`, { method: "POST", body })).body.equals(body), "the body came back changed");
    });
    const places = [`http://127.0.0.1:${port(hidden)}/`, `http://localhost:${port(hidden)}/`, `http://[::1]:${port(hidden)}/`, `http://0.0.0.0:${port(hidden)}/`, `http://2130706433:${port(hidden)}/`, `http://127.1:${port(hidden)}/`,
      `http://[::ffff:127.0.0.1]:${port(hidden)}/`, `http://0x7f.1:${port(hidden)}/`, `http://169.254.169.254/`, "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/", "http://[fe80::1]/", "http://[fd00::1]/", "http://100.64.0.1/", `${inside}/to-hidden`];
    for (const place of places) {
      await checks.that(`fetch refused: ${place.replace(/\d{4,5}(?=\/)/, "PORT")}`, async () => {
        const got = await to(place, { timeout: 5000 });
        truth(got.status === 502 && !got.text.includes("hidden"), `answered ${got.status} ${got.text.slice(0, 100)}`);
        truth(got.ms < 1500, `took ${Math.round(got.ms)} ms`);
      });
    }
    await checks.that("a Worker cannot reach the control API", async () => equal((await to(`http://127.0.0.1:${node.apiPort}/ready`)).status, 502));
  } finally {
    await node.stop();
    allowed.closeAllConnections();
    hidden.closeAllConnections();
    allowed.close();
    hidden.close();
  }
}

/** SIGTERM while requests are in flight. */
export async function drain(checks) {
  const node = await Selvedge.start();
  await node.api.deploy(inline("slow", `export default { async fetch(request) {
    if (new URL(request.url).pathname === "/stream") return new Response(new ReadableStream({ async pull(c) { this.n = (this.n ?? 0) + 1; await new Promise((go) => setTimeout(go, 100)); this.n > 15 ? c.close() : c.enqueue(new TextEncoder().encode("x")); } }));
    await new Promise((go) => setTimeout(go, 1500)); return new Response("finished"); } };`));
  await checks.that("SIGTERM: requests in flight are finished, new ones refused, the process ends with 0 and its engines with it", async () => {
    await node.ask("slow", "/stream");
    const flying = [...Array.from({ length: 10 }, () => node.ask("slow")), node.ask("slow", "/stream")];
    await sleep(300);
    const pids = node.pids();
    const ended = node.child.ended;
    signal(node.child.pid, "SIGTERM");
    const answers = await Promise.all(flying.map((f) => f.catch((e) => ({ text: e.message }))));
    equal(answers.map((a) => a.text), [...Array(10).fill("finished"), "x".repeat(15)]);
    const { code } = await ended;
    equal(code, 0, "exit code");
    await until("the engines to end", () => pids.every((pid) => !signal(pid, 0)), { within: 3000 });
    truth(await node.ask("slow", "/", { agent: false }).then(() => false, () => true), "it still answers");
  });
  await checks.that("after a restart the same Worker is served without a new deploy", async () => {
    await node.up();
    equal((await node.ask("slow", "/stream")).text.length, 15);
  });
  await node.stop();
}
