// ./dev conformance: the same small Workers on Selvedge and on workerd, the same requests, every answer compared.
// `--only url,streams` takes some areas, `--case TEXT` the cases whose names contain it; only a whole run writes the table.
// `--judge` asks workerd twice and Selvedge not at all: what differs then is a case that nobody can pass every time.
import { createRequire } from "node:module";
import { readdirSync } from "node:fs";
import { install, testing } from "../kit/paths.mjs";
import { options } from "../kit/table.mjs";
import { compareSurfaces } from "./surface.mjs";
import { measure } from "./compare.mjs";
import { startOrigin } from "./origin.mjs";
import { overview, shown, writeDocument } from "./report.mjs";
import { SelvedgeSide, WorkerdSide } from "./sides.mjs";
import { placed } from "./workers.mjs";

const [verb] = process.argv.slice(2);
const surface = verb === "surface";
const o = options({ only: "", case: "", json: "", all: false, judge: false }, process.argv.slice(surface ? 3 : 2));

async function areas() {
  const files = readdirSync(new URL("cases/", import.meta.url)).filter((f) => f.endsWith(".mjs")).sort();
  const found = await Promise.all(files.map((file) => import(`./cases/${file}`).then((m) => m.area)));
  found.sort((a, b) => a.order - b.order);
  const wanted = o.only ? o.only.split(",") : found.map((a) => a.name);
  const unknown = wanted.filter((name) => !found.some((a) => a.name === name));
  if (unknown.length) throw new Error(`no area ${unknown}; there are: ${found.map((a) => a.name).join(" ")}`);
  return found.filter((a) => wanted.includes(a.name));
}

async function conformance() {
  const chosen = await areas();
  const origin = await startOrigin(createRequire(`${testing}package.json`)("ws").WebSocketServer);
  const plans = chosen.map((area) => ({ area, ...placed(area, origin.url) }));
  for (const plan of plans) {
    plan.cases = plan.cases.filter((c) => c.name.includes(o.case));
    plan.workers = plan.cases.length ? plan.workers.filter((w) => needed(plan, w)) : [];
  }
  const workers = plans.flatMap((plan) => plan.workers);
  const selvedge = o.judge ? await WorkerdSide.start(workers, 80) : await SelvedgeSide.start(origin);
  const workerd = await WorkerdSide.start(workers, selvedge.named);
  try {
    await selvedge.deploy(workers);
    const results = await measure({ selvedge, workerd, plans, origin, judge: o.judge });
    shown(results, o);
    console.log(`\n${overview(results)}`);
    if (!o.only && !o.case && !o.judge) writeDocument(results);
    return results.every((r) => r.equal || r.reason) ? 0 : 1;
  } finally {
    await Promise.all([selvedge.stop(), workerd.stop()]);
    origin.stop();
  }
}

/** With `--case`, Workers that stand alone for other cases need not be there. */
function needed(plan, worker) {
  const own = new RegExp(`^c-${plan.area.name}(-\\d+)?$`).test(worker.name);
  return !own || plan.cases.some((c) => c.worker === worker.name);
}

install();
process.exitCode = await (surface ? compareSurfaces(o.judge) : conformance());
