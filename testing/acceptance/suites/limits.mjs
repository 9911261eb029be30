// Limits, bindings and scopes: what a Worker is held to, what it is given, and what a token may do.
import { Api, multipart } from "../../kit/api.mjs";
import { inline, wasmLoop } from "../../kit/bundle.mjs";
import { equal, truth } from "../checks.mjs";

const spin = (ms) => `let x = 0; const rounds = ${ms} * 40000; for (let i = 0; i < rounds; i++) x = (x * 31 + i) % 1000003; return new Response("done " + (x >= 0));`;
const handler = (body) => `export default { async fetch(request, env, ctx) { ${body} } };`;

export async function limits(node, checks) {
  const deploy = (name, body, more) => node.api.deploy(inline(name, handler(body), more));
  await checks.that("limits.cpu_ms of 10 stops what takes 200 ms, and lets through what takes 1 ms", async () => {
    await deploy("tight", `if (request.url.endsWith("/long")) { ${spin(400)} } ${spin(1)}`, { limits: { cpu_ms: 10 } });
    for (let i = 0; i < 20; i++) equal((await node.ask("tight", "/short")).status, 200);
    const answer = await node.ask("tight", "/long");
    truth(answer.status === 503 && answer.text.includes("1102"), `answered ${answer.status} ${answer.text.slice(0, 100)}`);
    equal((await node.ask("tight", "/short")).status, 200);
  });
  await checks.that("waiting is not computing", async () => {
    await deploy("waiting", `await new Promise((go) => setTimeout(go, 400)); return new Response("waited");`, { limits: { cpu_ms: 10 } });
    equal((await node.ask("waiting")).text, "waited");
  });
  await checks.that("the request that breaks the limit takes no other of the same Worker with it", async () => {
    await deploy("mixed", `if (request.url.endsWith("/bad")) for (;;) {} await new Promise((go) => setTimeout(go, 200)); return new Response("fine");`, { limits: { cpu_ms: 50 } });
    const fine = Array.from({ length: 6 }, () => node.ask("mixed", "/good"));
    const bad = node.ask("mixed", "/bad");
    equal((await Promise.all(fine)).map((a) => a.text), Array(6).fill("fine"));
    equal((await bad).status, 503);
  });
  await checks.that("the subrequest limit throws inside the Worker", async () => {
    await deploy("many", `let n = 0; try { for (; n < 20000; n++) await fetch("http://127.0.0.1:1/").catch((e) => { if (/subrequest/i.test(e.message)) throw e; }); } catch (e) { return new Response(n + " " + e.message); } return new Response("no limit");`);
    const { text } = await node.ask("many", "/", { timeout: 60000 });
    truth(/^\d+ .*subrequests/i.test(text), text.slice(0, 200));
  });
  await checks.that("Date.now() stands still while a Worker computes, and moves when it waits", async () => {
    await deploy("clock", `const a = Date.now(); for (let i = 0, x = 0; i < 5e6; i++) x += i; const b = Date.now(); await new Promise((go) => setTimeout(go, 30)); return Response.json([b - a, Date.now() - b >= 25, Math.abs(a - ${Date.now()}) < 600000]);`);
    equal((await node.ask("clock")).json(), [0, true, true]);
  });
  await checks.that("no way to threads, eval or compiling wasm from bytes", async () => {
    await deploy("locked", `const tries = { eval: () => eval("1"), Function: () => new Function("1")(), async: () => (async () => {}).constructor("1")(), wasm: () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])) };
      const seen = {}; for (const [name, attempt] of Object.entries(tries)) { try { await attempt(); seen[name] = "worked"; } catch (e) { seen[name] = e.name; } }
      seen.shared = typeof SharedArrayBuffer; seen.host = Object.getOwnPropertyNames(globalThis).filter((n) => /selvedge|java|javet|host|^__/i.test(n)); return Response.json(seen);`);
    const seen = (await node.ask("locked")).json();
    equal([seen.eval, seen.Function, seen.async, seen.wasm, seen.host], ["EvalError", "EvalError", "EvalError", "CompileError", []]);
  });
  await checks.that("two Workers see nothing of each other's globals", async () => {
    await deploy("left", `globalThis.shared = "left"; Array.prototype.mark = 1; return new Response("set");`);
    await deploy("right", `return Response.json([typeof globalThis.shared, [].mark ?? null]);`);
    await node.ask("left");
    equal((await node.ask("right")).json(), ["undefined", null]);
  });
  await checks.that("request.cf and the cf headers", async () => {
    await deploy("facts", `return Response.json({ colo: typeof request.cf?.colo, protocol: request.cf?.httpProtocol, ip: request.headers.get("cf-connecting-ip"), ray: request.headers.get("cf-ray"), host: new URL(request.url).host });`);
    const answer = await node.ask("facts", "/", { headers: { "cf-connecting-ip": "9.9.9.9", "cf-ray": "forged" } });
    const { ray, ip, host, protocol, colo } = answer.json();
    equal([ip, host, protocol, colo], ["127.0.0.1", `${node.host("facts")}:${node.http}`, "HTTP/1.1", "string"]);
    truth(ray && ray !== "forged" && answer.headers["cf-ray"].startsWith(ray.split("-")[0]), `ray ${ray}, answered ${answer.headers["cf-ray"]}`);
  });
  await bindings(node, checks);
  await scopes(node, checks);
}

