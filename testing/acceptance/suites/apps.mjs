// Real applications, deployed by a real wrangler, answer as on workerd running the same built bundle.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inline } from "../../kit/bundle.mjs";
import { until } from "../../kit/processes.mjs";
import { openTail } from "../../kit/tail.mjs";
import { Workerd } from "../../kit/workerd.mjs";
import { equal, truth } from "../checks.mjs";
import { conversation, difference } from "../compare.mjs";
import { checkout, Wrangler } from "../wrangler.mjs";
import { requests } from "./requests.mjs";

const word = "a secret word";
const loose = ["index.js", "lib/sum.js", "lib/deep/name.js", "lib/lazy.js", "lib/note.txt", "lib/bytes.bin", "lib/loop.wasm"];
const types = { js: "esm", txt: "text", bin: "data", wasm: "wasm", json: "json" };

async function deployAll(wrangler, checks) {
  const folders = Object.fromEntries(["hello", "hono", "bundled", "loose"].map((name) => [name, checkout(name)]));
  for (const name of Object.keys(folders)) {
    await checks.that(`wrangler deploy of ${name}`, async () => {
      const out = await wrangler.must(folders[name], "deploy");
      truth(/Current Version ID: [0-9a-f-]{36}/.test(out), `no version id in ${out.slice(-400)}`);
    });
  }
  await checks.that("wrangler secret put", () => wrangler.must(folders.hono, "secret", "put", "SECRET_WORD", { input: word }).then(() => {}));
  return folders;
}

async function judgeOf(wrangler, folders) {
  const content = (name) => readFileSync(join(folders.loose, "src", name));
  return Workerd.start([
    { name: "hello", modules: await wrangler.built(folders.hello, "index.js") },
    {
      name: "hono-app", modules: await wrangler.built(folders.hono, "index.js"),
      bindings: [{ name: "GREETING", type: "plain_text", text: "good day" }, { name: "SETTINGS", type: "json", json: { colour: "green", sizes: [1, 2, 3] } },
        { name: "SECRET_WORD", type: "secret_text", text: word }, { name: "HELLO", type: "service", service: "hello" }],
    },
    { name: "bundled", modules: await wrangler.built(folders.bundled, "index.js") },
    { name: "loose", modules: loose.map((name) => ({ name, type: types[name.split(".").at(-1)], content: content(name) })) },
  ]);
}

/** Runs the requests of one entry against one side, handing on what they pass. */
async function play(side, worker, list) {
  const answers = [];
  for (const { passCookies, passToken, passEtag, ...request } of list) {
    const last = answers.at(-1);
    const headers = { ...request.headers };
    if (passCookies) headers.cookie = last.headers["set-cookie"].map((c) => c.split(";")[0]).join("; ");
    if (passToken) headers.authorization = `Bearer ${last.json().token}`;
    if (passEtag) headers["if-none-match"] = last.headers.etag;
    answers.push(await side.ask(worker, request.path, { ...request, headers }));
  }
  return answers;
}

async function honoChecks(node, judge, checks) {
  for (const [sentence, list] of Object.entries(requests)) {
    await checks.that(`Hono: ${sentence}`, async () => {
      const ours = await play(node, "hono-app", list);
      const theirs = await play({ ask: (worker, path, more) => judge.ask(worker, path, { ...more, host: `${node.host("hono-app")}:${node.http}` }) }, "hono-app", list);
      for (const [i, request] of list.entries()) {
        const differs = difference(ours[i], theirs[i], { body: !request.onlyStatus && request.method !== "HEAD" });
        if (differs) return `${request.method ?? "GET"} ${request.path}: ${differs}`;
      }
      return undefined;
    });
  }
  await checks.that("Hono: WebSocket echo", async () => {
    const ours = await conversation(node.http, `${node.host("hono-app")}:${node.http}`, "/ws");
    equal(ours, await conversation(judge.port("hono-app"), "localhost", "/ws"));
    truth(ours.length > 5, `only ${ours}`);
  });
  await checks.that("Hono: a WebSocket route asked without an upgrade", async () => difference(await node.ask("hono-app", "/ws"), await judge.ask("hono-app", "/ws")));
  await checks.that("Hono: waitUntil goes on after the answer", async () => {
    await node.ask("hono-app", "/wait?note=a");
    await until("the note", async () => (await node.ask("hono-app", "/waited")).text.includes("a"), { within: 3000, every: 20 });
  });
  await checks.that("Hono: 64 concurrent requests keep their own answers", async () => {
    const bodies = Array.from({ length: 64 }, (_, i) => `body ${i} ${"ü".repeat(i * 50)}`);
    const answers = await Promise.all(bodies.map((body) => node.ask("hono-app", "/echo", { method: "POST", body })));
    equal(answers.map((a) => a.text), bodies);
  });
}

async function moduleChecks(node, judge, checks) {
  for (const [worker, paths] of [["hello", ["/", "/a/b?c=d"]], ["bundled", ["/"]], ["loose", ["/", "/missing", "/"]]]) {
    for (const path of paths) await checks.that(`${worker} ${path} answers as on workerd`, async () => difference(await node.ask(worker, path), await judge.ask(worker, path)));
  }
  await checks.that("a JSON module of an upload without wrangler", async () => {
    await node.api.deploy(inline("json-module", `import facts from "./facts.json"; export default { fetch() { return Response.json(facts); } };`,
      { modules: [{ name: "facts.json", type: "json", content: `{"a":[1,{"b":"c"}]}` }] }));
    equal((await node.ask("json-module")).json(), { a: [1, { b: "c" }] });
  });
  await checks.that("a stack trace is mapped to the TypeScript source", async () => {
    const tail = await openTail(node.api, "bundled");
    const answer = await node.ask("bundled", "/fail");
    const event = await until("a tail event", () => tail.events[0], { within: 4000 });
    await tail.close();
    truth(answer.status === 500 && answer.text.includes("1101"), `answered ${answer.status} ${answer.text.slice(0, 100)}`);
    equal(event.exceptions[0]?.name, "RangeError");
    equal(event.exceptions[0]?.message, "failed on purpose");
    truth(/fail\.ts:8:\d+/.test(event.exceptions[0].stack), `the stack is ${event.exceptions[0].stack}`);
  });
}

/** The whole tour with one wrangler; gives what later suites go on with. */
export async function apps(node, which, checks, { compare = true } = {}) {
  const wrangler = new Wrangler(which, node);
  const folders = await deployAll(wrangler, checks);
  if (!compare) {
    for (const worker of ["hello", "hono-app", "bundled", "loose"]) await checks.that(`${worker} answers`, async () => equal((await node.ask(worker, "/")).status, 200));
    return { wrangler, folders };
  }
  const judge = await judgeOf(wrangler, folders);
  try {
    await honoChecks(node, judge, checks);
    await moduleChecks(node, judge, checks);
  } finally {
    await judge.stop();
  }
  return { wrangler, folders };
}
