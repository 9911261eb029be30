// ./dev acceptance: the program as strangers meet it. Official wranglers, real applications, workerd as the judge, bad manners.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { install, scratch } from "../kit/paths.mjs";
import { Selvedge } from "../kit/selvedge.mjs";
import { options, table } from "../kit/table.mjs";
import { Checks } from "./checks.mjs";
import { apps } from "./suites/apps.mjs";
import { http1 } from "./suites/http1.mjs";
import { http2 } from "./suites/http2.mjs";
import { limits } from "./suites/limits.mjs";
import { life } from "./suites/life.mjs";
import { objects } from "./suites/objects.mjs";
import { sockets } from "./suites/sockets.mjs";
import { streams } from "./suites/streams.mjs";
import { switchover } from "./suites/switching.mjs";
import { drain, fetching, terminal } from "./suites/terminal.mjs";
import { badCalls, badUploads } from "./suites/uploads.mjs";
import { Wrangler } from "./wrangler.mjs";

const tours = { "wrangler-4.86": ["wrangler 4.86.0", true], "wrangler-newest": ["newest wrangler", false] };
const suites = {
  ...Object.fromEntries(Object.entries(tours).map(([name, [which, compare]]) => [name, async (node, checks) => {
    const { wrangler } = await apps(node, which, checks, { compare });
    await life(node, wrangler, checks);
  }])),
  "objects-4.86": (node, checks) => objects(node, new Wrangler("wrangler 4.86.0", node), checks),
  "objects-newest": (node, checks) => objects(node, new Wrangler("newest wrangler", node), checks),
  switching: switchover,
  limits,
  uploads: async (node, checks) => (await badUploads(node, checks), await badCalls(node, checks)),
  http1, http2, sockets, streams, terminal,
  fetching: (_, checks) => fetching(checks),
  drain: (_, checks) => drain(checks),
};

const o = options({ only: Object.keys(suites).join(","), json: "" });
const wanted = o.only.split(",");
const unknown = wanted.filter((name) => !(name in suites));
if (unknown.length) throw new Error(`no suite ${unknown}; there are: ${Object.keys(suites).join(" ")}`);
install();

/** The default lets a request's body be 100 MB, as on a free plan; the streams go beyond it. */
function configuration(name) {
  if (name !== "streams") return [];
  const file = join(scratch("config"), "selvedge.toml");
  writeFileSync(file, `limits.body = "2GB"\n`);
  return ["--config", file, "--allow-fetch", "127.0.0.1"];
}

const done = [];
for (const name of wanted) {
  console.log(`\n${name}`);
  const checks = new Checks(name);
  const own = ["fetching", "drain"].includes(name);
  const node = own ? undefined : await Selvedge.start({ options: configuration(name) });
  try {
    await suites[name](node, checks);
  } catch (e) {
    checks.results.push({ suite: name, sentence: "the suite ran to its end", failure: e.message });
    console.log(`  MISS the suite broke off: ${e.stack}`);
  } finally {
    if (node && (node.child.exitCode !== null || node.child.signalCode)) checks.results.push({ suite: name, sentence: "the node lived", failure: node.tailOfLog() });
    await node?.stop();
  }
  done.push(checks);
}

console.log(`\n${table(["suite", "checks", "pass", "miss"], done.map((c) => [c.suite, c.results.length, c.results.length - c.failed.length, c.failed.length]))}`);
const failed = done.flatMap((c) => c.failed);
for (const { suite, sentence, failure } of failed) console.log(`MISS ${suite}: ${sentence}: ${failure.slice(0, 300)}`);
if (o.json) writeFileSync(o.json, JSON.stringify(done.flatMap((c) => c.results), null, 1));
process.exit(failed.length ? 1 : 0);