async function bindings(node, checks) {
  await checks.that("text, data, wasm, JSON, secret and version bindings", async () => {
    const worker = inline("bound", handler(`return Response.json({ text: env.TEXT, blob: [...new Uint8Array(env.DATA)], run: new WebAssembly.Instance(env.WASM).exports.run(3), json: env.JSON, version: Object.keys(env.VERSION).sort(), plain: env.PLAIN });`), {
      modules: [{ name: "t.txt", type: "text", content: "téxt" }, { name: "d.bin", type: "data", content: Buffer.from([1, 255]) }, { name: "w.wasm", type: "wasm", content: wasmLoop() }],
      bindings: [{ type: "text_blob", name: "TEXT", part: "t.txt" }, { type: "data_blob", name: "DATA", part: "d.bin" }, { type: "wasm_module", name: "WASM", part: "w.wasm" },
        { type: "json", name: "JSON", json: { a: [1] } }, { type: "version_metadata", name: "VERSION" }, { type: "plain_text", name: "PLAIN", text: "ü" }],
    });
    await node.api.deploy(worker);
    const got = (await node.ask("bound")).json();
    equal([got.text, got.blob, got.json, got.version, got.plain], ["téxt", [1, 255], { a: [1] }, ["id", "tag", "timestamp"], "ü"]);
  });
  await checks.that("a Worker in the old format, without modules", async () => {
    const { type, body } = multipart({ body_part: "script", bindings: [{ type: "plain_text", name: "WORD", text: "old" }], compatibility_date: "2022-01-01" },
      [{ name: "script", type: "commonjs", content: `addEventListener("fetch", (event) => event.respondWith(new Response("the " + WORD + " way")));` }]);
    await node.api.result("PUT", node.api.scripts("/old-format"), { body, type });
    await node.api.result("POST", node.api.scripts("/old-format/subdomain"), { body: { enabled: true } });
    equal((await node.ask("old-format")).text, "the old way");
  });
  await checks.that("passThroughOnException without an origin still answers with an error page", async () => {
    await node.api.deploy(inline("passing", handler(`ctx.passThroughOnException(); throw new Error("over to the origin");`)));
    const answer = await node.ask("passing");
    truth(answer.status >= 500, `answered ${answer.status}`);
  });
  await checks.that("a service binding to a named entrypoint's fetch", async () => {
    await node.api.deploy(inline("callee", `import { WorkerEntrypoint } from "cloudflare:workers"; export class Side extends WorkerEntrypoint { fetch(request) { return new Response("side " + new URL(request.url).pathname + " " + this.env.WORD); } } export default { fetch() { return new Response("main"); } };`, { bindings: [{ type: "plain_text", name: "WORD", text: "w" }] }));
    await node.api.deploy(inline("caller", handler(`return env.SIDE.fetch("http://x/path");`), { bindings: [{ type: "service", name: "SIDE", service: "callee", entrypoint: "Side" }] }));
    equal((await node.ask("caller")).text, "side /path w");
  });
  await checks.that("a Worker that calls itself without end is stopped", async () => {
    await node.api.deploy(inline("mirror", handler(`return new Response("first");`)));
    await node.api.deploy(inline("mirror", handler(`const answer = await env.SELF.fetch(request.url); return new Response(answer.body, answer);`), { bindings: [{ type: "service", name: "SELF", service: "mirror" }] }));
    const answer = await node.ask("mirror", "/", { timeout: 20000 });
    truth(answer.status >= 500 && answer.ms < 15000, `answered ${answer.status} in ${Math.round(answer.ms)} ms`);
  });
}

async function scopes(node, checks) {
  const make = (...scopes) => JSON.parse(node.run("token", "create", ...scopes.flatMap((s) => ["--scope", s]), "--json")).token;
  const as = (token) => new Api({ port: node.apiPort, account: node.api.account, token });
  await checks.that("a token that may only read cannot deploy, and is told so", async () => {
    const reader = as(make("workers:read", "account:read"));
    equal((await reader.call("GET", reader.scripts())).status, 200);
    const { type, body } = multipart(Api.metadata(inline("x", "x")), inline("x", handler("return new Response()")).modules);
    const answer = await reader.call("PUT", reader.scripts("/by-reader"), { body, type });
    truth(answer.status === 403 && answer.json().errors[0].code > 0, `answered ${answer.status} ${answer.text.slice(0, 150)}`);
    equal((await node.api.call("GET", node.api.scripts("/by-reader/settings"))).status, 404);
    equal((await reader.call("PUT", reader.scripts("/tight/secrets"), { body: { name: "A", text: "b", type: "secret_text" } })).status, 403);
  });
  await checks.that("a token of one account sees nothing of another", async () => {
    const other = node.secondAccount("others");
    truth([401, 403, 404].includes((await new Api({ port: node.apiPort, token: other.token, account: node.api.account }).call("GET", node.api.scripts())).status), "it was let in");
    equal(await other.result("GET", other.scripts()), []);
    await other.deploy(inline("tight", handler(`return new Response("theirs");`)));
    equal((await node.ask("tight", "/", { api: other })).text, "theirs");
    truth((await node.ask("tight", "/short")).text !== "theirs", "two accounts share a name");
  });
  await checks.that("a service binding cannot name a Worker of another account", async () => {
    const other = node.secondAccount("others");
    const { type, body } = multipart(Api.metadata(inline("spy", "", { bindings: [{ type: "service", name: "S", service: "facts" }] })), inline("spy", handler("return env.S.fetch(request)")).modules);
    equal((await other.call("PUT", other.scripts("/spy"), { body, type })).status >= 400, true);
  });
}
